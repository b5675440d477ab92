/**
 * `npm test [-- --only unit,http]`: lint, types, unused code, then every suite of tests, whether or not one before it
 * failed; ends with every failure and its reason,
 * a table, and the plain line "N passed, N failed" (and ", N skipped" when something was). Exit code 0 when
 * nothing failed, 1 when something did, 2 for a wrong flag.
 */
import { join } from 'node:path'
import { chooseSteps, STEP_NAMES, type Step } from './test/steps.ts'
import { addUp, type Tally, totalLine } from './test/tally.ts'
import { runTool } from './test/tool.ts'
import { runVitest } from './test/vitest-run.ts'

const root = join(import.meta.dirname, '..')

function parseOnly(args: string[]): readonly string[] {
  if (args.length === 0) return STEP_NAMES
  const named = args[0] === '--only' && args.length === 2 ? (args[1] ?? '').split(',') : []
  const unknown = named.filter((name) => !STEP_NAMES.some((known) => known === name))
  if (named.length > 0 && unknown.length === 0) return named
  process.stderr.write(`usage: npm test -- --only NAME[,NAME…] with names from ${STEP_NAMES.join(', ')}\n`)
  process.exit(2)
}

const run = (step: Step): Promise<Tally> =>
  step.kind === 'tool' ? runTool(root, step.args) : runVitest(root, step.name, step.suites, step.coverage)

const results: { name: string; tally: Tally; seconds: string }[] = []
for (const step of chooseSteps(parseOnly(process.argv.slice(2)))) {
  process.stdout.write(`\n── ${step.name}: ${step.title}\n`)
  const began = performance.now()
  const tally = await run(step)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(`── ${step.name}: ${tally.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`)
  results.push({ name: step.name, tally, seconds })
}

process.stdout.write('\n')
for (const { name, tally } of results) {
  for (const problem of tally.problems) process.stdout.write(`${name}: ${problem}\n\n`)
}
for (const { name, tally, seconds } of results) {
  process.stdout.write(`${name.padEnd(22)} ${totalLine(tally).padEnd(34)} ${seconds.padStart(6)} s\n`)
}
const total = addUp(results.map((result) => result.tally))
process.stdout.write(`${totalLine(total)}\n`)
process.exitCode = total.failed === 0 && total.passed + total.skipped > 0 ? 0 : 1
