import type { Approval } from '../../../contract/approval.ts'

export interface TimeLeft {
  readonly words: string
  /** Less than a quarter of its time is left. */
  readonly isShort: boolean
  readonly isOver: boolean
  /** Milliseconds; never negative. */
  readonly ms: number
}

const SHORT = 0.25

/** `4 min`, `42 s`, `3 h 5 min`, `2 d`; whole units, rounded down, so that there is never less time than is said. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} d`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** How long the approval still holds; `now` is the service's time in milliseconds. */
export function timeLeft(approval: Pick<Approval, 'created_at' | 'expires_at'>, now: number): TimeLeft {
  const end = Date.parse(approval.expires_at)
  const ms = Math.max(0, end - now)
  const whole = end - Date.parse(approval.created_at)
  const isOver = ms === 0
  return { words: isOver ? 'expired' : `${spanWords(ms)} left`, isShort: !isOver && ms < whole * SHORT, isOver, ms }
}
