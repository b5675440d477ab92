import type { Tally } from './tally.ts'

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  success: boolean
  testResults: { name: string; status: string; message: string; assertionResults: Assertion[] }[]
}

interface Assertion {
  status: string
  fullName: string
  failureMessages: string[]
}

export const isReport = (value: unknown): value is VitestReport =>
  typeof value === 'object' && value !== null && 'success' in value && 'testResults' in value

/**
 * Counts a run so that nothing passes by not running: a missing report, a file without tests or that cannot be loaded,
 * a file that was left out, and a runner that fails with every test passed are failures.
 * @param report undefined when the runner left none
 * @param files paths of the test files that must have run
 * @param exitCode the runner's
 */
export function tallyReport(report: VitestReport | undefined, files: readonly string[], exitCode: number): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, problems: [] }
  const fail = (problem: string) => {
    tally.failed += 1
    tally.problems.push(problem)
  }
  if (report === undefined) {
    fail(`the test runner left no report (exit code ${exitCode})`)
    return tally
  }
  for (const file of files) {
    const result = report.testResults.find(({ name }) => name === file)
    if (result === undefined) fail(`did not run: ${file}`)
    else if (result.assertionResults.length === 0) fail(`has no tests, or cannot be loaded: ${file} ${result.message}`)
    else if (result.status === 'failed' && !result.assertionResults.some(({ status }) => status === 'failed')) {
      fail(`failed outside its tests: ${file} ${result.message}`)
    }
  }
  for (const { status, fullName, failureMessages } of report.testResults.flatMap((file) => file.assertionResults)) {
    if (status === 'passed') tally.passed += 1
    else if (status === 'failed') {
      tally.failed += 1
      tally.problems.push([fullName, ...failureMessages].join('\n'))
    } else tally.skipped += 1
  }
  if ((exitCode !== 0 || !report.success) && tally.failed === 0) {
    fail(
      `the test runner failed (exit code ${exitCode}), though no test did: see above (coverage, or an error outside)`,
    )
  }
  return tally
}
