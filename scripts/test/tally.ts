/** What a step came to. `problems` says why something failed, or did not run. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  problems: string[]
}

export function addUp(tallies: readonly Tally[]): Tally {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0, problems: [] }
  for (const tally of tallies) {
    sum.passed += tally.passed
    sum.failed += tally.failed
    sum.skipped += tally.skipped
    sum.problems.push(...tally.problems)
  }
  return sum
}

/** "N passed, N failed", and ", N skipped" only when there are any. */
export function totalLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
