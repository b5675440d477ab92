import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { RegisteredToken, type TokenRegister } from '../../core/access/token-register.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import { atomicWrite } from './atomic-write.ts'

/** Keeps the register in `tokens.json` of the secrets folder. Expired tokens are forgotten. */
export function openJsonTokenRegister(folder: string, clock: Clock): TokenRegister {
  const path = join(folder, 'tokens.json')
  const byJti = new Map(read(path).map((token) => [token.jti, token]))
  let saving: Promise<void> = Promise.resolve()

  function save(): Promise<void> {
    saving = saving
      .catch(() => undefined)
      .then(() => {
        for (const [jti, token] of byJti) if (forgettable(token, clock.now())) byJti.delete(jti)
        return atomicWrite(path, `${JSON.stringify([...byJti.values()], null, 2)}\n`, 0o600)
      })
    return saving.catch((cause: unknown) => {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new AppError('storage_failed', `secrets/tokens.json could not be written (${code}).`, {}, { cause })
    })
  }

  return {
    add: (token) => {
      byJti.set(token.jti, token)
      return save()
    },
    isRevoked: (jti) => (byJti.get(jti)?.revoked_at ?? null) !== null,
    revoke: async (jti) => {
      const token = byJti.get(jti)
      if (token === undefined) throw new AppError('token_not_found', `No token with jti ${jti}.`)
      const revoked_at = token.revoked_at ?? timestamp(clock)
      byJti.set(jti, { ...token, revoked_at })
      await save()
      return { jti, revoked_at }
    },
  }
}

/** A clock that is set back must not bring a revoked token to life: those are remembered for long after they have expired. */
const REVOKED_KEPT_MS = 30 * 86_400_000

function forgettable({ expires_at, revoked_at }: RegisteredToken, nowMs: number): boolean {
  return Date.parse(expires_at) + (revoked_at === null ? 0 : REVOKED_KEPT_MS) <= nowMs
}

function read(path: string): RegisteredToken[] {
  if (!existsSync(path)) return []
  try {
    return z.array(RegisteredToken).parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new StartupError(
      1,
      `${path} is damaged: ${(cause as Error).message}`,
      'restore it, or delete it together with secrets/jwt-secret: every token then stops working',
    )
  }
}
