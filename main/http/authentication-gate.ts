import type { ErrorCode } from '../../contract/problem.ts'
import type { CountedLines } from '../core/ingest/counted-lines.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Exchange } from './exchange.ts'
import type { FailureLimiter, FailureLimits } from './failure-limiter.ts'
import { senderOfExchange } from './sender-of-exchange.ts'

/**
 * What becomes of failed authentications: they are counted, not written one by one, for anybody may cause as many as he likes; and an
 * address that fails too often is only told to wait. It is asked after a token was found wanting, so that a good one is always let in.
 */
export interface AuthenticationGate {
  /** The error to answer with, counted; null when the error is no failed authentication, or came through a door in this process. */
  refused(exchange: Exchange, error: unknown): AppError | null
}

/** Twenty failures one after the other, and as many a minute. */
export const AUTHENTICATION_LIMITS: FailureLimits = { burst: 20, perSecond: 20 / 60, maxAddresses: 10_000 }

const FAILURES: ReadonlySet<string> = new Set<ErrorCode>([
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_revoked',
  'login_code_invalid',
  'login_locked',
])

export function createAuthenticationGate(parts: {
  readonly lines: Pick<CountedLines, 'count'>
  readonly limiter: Pick<FailureLimiter, 'waitMs' | 'failed'>
}): AuthenticationGate {
  return {
    refused: (exchange, error) => {
      if (!(error instanceof AppError) || !FAILURES.has(error.code) || 'identity' in exchange.env) return null
      const { address } = senderOfExchange(exchange)
      const waitMs = address === null ? 0 : parts.limiter.waitMs(address)
      if (address !== null && waitMs === 0) parts.limiter.failed(address)
      const answer = waitMs > 0 ? tooMany(waitMs) : error
      parts.lines.count({
        ...{ type: 'authentication_failed', actor: exchange.actor, route: null, status: null, bytes: 0, address },
        kind: answer.code,
        facts: { error_code: answer.code },
        correlation_id: exchange.correlation_id,
      })
      return answer
    },
  }
}

function tooMany(waitMs: number): AppError {
  const retry_after_s = Math.ceil(waitMs / 1000)
  return new AppError('authentication_rate_limited', 'Too many authentications from this address failed.', {
    retry_after_s,
  })
}
