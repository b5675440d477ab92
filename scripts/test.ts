/**
 * `npm test [-- --only unit,http]`: lint, types, unused code, then every suite of tests, whether or not one before it
 * failed; ends with every failure and its reason,
 * a table, and the plain line "N passed, N failed" (and ", N skipped" when something was). Exit code 0 when
 * nothing failed, 1 when something did, 2 for a wrong flag.
 */
import { join } from 'node:path'
import type { Output } from './test/command.ts'
import { chooseSteps, ON_DEMAND, STEP_NAMES, type Step } from './test/steps.ts'
import { addUp, type Tally, totalLine } from './test/tally.ts'
import { runTool } from './test/tool.ts'
import { runVitest } from './test/vitest-run.ts'

const root = join(import.meta.dirname, '..')
/** The machines that run the tests have two cores. */
const LANES = 2

function parseOnly(args: string[]): readonly string[] {
  if (args.length === 0) return STEP_NAMES.filter((name) => !ON_DEMAND.includes(name))
  const named = args[0] === '--only' && args.length === 2 ? (args[1] ?? '').split(',') : []
  const unknown = named.filter((name) => !STEP_NAMES.some((known) => known === name))
  if (named.length > 0 && unknown.length === 0) return named
  process.stderr.write(`usage: npm test -- --only NAME[,NAME…] with names from ${STEP_NAMES.join(', ')}\n`)
  process.exit(2)
}

interface Result {
  readonly name: string
  readonly tally: Tally
  readonly seconds: string
}

async function run(step: Step, output: Output): Promise<Result> {
  process.stdout.write(`\n── ${step.name}: ${step.title}\n`)
  const began = performance.now()
  const tally = await (step.kind === 'tool' ? runTool(root, step.args, output) : runVitest(root, step, output))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(`── ${step.name}: ${tally.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`)
  return { name: step.name, tally, seconds }
}

/** Takes the next one as soon as one has ended; the results stand in the order of the steps. */
async function runSideBySide(steps: readonly Step[]): Promise<Result[]> {
  const results: Result[] = []
  const left = [...steps.entries()]
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, step] = next
      results[index] = await run(step, steps.length === 1 ? 'terminal' : { name: step.name })
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return results
}

const steps = chooseSteps(parseOnly(process.argv.slice(2)))
const results: Result[] = []
for (const step of steps.filter(({ waits }) => !waits)) results.push(await run(step, 'terminal'))
results.push(...(await runSideBySide(steps.filter(({ waits }) => waits))))

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
