import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseSteps, STEP_NAMES } from '../../../scripts/test/steps.ts'
import { addUp, totalLine } from '../../../scripts/test/tally.ts'
import { tallyReport } from '../../../scripts/test/vitest-report.ts'
import { testFiles } from '../../../scripts/test/vitest-run.ts'

const file = (name: string, ...statuses: string[]) => ({
  name,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  message: '',
  assertionResults: statuses.map((status) => ({
    status,
    fullName: `a ${status} test`,
    failureMessages: status === 'failed' ? ['expected 1 to be 2'] : [],
  })),
})

describe('the count of a test run', () => {
  it('adds up passed, failed and skipped tests', () => {
    const report = { success: false, testResults: [file('/a', 'passed', 'failed'), file('/b', 'passed', 'skipped')] }
    expect(tallyReport(report, ['/a', '/b'], 1)).toMatchObject({ passed: 2, failed: 1, skipped: 1 })
  })

  it('names each test that failed, with its reason', () => {
    const report = { success: false, testResults: [file('/a', 'passed', 'failed')] }
    expect(tallyReport(report, ['/a'], 1).problems).toEqual(['a failed test\nexpected 1 to be 2'])
  })

  it.each([
    ['the runner left no report', undefined, 1],
    ['the runner left no report though it ended well', undefined, 0],
    ['a file did not run', { success: true, testResults: [] }, 0],
    ['a file has no tests', { success: true, testResults: [file('/a')] }, 0],
    ['only the coverage is too low', { success: true, testResults: [file('/a', 'passed')] }, 1],
    ['the runner is not content', { success: false, testResults: [file('/a', 'passed')] }, 0],
    [
      'a file fails outside its tests',
      { success: false, testResults: [{ ...file('/a', 'passed'), status: 'failed' }] },
      1,
    ],
  ])('has one failure, with its reason, when %s', (_, report, exitCode) => {
    const tally = tallyReport(report, ['/a'], exitCode)
    expect(tally.failed).toBe(1)
    expect(tally.problems).toHaveLength(1)
  })

  it('ends in the plain line that CI reads', () => {
    const passed = { passed: 3, failed: 0, skipped: 0, problems: [] }
    expect(totalLine(passed)).toBe('3 passed, 0 failed')
    expect(totalLine(addUp([passed, { passed: 1, failed: 2, skipped: 4, problems: ['x'] }]))).toBe(
      '4 passed, 2 failed, 4 skipped',
    )
  })
})

describe('the steps of npm test', () => {
  it('hold coverage against the thresholds only when all that is measured runs', () => {
    expect(chooseSteps(STEP_NAMES).map(({ name }) => name)).toEqual([
      ...[
        'lint',
        'types',
        'unused',
        'arch',
        'unit+adapters+http',
        'e2e',
        'crash',
        'tools',
        'desktop',
        'agents',
        'openclaw',
      ],
    ])
    const covered = (names: string[]) => chooseSteps(names).some((step) => step.kind === 'suites' && step.coverage)
    expect(covered(['unit', 'adapters', 'http'])).toBe(true)
    expect(covered(['unit', 'http'])).toBe(false)
    expect(covered(['arch'])).toBe(false)
  })

  it('find every file that is named like a test, in whatever folder and language', async () => {
    const root = await mkdtemp(join(tmpdir(), 'suite-'))
    await mkdir(join(root, 'tests/unit/deep'), { recursive: true })
    for (const name of ['a.test.ts', 'deep/b.test.tsx', 'deep/c.spec.ts', 'deep/d.ts']) {
      await writeFile(join(root, 'tests/unit', name), '')
    }
    const found = testFiles(root, 'unit').map((path) => path.slice(join(root, 'tests/unit/').length))
    expect(found.sort()).toEqual(['a.test.ts', 'deep/b.test.tsx', 'deep/c.spec.ts'])
    expect(testFiles(root, 'http')).toEqual([])
  })
})
