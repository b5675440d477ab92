import type { NotificationSettings } from '../../../contract/settings.ts'
import type { Clock } from '../kernel/clock.ts'
import { isHeldBack, minuteOfDay } from './quiet-hours.ts'

/** Shows a notice of its own accord. Resolves to whether it was shown; rejects as showing does. */
export type Alarm = (notice: { readonly title: string; readonly body: string }, signal: AbortSignal) => Promise<boolean>

/**
 * Tells of what has just failed and nobody asked to be told of: no more than the settings of the notifications let through for the kind
 * `failed`. What is held back is not told later; the log and the console have it.
 */
export function createAlarm(parts: {
  readonly show: (notice: Parameters<Alarm>[0], signal: AbortSignal) => Promise<void>
  readonly settings: () => NotificationSettings
  readonly clock: Clock
}): Alarm {
  return async (notice, signal) => {
    const { enabled, kinds, quiet_hours } = parts.settings()
    const isQuiet = isHeldBack(quiet_hours, 'failed', minuteOfDay(parts.clock.now()))
    if (!enabled || !kinds.includes('failed') || isQuiet) return false
    await parts.show(notice, signal)
    return true
  }
}
