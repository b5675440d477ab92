import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { RegisteredToken, type TokenRegister } from '../../core/access/token-register.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { StartupError } from '../../core/kernel/startup-error.ts'
import type { Timers } from '../../core/kernel/timers.ts'
import { atomicWrite } from '../disk/atomic-write.ts'

/** The last uses of tokens are saved this long after the first that is not saved yet, in milliseconds. */
const SAVE_USES_MS = 60_000

/** Keeps the register in `tokens.json` of the secrets folder. Expired tokens are forgotten after a while. */
export function openJsonTokenRegister(
  folder: string,
  parts: { readonly clock: Clock; readonly timers: Timers; readonly logger: Logger },
): TokenRegister {
  const { clock } = parts
  const path = join(folder, 'tokens.json')
  const byJti = new Map(read(path).map((token) => [token.jti, token]))
  /** Milliseconds since the epoch of each last use of this run. */
  const lastUses = new Map<string, number>()
  let cancelSave: (() => void) | null = null
  let saving: Promise<void> = Promise.resolve()

  function withLastUse(token: RegisteredToken): RegisteredToken {
    const usedMs = lastUses.get(token.jti)
    return usedMs === undefined ? token : { ...token, last_used_at: new Date(usedMs).toISOString() }
  }

  function save(): Promise<void> {
    cancelSave?.()
    cancelSave = null
    saving = saving
      .catch(() => undefined)
      .then(() => {
        for (const [jti, token] of byJti) if (forgettable(token, clock.now())) forget(jti)
        return atomicWrite(path, `${JSON.stringify([...byJti.values()].map(withLastUse), null, 2)}\n`, 0o600)
      })
    return saving.catch((cause: unknown) => {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new AppError('storage_failed', `secrets/tokens.json could not be written (${code}).`, {}, { cause })
    })
  }

  function forget(jti: string): void {
    byJti.delete(jti)
    lastUses.delete(jti)
  }

  function saveUses(): Promise<void> {
    return save().catch((error: unknown) => parts.logger.warn({ err: error }, 'the last uses of tokens are not saved'))
  }

  return {
    add: (token) => {
      byJti.set(token.jti, token)
      return save()
    },
    // They are kept in the order in which they were made.
    list: () => [...byJti.values()].map(withLastUse).reverse(),
    used: (jti) => {
      if (!byJti.has(jti)) return
      lastUses.set(jti, clock.now())
      cancelSave ??= parts.timers.after(SAVE_USES_MS, () => void saveUses())
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
    close: async () => {
      if (cancelSave !== null) await saveUses()
      else await saving.catch(() => undefined)
    },
  }
}

/** A clock that is set back must not bring a revoked token to life: those are remembered for long after they have expired. */
const REVOKED_KEPT_MS = 30 * 86_400_000
/** So that the list shows for a day why a token does not work any more. */
const EXPIRED_KEPT_MS = 86_400_000

function forgettable({ expires_at, revoked_at }: RegisteredToken, nowMs: number): boolean {
  return Date.parse(expires_at) + (revoked_at === null ? EXPIRED_KEPT_MS : REVOKED_KEPT_MS) <= nowMs
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
