import type { IngressSource } from '../contract/assurance.ts'
import type { SourceState } from '../contract/system.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { ConnectionState } from './core/ingest/connection-state.ts'
import type { Clock } from './core/kernel/clock.ts'
import { timestamp } from './core/kernel/clock.ts'
import type { SourcesConfig } from './sources-config.ts'

/** Which ways in are on, since when, and when each was last heard of. */
export interface SourceStates {
  heard(source: IngressSource): void
  /** GitHub signed with WEBHOOK_SECRET_PREVIOUS. */
  previousSecretUsed(): void
  /** Tells the clients that a source went on or was lost. */
  changed(source: IngressSource): void
  list(): SourceState[]
}

/** `polling` answers null when the console does not poll Telegram by itself. */
export function createSourceStates(parts: {
  sources: SourcesConfig
  clock: Clock
  polling: () => ConnectionState | null
  /** Null where nobody listens. */
  hub: Pick<EventHub, 'publish' | 'latestSeq'> | null
}): SourceStates {
  const { github, xcode, telegram } = parts.sources
  const since = timestamp(parts.clock)
  const contact = new Map<IngressSource, string>()
  let previousAt: string | null = null

  function state(
    source: IngressSource,
    assurance: SourceState['assurance'],
    ways: string[],
    missing: string,
  ): SourceState {
    const on = ways.length > 0
    const reason = on ? null : `${missing} not set`
    return { source, state: on ? 'on' : 'off', reason, assurance, ways, since, contact_at: contact.get(source) ?? null }
  }

  /** When the secret that is being replaced can be dropped: once everything at GitHub has the new one. */
  function githubState(): SourceState {
    const plain = state(
      'github',
      'signed',
      github.secrets.length > 0 ? ['POST /webhooks/github'] : [],
      'WEBHOOK_SECRET is',
    )
    if (github.secrets.length < 2) return plain
    const used = previousAt === null ? `has not been used since ${since}` : `was last used at ${previousAt}`
    return { ...plain, reason: `WEBHOOK_SECRET_PREVIOUS is good too: it ${used}` }
  }

  /** What Telegram cannot do although it is on. A list of chats alone admits nobody. */
  function doubt(): string | null {
    const found = [
      ...(telegram.bot_token === null
        ? ['receives only: without BOT_TOKEN it cannot answer, send cards or fetch files']
        : []),
      ...(telegram.operators.length === 0 && telegram.allowed_users.length === 0
        ? ['nobody may write: set TELEGRAM_OPERATORS or TELEGRAM_ALLOWED_USERS']
        : []),
    ]
    return found.length === 0 ? null : found.join('; ')
  }

  function telegramState(): SourceState {
    const ways = [
      ...(telegram.bot_token === null ? [] : ['long polling']),
      ...(telegram.secret_token === null ? [] : ['POST /webhooks/telegram']),
    ]
    const plain = state('telegram', 'token', ways, 'BOT_TOKEN and TELEGRAM_SECRET_TOKEN are')
    const said = { ...plain, reason: plain.reason ?? doubt() }
    const polling = parts.polling()
    if (polling === null) return said
    const heard = [plain.contact_at, polling.contact_at].filter((at) => at !== null).sort()
    return { ...said, ...polling, reason: polling.reason ?? said.reason, contact_at: heard.at(-1) ?? null }
  }

  const list = (): SourceState[] => [
    githubState(),
    state(
      'xcode',
      xcode.token === null && xcode.webhook_secret !== null ? 'signed' : 'token',
      xcode.token === null && xcode.webhook_secret === null ? [] : ['POST /webhooks/xcode'],
      'XCODE_TOKEN and XCODE_WEBHOOK_SECRET are',
    ),
    telegramState(),
    {
      ...{ source: 'api', state: 'on', reason: null, assurance: 'token', ways: ['POST /api/tasks'] },
      ...{ since, contact_at: null },
    },
  ]

  return {
    list,
    heard: (source) => {
      contact.set(source, timestamp(parts.clock))
    },
    previousSecretUsed: () => {
      previousAt = timestamp(parts.clock)
    },
    changed: (source) => {
      const now = list().find((each) => each.source === source)
      if (now === undefined || parts.hub === null) return
      const ts = timestamp(parts.clock)
      parts.hub.publish('source_changed', { seq: parts.hub.latestSeq, ts, correlation_id: source, source: now })
    },
  }
}
