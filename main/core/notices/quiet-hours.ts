import type { NoticeKind, QuietHours } from '../../../contract/settings.ts'

const MINUTES_OF_DAY = 24 * 60

/** `22:30` → 1350. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/**
 * Is it quiet at this minute of the local day (0 to 1439)? `from` belongs to the quiet hours, `to` does not; `from` after `to` goes over
 * midnight; the same time twice is a whole day.
 */
export function isQuietTime({ from, to }: Pick<QuietHours, 'from' | 'to'>, minute: number): boolean {
  const start = minutesOf(from)
  const length = (minutesOf(to) - start + MINUTES_OF_DAY) % MINUTES_OF_DAY || MINUTES_OF_DAY
  return (minute - start + MINUTES_OF_DAY) % MINUTES_OF_DAY < length
}

/** Minute of the local day at an instant (milliseconds since 1970), 0 to 1439. */
export function minuteOfDay(nowMs: number): number {
  const now = new Date(nowMs)
  return now.getHours() * 60 + now.getMinutes()
}

/** Is a notice of this kind held back at this minute? */
export function isHeldBack(quiet: QuietHours | null, kind: NoticeKind, minute: number): boolean {
  return quiet !== null && !quiet.except.includes(kind) && isQuietTime(quiet, minute)
}
