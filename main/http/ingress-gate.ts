import type { IngressSource } from '../../contract/assurance.ts'
import type { ErrorCode } from '../../contract/problem.ts'
import type { Row } from '../../contract/routes/row.ts'
import type { Refusals } from '../core/ingest/refusals.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { cameByIngress } from './door.ts'
import { ANONYMOUS, type Exchange } from './exchange.ts'
import type { FailureLimiter } from './failure-limiter.ts'
import type { Sender } from './sender-address.ts'
import { senderOfExchange } from './sender-of-exchange.ts'

/** What stands before the webhooks: who failed too often is not read, and who is refused is counted. */
export interface IngressGate {
  /** Before a body is read. Throws AppError `source_off` or `ingress_rate_limited`. */
  admit(exchange: Exchange, source: IngressSource): void
  /** A webhook that was taken: its sender was verified. */
  passed(exchange: Exchange): void
  /**
   * Counts a webhook that was refused. While nobody knows who sent it, that is all that is written of it: returns the error to answer
   * with, which is `ingress_rate_limited` once the address is over its limit. Null when the request must leave its own line as well.
   */
  refused(exchange: Exchange, source: IngressSource, error: unknown): AppError | null
  /** Counts any other request of somebody unknown. */
  counted(exchange: Exchange, status: number, errorCode: string | null): void
}

/** The source that a route belongs to; null when it is no webhook. */
export function sourceOfRow(row: Row): IngressSource | null {
  if (row['x-access'] !== 'signature') return null
  const name = row.path.split('/')[2]
  return name === 'github' || name === 'xcode' || name === 'telegram' ? name : null
}

/** Refusals that anybody can bring about: each failed attempt uses up some of the address's limit. */
const FAILURES: readonly ErrorCode[] = [
  'signature_missing',
  'signature_invalid',
  'webhook_token_missing',
  'webhook_token_invalid',
  'timestamp_outside_window',
  'webhook_header_missing',
  'validation_failed',
]
/** Counted, but not held against the address: nothing was read that says who sent it, and genuine payloads are too large at times. */
const UNREAD: readonly ErrorCode[] = [
  'source_off',
  'ingress_rate_limited',
  'payload_too_large',
  'unsupported_media_type',
  'host_not_allowed',
  'origin_not_allowed',
  'shutting_down',
]
const COUNTED: ReadonlySet<string> = new Set([...FAILURES, ...UNREAD])
/** What is wrong with a delivery of a known sender. */
const BAD_CONTENT: ReadonlySet<string> = new Set<ErrorCode>([
  'payload_not_json',
  'payload_too_deep',
  'webhook_header_missing',
  'validation_failed',
  'delivery_changed',
])

export function createIngressGate(parts: {
  readonly refusals: Pick<Refusals, 'refuse' | 'count'>
  readonly limiter: FailureLimiter
  /** Why a source is off, in words for the sender; null while it is on. */
  readonly whyOff: (source: IngressSource) => string | null
}): IngressGate {
  const { refusals, limiter } = parts

  /** Milliseconds until the sender may fail again. */
  const waitOf = (sender: Sender): number => (sender.address === null ? 0 : limiter.waitMs(sender.address))

  function note(exchange: Exchange, source: IngressSource, sender: Sender, reason: ErrorCode, verified: boolean): void {
    refusals.refuse({
      ...{ type: 'webhook_rejected', source, reason, signature_valid: verified, address: sender.address },
      headers: exchange.headers(),
      body: exchange.raw,
      bytes: exchange.raw?.length ?? announcedBytes(exchange),
      correlation_id: exchange.correlation_id,
    })
  }

  return {
    admit: (exchange, source) => {
      const why = parts.whyOff(source)
      if (why !== null) throw new AppError('source_off', why)
      const sender = senderOfExchange(exchange)
      // Behind a shared address good senders stand too: theirs must be read to be told from the others.
      const { address, shared } = sender
      const waitMs = shared || (address !== null && limiter.isProven(address)) ? 0 : waitOf(sender)
      if (waitMs > 0) throw tooMany(waitMs)
    },
    passed: (exchange) => {
      const { address } = senderOfExchange(exchange)
      if (address !== null) limiter.passed(address)
    },
    refused: (exchange, source, error) => {
      if (!(error instanceof AppError)) return null
      const sender = senderOfExchange(exchange)
      const verified = exchange.actor.sub !== ANONYMOUS.sub
      if (verified && sender.address !== null) limiter.passed(sender.address)
      if (verified || !COUNTED.has(error.code)) {
        if (BAD_CONTENT.has(error.code)) note(exchange, source, sender, error.code, true)
        return null
      }
      const fails = FAILURES.includes(error.code) && sender.address !== null
      const waitMs = fails ? waitOf(sender) : 0
      if (fails && waitMs === 0) limiter.failed(sender.address as string)
      const answer = waitMs > 0 ? tooMany(waitMs) : error
      note(exchange, source, sender, answer.code, false)
      return answer
    },
    counted: (exchange, status, errorCode) => {
      refusals.count({
        type: status >= 400 ? 'request_refused' : 'request_served',
        ...{ actor: exchange.actor, route: exchange.route, status, correlation_id: exchange.correlation_id },
        kind: `${exchange.route}\n${status}\n${errorCode}`,
        address: senderOfExchange(exchange).address,
        facts: {
          door: cameByIngress(exchange.env) ? 'ingress' : 'http',
          ...(errorCode === null ? {} : { error_code: errorCode }),
        },
        bytes: 0,
      })
    },
  }
}

function announcedBytes(exchange: Exchange): number {
  const announced = Number(exchange.header('content-length') ?? 0)
  return Number.isSafeInteger(announced) && announced > 0 ? announced : 0
}

function tooMany(waitMs: number): AppError {
  const retry_after_s = Math.ceil(waitMs / 1000)
  return new AppError('ingress_rate_limited', 'Too many deliveries from this address were refused.', { retry_after_s })
}
