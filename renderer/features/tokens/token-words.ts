import type { Scope } from '../../../contract/scope.ts'
import type { TokenInfo } from '../../../contract/session.ts'

export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  admin: 'Decides, and may do all that the others may.',
  observer: 'Reads.',
  tool_runner: 'Reads, and runs tools as far as the policy lets it.',
  coordinator: 'Reads, makes tasks and gives them to agents; decides nothing.',
  executor: 'Works on one task, and sees no other.',
  reviewer: 'Judges one task, and sees no other.',
}

export type TokenState = 'active' | 'expired' | 'revoked'

/** `now` is the service's time in milliseconds. */
export function tokenState(token: TokenInfo, now: number): TokenState {
  if (token.revoked_at !== null) return 'revoked'
  return Date.parse(token.expires_at) <= now ? 'expired' : 'active'
}

/** Seconds → how they are offered. */
export const LIFETIMES: readonly (readonly [seconds: number, words: string])[] = [
  [3_600, 'an hour'],
  [8 * 3_600, '8 hours'],
  [86_400, 'a day'],
  [7 * 86_400, '7 days'],
  [30 * 86_400, '30 days'],
  [365 * 86_400, 'a year'],
]
