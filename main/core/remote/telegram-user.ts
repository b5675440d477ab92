import type { Actor } from '../../../contract/scope.ts'

/** A person in Telegram as the actor of a line. The number, for names can be changed by anybody. */
export function telegramUser(userId: number): Actor {
  return { sub: `telegram:${userId}`, scopes: [], door: 'telegram' }
}

/** The same person with the authority of a configured operator. */
export function telegramOperator(userId: number): Actor {
  return { ...telegramUser(userId), scopes: ['admin'] }
}

/** The number in `telegram:<number>`; null for anybody else. */
export function telegramUserId(sub: string | null): number | null {
  const digits = /^telegram:(\d{1,16})$/.exec(sub ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}
