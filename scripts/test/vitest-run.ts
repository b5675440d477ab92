import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type AgentProgram, agentProgram } from '../agent-programs.ts'
import { findChromium, thisMachine } from '../chromium.ts'
import { canInstallToolPrograms, missingToolPrograms, TOOL_PROGRAMS_REMEDY } from '../tool-programs.ts'
import { type Output, runCommand } from './command.ts'
import type { Step } from './steps.ts'
import type { Tally } from './tally.ts'
import { isReport, tallyReport, type VitestReport } from './vitest-report.ts'

/** Suites that need a browser: left out, and said so, where there is none; under CI its absence is a failure. */
const IN_BROWSER = ['e2e', 'desktop']

/** The suite that needs OBS Studio and the rest: left out, and said so, where it cannot be had. */
const WITH_PROGRAMS = 'tools'

/** Suites that need a real agent: left out, and said so, where it is not installed; under CI its absence is a failure. */
const WITH_AGENTS: Readonly<Record<string, AgentProgram>> = { agents: 'codex', openclaw: 'openclaw' }

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

const skippedFor = (problem: string, files: number): Tally => ({
  ...{ passed: 0, failed: 0, skipped: files },
  problems: [`${files} test files skipped; ${problem}`],
})

const failedFor = (problem: string): Tally => ({ passed: 0, failed: 1, skipped: 0, problems: [problem] })

/** Null when these suites can run here. */
function hindrance(suites: readonly string[], files: number): Tally | null {
  const isCi = process.env['CI'] === 'true'
  if (suites.some((suite) => IN_BROWSER.includes(suite)) && findChromium(thisMachine()) === undefined) {
    const problem = 'no Chromium on this machine: install Chromium or Chrome, or set CHROMIUM_PATH'
    return isCi ? failedFor(problem) : skippedFor(problem, files)
  }
  const agent = suites
    .map((suite) => WITH_AGENTS[suite])
    .find((name) => name !== undefined && agentProgram(name) === null)
  if (agent !== undefined) {
    const problem = `${agent} is not installed: node scripts/agent-programs.ts ${agent}`
    return isCi ? failedFor(problem) : skippedFor(problem, files)
  }
  const missing = suites.includes(WITH_PROGRAMS) ? missingToolPrograms() : []
  if (missing.length === 0) return null
  const problem = `missing on this machine: ${missing.join(', ')} (${TOOL_PROGRAMS_REMEDY})`
  return isCi && canInstallToolPrograms() ? failedFor(problem) : skippedFor(problem, files)
}

/**
 * Runs the suites of a step in one go of vitest, and leaves the report test-results/<name>.json. A suite without test files is left out.
 */
export async function runVitest(
  root: string,
  step: Pick<Extract<Step, { kind: 'suites' }>, 'name' | 'suites' | 'coverage'>,
  output: Output,
): Promise<Tally> {
  const { name, suites, coverage } = step
  const present = suites.filter((suite) => testFiles(root, suite).length > 0)
  const files = present.flatMap((suite) => testFiles(root, suite))
  if (present.length === 0) return { passed: 0, failed: 0, skipped: 0, problems: ['no test files'] }
  const hindered = hindrance(present, files.length)
  if (hindered !== null) return hindered

  const report = join(root, 'test-results', `${name}.json`)
  rmSync(report, { force: true })
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...present.flatMap((suite) => ['--project', suite]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(coverage ? ['--coverage'] : []),
  ]
  const code = await runCommand(root, args, output)
  return tallyReport(readReport(report), files, code)
}
