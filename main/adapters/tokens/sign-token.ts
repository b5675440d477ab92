import { SignJWT } from 'jose'
import type { Door, Scope } from '../../../contract/scope.ts'

export const ISSUER = 'countersign'

export interface TokenClaims {
  readonly sub: string
  readonly scope: Scope
  readonly door: Door
  readonly jti: string
  /** Seconds since the epoch. */
  readonly exp: number
}

/** A compact JWT (RFC 7519), signed with HS256. */
export function signToken(secret: string, { sub, scope, door, jti, exp }: TokenClaims): Promise<string> {
  return new SignJWT({ scope, door })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setSubject(sub)
    .setJti(jti)
    .setExpirationTime(exp)
    .sign(new TextEncoder().encode(secret))
}
