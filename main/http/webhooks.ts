import type { Assurance, IngressSource } from '../../contract/assurance.ts'
import type { DeliveryResult } from '../../contract/delivery.ts'
import type { OperationId } from '../../contract/routes/index.ts'
import type { Actor } from '../../contract/scope.ts'
import type { DeliveryService } from '../core/ingest/delivery-service.ts'
import { verifyGithubSignature } from '../core/ingest/github/github-signature.ts'
import { redactHeaders } from '../core/ingest/redact-headers.ts'
import { verifyStandardWebhook } from '../core/ingest/standard-webhooks.ts'
import type { TelegramDoor } from '../core/ingest/telegram/telegram-door.ts'
import { checkWebhookToken } from '../core/ingest/webhook-token.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Clock } from '../core/kernel/clock.ts'
import { sha256 } from '../core/kernel/sha256.ts'
import type { Exchange } from './exchange.ts'
import type { Handlers, Input } from './handler.ts'
import { parseJsonObject } from './parse-json.ts'
import { bytesReply, type Reply } from './reply.ts'
import { senderOfExchange } from './sender-of-exchange.ts'

type WebhookHandlers = Pick<Handlers, 'githubWebhook' | 'xcodeWebhook' | 'xcodeWebhookBySecretPath' | 'telegramWebhook'>

/** Whatever is verified and short enough to keep is taken as an id. */
const DELIVERY_ID = /^[\x21-\x7e]{1,100}$/
const EVENT_NAME = /^[a-z0-9_]{1,60}$/

interface Verified {
  readonly event: string
  readonly delivery_id: string
  readonly assurance: Assurance
}

export interface SourceSecrets {
  readonly github: { readonly secrets: readonly string[] }
  readonly xcode: { readonly token: string | null; readonly webhook_secret: string | null }
  readonly telegram: { readonly secret_token: string | null }
}

/** The gate has let only sources through that are on. */
export function createWebhookHandlers(
  parts: SourceSecrets & {
    telegramDoor: TelegramDoor
    deliveries: DeliveryService
    clock: Clock
    /** Told of every verified sender. */
    heard: (source: IngressSource) => void
    /** GitHub signed with the secret that is being replaced. */
    previousSecretUsed: () => void
  },
): WebhookHandlers {
  async function accept(
    source: IngressSource,
    input: Pick<Input<OperationId>, 'exchange' | 'call' | 'raw'>,
    { event, delivery_id, assurance }: Verified,
  ): Promise<Reply> {
    const actor = actorOf(source)
    input.exchange.actor = actor
    parts.heard(source)
    const headers = redactHeaders(input.exchange.headers())
    const payload = parseJsonObject(input.raw)
    const { result, correlation_id } = await parts.deliveries.accept(
      { actor, correlation_id: input.call.correlation_id },
      { source, event, delivery_id, assurance, payload, raw: input.raw, headers },
      senderOfExchange(input.exchange).address,
    )
    return replyTo(result, correlation_id)
  }

  function xcodeSender(
    { exchange, raw }: { exchange: Exchange; raw: Uint8Array },
    pathSecret: string | null,
  ): Verified {
    const { token, webhook_secret } = parts.xcode
    const id = exchange.header('webhook-id')
    const signature = exchange.header('webhook-signature')
    if (signature !== null && webhook_secret !== null) {
      verifyStandardWebhook({
        secrets: [webhook_secret],
        id,
        timestamp: exchange.header('webhook-timestamp'),
        signatureHeader: signature,
        raw,
        now_ms: parts.clock.now(),
      })
      exchange.actor = actorOf('xcode')
      return { event: 'build', delivery_id: named(id, 'webhook-id'), assurance: 'signed' }
    }
    if (token === null)
      throw new AppError('signature_missing', 'Xcode deliveries must be signed here: XCODE_TOKEN is not set.')
    checkWebhookToken(token, pathSecret ?? bearer(exchange.header('authorization')), 'Xcode')
    return { event: 'build', delivery_id: `body-${sha256(raw).slice(0, 32)}`, assurance: 'token' }
  }

  return {
    githubWebhook: (input) => {
      const { exchange, raw } = input
      const place = verifyGithubSignature(parts.github.secrets, raw, exchange.header('x-hub-signature-256'))
      if (place > 0) parts.previousSecretUsed()
      exchange.actor = actorOf('github')
      const event = exchange.header('x-github-event')
      if (event === null || !EVENT_NAME.test(event))
        throw new AppError('webhook_header_missing', 'X-GitHub-Event is missing or no event name.')
      const delivery_id = named(exchange.header('x-github-delivery'), 'X-GitHub-Delivery')
      return accept('github', input, { event, delivery_id, assurance: 'signed' })
    },
    xcodeWebhook: (input) => accept('xcode', input, xcodeSender(input, null)),
    xcodeWebhookBySecretPath: (input) => accept('xcode', input, xcodeSender(input, input.params.secret)),
    telegramWebhook: async ({ exchange, call, raw }) => {
      checkWebhookToken(parts.telegram.secret_token, exchange.header('x-telegram-bot-api-secret-token'), 'Telegram')
      const actor = actorOf('telegram')
      exchange.actor = actor
      parts.heard('telegram')
      const headers = redactHeaders(exchange.headers())
      const { result, correlation_id } = await parts.telegramDoor.take(
        { ...call, actor },
        parseJsonObject(raw),
        headers,
        'posted',
      )
      return replyTo(result, correlation_id)
    },
  }
}

const actorOf = (source: IngressSource): Actor => ({ sub: source, scopes: [], door: 'webhook' })

/** Why a source takes no webhooks, in words for the sender; null when it does. */
export function whyOff({ github, xcode, telegram }: SourceSecrets): (source: IngressSource) => string | null {
  const reasons: Readonly<Record<IngressSource, string | null>> = {
    github: github.secrets.length > 0 ? null : 'The GitHub source is off: WEBHOOK_SECRET is not set.',
    xcode:
      xcode.token !== null || xcode.webhook_secret !== null
        ? null
        : 'The Xcode source is off: neither XCODE_TOKEN nor XCODE_WEBHOOK_SECRET is set.',
    telegram:
      telegram.secret_token !== null ? null : 'POST /webhooks/telegram is off: TELEGRAM_SECRET_TOKEN is not set.',
  }
  return (source) => reasons[source]
}

function replyTo(result: DeliveryResult, correlation_id: string): Reply {
  const subject = { correlation_id, task_id: result.task_ids[0] ?? null }
  const status = result.outcome === 'recorded' || result.outcome === 'held' ? 202 : 200
  return { ...bytesReply(status, JSON.stringify(result), {}, null), ...subject }
}

function named(id: string | null, header: string): string {
  if (id === null || !DELIVERY_ID.test(id))
    throw new AppError('webhook_header_missing', `${header} is missing or no delivery id.`)
  return id
}

function bearer(header: string | null): string | null {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null
}
