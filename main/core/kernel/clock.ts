import type { Timestamp } from '../../../contract/ids.ts'

/** Source of time. Core asks it, so that a test can set it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

/** The instant in UTC with milliseconds (RFC 3339). */
export function timestamp(clock: Clock): Timestamp {
  return new Date(clock.now()).toISOString()
}
