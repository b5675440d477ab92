import * as z from 'zod'
import { TaskId, Timestamp } from './ids.ts'
import { Actor, Door, isBoundScope, Scope } from './scope.ts'

export const LoginCode = z.strictObject({ code: z.string().min(1).max(64) }).meta({ id: 'LoginCode' })
export type LoginCode = z.infer<typeof LoginCode>

export const IssuedLoginCode = z
  .strictObject({ code: z.string(), expires_at: Timestamp })
  .meta({ id: 'IssuedLoginCode' })
export type IssuedLoginCode = z.infer<typeof IssuedLoginCode>

export const Session = z.strictObject({ actor: Actor, expires_at: Timestamp.nullable() }).meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

/**
 * `executor` and `reviewer` are bound to the task of `task_id`; the others are bound to none. A name may not begin like the names that
 * the console gives to people itself, nor be one that it acts under itself, so that no token can pass for one of them.
 */
export const CreateToken = z
  .strictObject({
    scope: Scope,
    task_id: TaskId.optional(),
    sub: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.@:-]{0,99}$/, 'a name is 1 to 100 of letters, digits and _.@:-')
      .regex(/^(?!(operator|cli|telegram):)/i, 'a name may not begin with operator:, cli: or telegram:')
      .regex(
        /^(?!(countersign|anonymous|telegram|console-files|unknown-frame)$)/i,
        'this name is the own one of the console',
      )
      .optional(),
    ttl_seconds: z
      .int()
      .min(1)
      .max(365 * 86_400)
      .default(3600),
  })
  .refine(({ scope, task_id }) => isBoundScope(scope) === (task_id !== undefined), {
    path: ['task_id'],
    error: 'executor and reviewer need the task that they are bound to; the other scopes are bound to none',
  })
  .meta({ id: 'CreateToken' })
export type CreateToken = z.infer<typeof CreateToken>

const TokenFacts = {
  jti: z.string(),
  sub: z.string(),
  scope: Scope,
  task_id: TaskId.nullable(),
  expires_at: Timestamp,
}

export const IssuedToken = z.strictObject({ token: z.string(), ...TokenFacts }).meta({ id: 'IssuedToken' })
export type IssuedToken = z.infer<typeof IssuedToken>

export const RevokedToken = z.strictObject({ jti: z.string(), revoked_at: Timestamp }).meta({ id: 'RevokedToken' })
export type RevokedToken = z.infer<typeof RevokedToken>

/** What is known of a token; never the token itself. */
export const TokenInfo = z
  .strictObject({
    ...TokenFacts,
    door: Door.nullable().meta({ description: 'console: the session of a browser; null when it was not recorded' }),
    created_at: Timestamp.nullable().meta({ description: 'null when it was not recorded' }),
    revoked_at: Timestamp.nullable(),
    last_used_at: Timestamp.nullable().meta({
      description: 'as far as it is known; after a crash a use of the last minute may be missing',
    }),
  })
  .meta({ id: 'TokenInfo' })
export type TokenInfo = z.infer<typeof TokenInfo>

export const TokenList = z.strictObject({ items: z.array(TokenInfo), now: Timestamp }).meta({ id: 'TokenList' })
export type TokenList = z.infer<typeof TokenList>
