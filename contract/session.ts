import * as z from 'zod'
import { Timestamp } from './ids.ts'
import { Actor, Scope } from './scope.ts'

export const LoginCode = z.strictObject({ code: z.string().min(1).max(64) }).meta({ id: 'LoginCode' })
export type LoginCode = z.infer<typeof LoginCode>

export const IssuedLoginCode = z
  .strictObject({ code: z.string(), expires_at: Timestamp })
  .meta({ id: 'IssuedLoginCode' })
export type IssuedLoginCode = z.infer<typeof IssuedLoginCode>

export const Session = z.strictObject({ actor: Actor, expires_at: Timestamp.nullable() }).meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const CreateToken = z
  .strictObject({
    scope: Scope,
    sub: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.@:-]{0,99}$/, 'a name is 1 to 100 of letters, digits and _.@:-')
      .optional(),
    ttl_seconds: z
      .int()
      .min(1)
      .max(365 * 86_400)
      .default(3600),
  })
  .meta({ id: 'CreateToken' })
export type CreateToken = z.infer<typeof CreateToken>

export const IssuedToken = z
  .strictObject({ token: z.string(), jti: z.string(), sub: z.string(), scope: Scope, expires_at: Timestamp })
  .meta({ id: 'IssuedToken' })
export type IssuedToken = z.infer<typeof IssuedToken>

export const RevokedToken = z.strictObject({ jti: z.string(), revoked_at: Timestamp }).meta({ id: 'RevokedToken' })
export type RevokedToken = z.infer<typeof RevokedToken>
