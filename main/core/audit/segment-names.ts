/** Name of the segment that is being written. */
export const ACTIVE_SEGMENT = 'events.jsonl'

const ROTATED = /^events-(\d{6,})\.jsonl$/

/** Name of a segment that was full. `ordinal` counts 1, 2, … */
export function rotatedName(ordinal: number): string {
  return `events-${String(ordinal).padStart(6, '0')}.jsonl`
}

/** Ordinal of a rotated segment's file name, or null when it is the name of something else. */
export function rotatedOrdinal(name: string): number | null {
  const digits = ROTATED.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}
