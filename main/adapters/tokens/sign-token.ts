import { SignJWT } from 'jose'
import type { TaskId } from '../../../contract/ids.ts'
import type { Door, Scope } from '../../../contract/scope.ts'

export const ISSUER = 'countersign'

export interface TokenClaims {
  readonly sub: string
  readonly scope: Scope
  /** The task that the scope is bound to; null when it is bound to none. */
  readonly task_id: TaskId | null
  readonly door: Door
  readonly jti: string
  /** Seconds since the epoch. */
  readonly exp: number
}

/** A compact JWT (RFC 7519), signed with HS256. */
export function signToken(secret: string, { sub, scope, task_id, door, jti, exp }: TokenClaims): Promise<string> {
  return new SignJWT({ scope, door, ...(task_id === null ? {} : { task_id }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setSubject(sub)
    .setJti(jti)
    .setExpirationTime(exp)
    .sign(new TextEncoder().encode(secret))
}
