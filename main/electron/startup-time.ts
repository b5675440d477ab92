/**
 * Milliseconds from the start of this process until now. Electron knows when the system made the process; what does not know that counts
 * from when its own clock began. https://www.electronjs.org/docs/latest/api/process#processgetcreationtime
 */
export function sinceProcessStart(process: { getCreationTime?: () => number | null }): number {
  const born = process.getCreationTime?.() ?? performance.timeOrigin
  return Math.round(performance.timeOrigin + performance.now() - born)
}
