/**
 * The value that `percent` % of the values do not exceed (nearest rank: always one that was measured, never one in
 * between). Throws RangeError without values or outside 0 to 100: a figure nobody measured is not reported.
 */
export function percentile(values: readonly number[], percent: number): number {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`${percent} is no percentage`)
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('there is nothing to take a percentile of')
  return value
}
