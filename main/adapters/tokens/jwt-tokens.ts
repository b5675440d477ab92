import { errors, jwtVerify } from 'jose'
import * as z from 'zod'
import { TaskId } from '../../../contract/ids.ts'
import { Door, isBoundScope, Scope } from '../../../contract/scope.ts'
import type { Grant, TokenAuthority } from '../../core/access/token-authority.ts'
import type { TokenRegister } from '../../core/access/token-register.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import type { IdSource } from '../../core/kernel/ids.ts'
import { ISSUER, signToken } from './sign-token.ts'

/** The end of the year 9999: the last instant that an RFC 3339 timestamp can hold. */
const LAST_SECOND = 253_402_300_799

const Claims = z
  .object({
    sub: z.string().min(1).max(200),
    scope: Scope,
    task_id: TaskId.optional(),
    door: Door,
    jti: z.string().min(1),
    exp: z.int().max(LAST_SECOND),
  })
  .refine(({ scope, task_id }) => isBoundScope(scope) === (task_id !== undefined))

/** Checked tokens that are kept, so that a known token costs one map look-up. */
const MAX_KNOWN = 10_000

/** Tokens as JWTs signed with HS256 (RFC 7519, RFC 8725: the algorithm is fixed, the issuer is checked). */
export function createJwtTokens(parts: {
  secret: string
  register: TokenRegister
  clock: Clock
  ids: IdSource
}): TokenAuthority {
  const key = new TextEncoder().encode(parts.secret)
  const known = new Map<string, Grant>()

  async function verify(token: string): Promise<Grant> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        currentDate: new Date(parts.clock.now()),
      })
      const { sub, scope, task_id, door, jti, exp } = Claims.parse(payload)
      const bound = task_id === undefined ? {} : { task_id }
      return { actor: { sub, scopes: [scope], door, ...bound }, jti, expires_ms: exp * 1000 }
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw expired()
      throw new AppError('token_invalid', 'The token is not one of ours or was changed.', {}, { cause })
    }
  }

  function stillGood(token: string, grant: Grant): Grant {
    if (parts.register.isRevoked(grant.jti)) throw new AppError('token_revoked', 'The token was revoked.')
    if (parts.clock.now() >= grant.expires_ms) {
      known.delete(token)
      throw expired()
    }
    parts.register.used(grant.jti)
    return grant
  }

  async function checkNew(token: string): Promise<Grant> {
    const grant = stillGood(token, await verify(token))
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(token, grant)
    return grant
  }

  return {
    issue: async ({ sub, scope, task_id, ttl_seconds, door }) => {
      const jti = parts.ids.hex(12)
      const exp = Math.floor(parts.clock.now() / 1000) + ttl_seconds
      const token = await signToken(parts.secret, { sub, scope, task_id, door, jti, exp })
      const expires_at = new Date(exp * 1000).toISOString()
      const created_at = timestamp(parts.clock)
      const facts = { jti, sub, scope, task_id, expires_at }
      await parts.register.add({ ...facts, door, created_at, revoked_at: null, last_used_at: null })
      return { token, ...facts }
    },
    check: (token) => {
      const grant = known.get(token)
      return grant === undefined ? checkNew(token) : stillGood(token, grant)
    },
    isLive: (grant) => !parts.register.isRevoked(grant.jti) && parts.clock.now() < grant.expires_ms,
    list: () => parts.register.list(),
    revoke: (jti) => parts.register.revoke(jti),
  }
}

const expired = (): AppError => new AppError('token_expired', 'The token has expired.')
