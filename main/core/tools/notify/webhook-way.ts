import type { Clock } from '../../kernel/clock.ts'
import { retryAfterMs } from '../../kernel/retry-after.ts'
import { sha256 } from '../../kernel/sha256.ts'
import { type Outcome, outcomeOf } from './delivery-record.ts'
import { type Excerpt, messageOf } from './message-of.ts'
import type { WebhookArgs } from './notify-args.ts'
import { noSecret, unknownWebhook, wrongSecret } from './notify-failures.ts'
import type { NotifySettings } from './notify-settings.ts'
import { signingKey, webhookHeaders } from './sign-webhook.ts'
import type { WayOut } from './way-out.ts'

export interface WebhookPost {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Whether the host may be in a private network. */
  readonly private_allowed: boolean
}

/**
 * What came of one POST. `answer`: its status line came. `refused`: its address is not one to connect to. `not_sent`: no connection stood,
 * so that nothing was sent. `broken`: it broke or took too long after that. `excerpt`: the beginning of the body, untrusted.
 */
export type PostOutcome =
  | {
      readonly how: 'answer'
      readonly status: number
      readonly retry_after: string | null
      readonly excerpt: string
    }
  | { readonly how: 'refused' | 'not_sent' | 'broken'; readonly reason: string }

/** Sends one POST over a connection of its own, follows no redirect, and reads a bounded part of the answer. Never throws. */
export type PostWebhook = (post: WebhookPost, signal: AbortSignal) => Promise<PostOutcome>

export interface WebhookWayParts {
  readonly clock: Clock
  readonly post: PostWebhook
  /** NOTIFY_WEBHOOK_SECRET; null when there is none. */
  readonly secret: () => Promise<string | null>
  readonly excerptOf: Excerpt
}

/** Throws ToolError `notify_webhook_unknown`, `notify_secret_missing` or `notify_secret_invalid`. */
export async function webhookWay(
  parts: WebhookWayParts,
  args: WebhookArgs,
  settings: NotifySettings,
  callId: string,
): Promise<WayOut> {
  const endpoint = settings.webhooks.find(({ name }) => name === args.name)
  if (endpoint === undefined) throw unknownWebhook(args.name)
  const secret = await parts.secret()
  if (secret === null) throw noSecret()
  const key = signingKey(secret)
  if (key === null) throw wrongSecret()
  const { url } = endpoint
  const { body } = messageOf(args, parts.excerptOf)
  const private_allowed = settings.private_hosts.includes(new URL(url).hostname)

  return {
    ...{ to: sha256(url), attempt_ms: settings.attempt_timeout_ms },
    attempt: async (signal) => {
      const signed = webhookHeaders(key, { id: callId, at_ms: parts.clock.now(), body })
      const headers = { ...signed, 'content-type': 'application/json', 'user-agent': 'countersign' }
      const came = await parts.post({ url, headers, body, private_allowed }, signal)
      return came.how === 'answer' ? outcomeOfAnswer(came, parts) : outcomeOfBreak(came)
    },
  }
}

/** Below 500 these may be answered otherwise later (RFC 9110, 15.5.9; RFC 8470, 5.2; RFC 6585, 4). */
const LATER: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * 2xx is a delivery and nothing else is
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, delivery success and failure).
 */
function outcomeOfAnswer(
  { status, retry_after, excerpt }: Extract<PostOutcome, { how: 'answer' }>,
  { clock, excerptOf }: WebhookWayParts,
): Outcome {
  if (status >= 200 && status < 300) return outcomeOf('delivered', { status })
  const said = excerptOf(excerpt)
  const reason = `it answered ${status}${said === '' ? '' : `: ${said}`}`
  if (status >= 300 && status < 400)
    return outcomeOf('refused', { status, reason: `${reason}; redirects are not followed` })
  if (status < 500 && !LATER.has(status)) return outcomeOf('refused', { status, reason })
  return outcomeOf('later', { status, reason, wait_ms: retryAfterMs(retry_after, clock.now()) })
}

const outcomeOfBreak = ({ how, reason }: Extract<PostOutcome, { reason: string }>): Outcome =>
  outcomeOf(how === 'broken' ? 'unknown' : how, { reason })
