import * as z from 'zod'
import { Timestamp } from '../../../contract/ids.ts'
import { Scope } from '../../../contract/scope.ts'
import type { RevokedToken } from '../../../contract/session.ts'

export const RegisteredToken = z.strictObject({
  jti: z.string(),
  sub: z.string(),
  scope: Scope,
  expires_at: Timestamp,
  revoked_at: Timestamp.nullable(),
})
export type RegisteredToken = z.infer<typeof RegisteredToken>

/** The tokens that were made here and whether they were revoked; never the tokens themselves. */
export interface TokenRegister {
  /** Resolves when the disk holds it. Throws AppError `storage_failed`. */
  add(token: RegisteredToken): Promise<void>
  isRevoked(jti: string): boolean
  /** Resolves when the disk holds it. Throws AppError `token_not_found`, `storage_failed`. */
  revoke(jti: string): Promise<RevokedToken>
}
