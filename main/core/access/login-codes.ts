import { timingSafeEqual } from 'node:crypto'
import type { IssuedLoginCode } from '../../../contract/session.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import { sha256 } from '../kernel/sha256.ts'

/** One-time codes by which a browser opens its session. */
export interface LoginCodes {
  /** A new code: works once, for ten minutes. An older one stops working. */
  issue(): IssuedLoginCode
  /**
   * Uses the code up. The right one is always taken, whatever others have tried. Throws AppError `login_code_invalid`, or `login_locked`
   * for a wrong one after five wrong ones.
   */
  redeem(code: string): void
}

const LIFE_MS = 10 * 60_000
const WRONG_CODES_ALLOWED = 5

/**
 * Upper case, without what a person confuses. Three groups of four of 31 symbols carry 59 bits: a hundred thousand guesses a second for
 * all of the ten minutes find one code in ten thousand million. So nothing has to be locked, and nobody can keep the operator out.
 */
const GROUPS = 3
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

export function createLoginCodes(parts: { clock: Clock; ids: IdSource }): LoginCodes {
  let current: { digest: Buffer; expiresMs: number; wrong: number } | null = null
  const digestOf = (code: string): Buffer => Buffer.from(sha256(code.toUpperCase().replace(/[^0-9A-Z]/g, '')), 'hex')

  return {
    issue: () => {
      const groups = Array.from({ length: GROUPS }, () => Array.from({ length: 4 }, () => symbol(parts.ids)).join(''))
      const code = groups.join('-')
      const expiresMs = parts.clock.now() + LIFE_MS
      current = { digest: digestOf(code), expiresMs, wrong: 0 }
      return { code, expires_at: new Date(expiresMs).toISOString() }
    },
    redeem: (code) => {
      const right = current !== null && timingSafeEqual(digestOf(code), current.digest)
      if (current !== null && !right && ++current.wrong > WRONG_CODES_ALLOWED)
        throw new AppError(
          'login_locked',
          `More than ${WRONG_CODES_ALLOWED} wrong codes were tried; the right one is still taken.`,
        )
      if (current === null || !right || parts.clock.now() > current.expiresMs)
        throw new AppError('login_code_invalid', 'The code is wrong, used or expired.')
      current = null
    },
  }
}

/** One symbol, every one equally likely: a byte beyond the last whole multiple of 31 is thrown away. */
function symbol(ids: IdSource): string {
  for (;;) {
    const byte = Number.parseInt(ids.hex(1), 16)
    if (byte < ALPHABET.length * 8) return ALPHABET[byte % ALPHABET.length] as string
  }
}
