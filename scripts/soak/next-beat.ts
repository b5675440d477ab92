/** How long to wait for the next beat, in milliseconds; no longer than to the end, and not at all when either is over. */
export const pauseUntil = (dueMs: number, endMs: number, nowMs: number): number =>
  Math.max(0, Math.min(dueMs, endMs) - nowMs)
