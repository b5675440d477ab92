import type { Actor, Door, Scope } from '../../../contract/scope.ts'
import type { IssuedToken, RevokedToken } from '../../../contract/session.ts'

export interface TokenRequest {
  readonly sub: string
  readonly scope: Scope
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
  /** Refused from now on. Throws AppError `token_not_found` for a jti that was not made here. */
  revoke(jti: string): Promise<RevokedToken>
}
