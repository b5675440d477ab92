import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, thisMachine } from '../chromium.ts'
import { runCommand } from './command.ts'
import type { Tally } from './tally.ts'
import { isReport, tallyReport, type VitestReport } from './vitest-report.ts'

/** Suites that need a browser: left out, and said so, where there is none; under CI its absence is a failure. */
const IN_BROWSER = ['e2e', 'desktop']

/** Whatever is named like a test, so that one that the runner's patterns miss is found out. */
export function testFiles(root: string, suite: string): string[] {
  const folder = join(root, 'tests', suite)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.(test|spec)\.[a-z]+$/.test(name)).map((name) => join(folder, name))
}

function readReport(file: string): VitestReport | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isReport(value) ? value : undefined
  } catch {
    return undefined
  }
}

function withoutBrowser(files: number): Tally {
  const problem = 'no Chromium on this machine: install Chromium or Chrome, or set CHROMIUM_PATH'
  if (process.env['CI'] === 'true') return { passed: 0, failed: 1, skipped: 0, problems: [problem] }
  return { passed: 0, failed: 0, skipped: files, problems: [`${files} test files skipped; ${problem}`] }
}

/**
 * Runs suites (folders of tests/) in one go of vitest. A suite without test files is left out.
 * @param name names the report, test-results/<name>.json
 * @param coverage also count covered lines and hold them against the thresholds
 */
export async function runVitest(root: string, name: string, suites: string[], coverage: boolean): Promise<Tally> {
  const present = suites.filter((suite) => testFiles(root, suite).length > 0)
  const files = present.flatMap((suite) => testFiles(root, suite))
  if (present.length === 0) return { passed: 0, failed: 0, skipped: 0, problems: ['no test files'] }
  const needsBrowser = present.some((suite) => IN_BROWSER.includes(suite))
  if (needsBrowser && findChromium(thisMachine()) === undefined) return withoutBrowser(files.length)

  const report = join(root, 'test-results', `${name}.json`)
  rmSync(report, { force: true })
  const code = await runCommand(root, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...present.flatMap((suite) => ['--project', suite]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(coverage ? ['--coverage'] : []),
  ])
  return tallyReport(readReport(report), files, code)
}
