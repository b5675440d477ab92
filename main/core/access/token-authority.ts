import type { TaskId } from '../../../contract/ids.ts'
import type { Actor, Door, Scope } from '../../../contract/scope.ts'
import type { IssuedToken, RevokedToken, TokenInfo } from '../../../contract/session.ts'

export interface TokenRequest {
  readonly sub: string
  readonly scope: Scope
  /** The task that an executor or reviewer is bound to; null for the other scopes. */
  readonly task_id: TaskId | null
  readonly ttl_seconds: number
  readonly door: Door
}

/** What a good token says. */
export interface Grant {
  readonly actor: Actor
  readonly jti: string
  /** Milliseconds since the epoch. */
  readonly expires_ms: number
}

/** Makes and checks tokens: JWTs (RFC 7519, HS256) with exp and jti. */
export interface TokenAuthority {
  issue(request: TokenRequest): Promise<IssuedToken>
  /** Throws AppError `token_invalid`, `token_expired` or `token_revoked`. A token seen before costs no signature check. */
  check(token: string): Grant | Promise<Grant>
  /** Whether a grant that was given earlier still holds: not revoked, not expired. */
  isLive(grant: Grant): boolean
  /** The tokens that were made here, newest first. */
  list(): TokenInfo[]
  /** Refused from now on. Throws AppError `token_not_found` for a jti that was not made here. */
  revoke(jti: string): Promise<RevokedToken>
}
