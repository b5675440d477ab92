import * as z from 'zod'
import { TaskId, Timestamp } from '../../../contract/ids.ts'
import { Door, Scope } from '../../../contract/scope.ts'
import type { RevokedToken, TokenInfo } from '../../../contract/session.ts'

/** What is kept of a token. The members with a default were not recorded of the first tokens. */
export const RegisteredToken = z.strictObject({
  jti: z.string(),
  sub: z.string(),
  scope: Scope,
  task_id: TaskId.nullable().default(null),
  door: Door.nullable().default(null),
  created_at: Timestamp.nullable().default(null),
  expires_at: Timestamp,
  revoked_at: Timestamp.nullable(),
  last_used_at: Timestamp.nullable().default(null),
})
export type RegisteredToken = z.infer<typeof RegisteredToken>

/** The tokens that were made here, whether they were revoked and when they were last used; never the tokens themselves. */
export interface TokenRegister {
  /** Resolves when the disk holds it. Throws AppError `storage_failed`. */
  add(token: RegisteredToken): Promise<void>
  /** Newest first. */
  list(): TokenInfo[]
  isRevoked(jti: string): boolean
  /** The token was taken just now. Kept in memory and saved once in a while; costs a look-up. */
  used(jti: string): void
  /** Resolves when the disk holds it. Throws AppError `token_not_found`, `storage_failed`. */
  revoke(jti: string): Promise<RevokedToken>
  /** Saves what is not saved yet. */
  close(): Promise<void>
}
