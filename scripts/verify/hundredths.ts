/** Rounded to two decimals: finer than the clock of a busy machine is worth. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
