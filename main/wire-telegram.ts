import { join } from 'node:path'
import { createGivenUpUpdates } from './adapters/telegram/given-up-updates.ts'
import { openPollOffset } from './adapters/telegram/poll-offset.ts'
import { createTelegramMessenger } from './adapters/telegram/telegram-messenger.ts'
import { openTelegramPoller, type TelegramPoller } from './adapters/telegram/telegram-poller.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { ConnectionState } from './core/ingest/connection-state.ts'
import type { TelegramDoor } from './core/ingest/telegram/telegram-door.ts'
import { AppError } from './core/kernel/app-error.ts'
import { SYSTEM } from './core/kernel/call.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { Logger } from './core/kernel/logger.ts'
import type { Timers } from './core/kernel/timers.ts'
import { type Messenger, MessengerError } from './core/remote/messenger.ts'
import type { SourcesConfig } from './sources-config.ts'

type Telegram = SourcesConfig['telegram']

/** The bot's own number: the digits of its token before the colon; null when there is no token. */
export function botIdOf(telegram: Telegram): string | null {
  return telegram.bot_token?.split(':')[0] ?? null
}

/** Without a token nothing can be said in Telegram; whoever tries learns why. */
export function messengerFor({ bot_token, api_root }: Telegram, stopping: AbortSignal): Messenger {
  if (bot_token !== null) return createTelegramMessenger({ token: bot_token, apiRoot: api_root }, stopping)
  const mute = (): Promise<never> => Promise.reject(new MessengerError('refused', 'BOT_TOKEN is not set'))
  return { send: mute, sendOnce: mute, sendFile: mute, edit: mute, answerCallback: mute, fetchFile: mute }
}

/** Begins to poll; null without a token. */
export function pollTelegram(parts: {
  telegram: Telegram
  door: TelegramDoor
  auditFolder: string
  log: EventLog
  clock: Clock
  timers: Timers
  logger: Logger
  onChange: (state: ConnectionState) => void
  /** Whether the update is on the disk already. */
  isClaimed: (update: unknown) => boolean
}): TelegramPoller | null {
  const { telegram, log, logger } = parts
  if (telegram.bot_token === null) return null
  let told = false
  const givenUp = createGivenUpUpdates()

  /** The first contact of a start is no news; everything after it is. */
  function tell(
    type: 'telegram_connection_lost' | 'telegram_connection_restored',
    data: Record<string, string | null>,
  ) {
    const written = log.record({
      ...{ type, actor: SYSTEM, correlation_id: 'telegram', task_id: null, route: null, status: null, data },
    })
    written.catch((error: unknown) => logger.error({ err: error }, `${type} could not be recorded`))
  }

  return openTelegramPoller({
    ...{ token: telegram.bot_token, apiRoot: telegram.api_root, clock: parts.clock, timers: parts.timers, logger },
    offset: openPollOffset(join(parts.auditFolder, 'telegram-poll-offset.json'), botIdOf(telegram) ?? ''),
    random: Math.random,
    onChange: (state) => {
      if (state.state === 'lost') {
        if (!told) tell('telegram_connection_lost', { reason: state.reason, contact_at: state.contact_at })
        told = true
        logger.warn({ reason: state.reason }, 'Telegram is lost')
      } else {
        if (told) tell('telegram_connection_restored', {})
        told = false
      }
      parts.onChange(state)
    },
    take: async (update) => {
      const { update_id } = update as { update_id: number }
      const call = {
        actor: { sub: 'telegram', scopes: [], door: 'telegram' as const },
        correlation_id: `telegram-${update_id}`,
      }
      try {
        await parts.door.take(call, update, {}, 'polled')
      } catch (error) {
        const code = error instanceof AppError ? error.code : 'internal'
        if (!givenUp.failed(update_id, code, parts.isClaimed(update))) throw error
        logger.error({ err: error, update_id }, 'an update from Telegram could not be carried out')
      }
    },
  })
}
