/**
 * An executor without a model: `node scripts/validation/fake_executor.ts --mode honest`, run by the console as an agent of the kind
 * `script`. Reads the dispatch, echoes it item by item, writes a file into the declared scope and hands in a result with work log, claims
 * and diff. Every other mode breaks one promise, so that it can be seen that the console notices. Exit code 0 when it came to its end.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Dispatch, TaskResult } from '../../contract/protocol.ts'
import { type ConsoleLines, holdAt, type Message, openConsoleLines } from './console-lines.ts'
import { fileInScope, resultOf, textOf, writeWork } from './executor-work.ts'

const MODES = [
  ...['honest', 'no-ack', 'echo-altered', 'echo-missing-item', 'echo-reordered', 'wrong-dispatch', 'result-before-ack'],
  ...[
    'late-heartbeat',
    'out-of-scope',
    'claim-nowhere',
    'work-log-nowhere',
    'no-claims',
    'no-work',
    'no-result',
    'crash',
  ],
] as const
type Mode = (typeof MODES)[number]

/** Later than the longest silence that the console forgives. */
const LATE_MS = 3000

/** What it says in place of an honest echo. */
function echoIn(mode: Mode, { dispatch_id, acceptance_criteria, declared_scope }: Dispatch): Message {
  const honest: Message = { dispatch_id, acceptance_criteria, declared_scope }
  const [first, ...others] = acceptance_criteria
  if (mode === 'echo-altered')
    return { ...honest, acceptance_criteria: [{ ...first, text: `${first?.text}.` }, ...others] }
  if (mode === 'echo-missing-item') return { ...honest, acceptance_criteria: others }
  if (mode === 'echo-reordered')
    return {
      ...honest,
      acceptance_criteria: acceptance_criteria.toReversed(),
      declared_scope: declared_scope.toReversed(),
    }
  if (mode === 'wrong-dispatch') return { ...honest, dispatch_id: `${dispatch_id}0` }
  return honest
}

/** What it hands in in place of an honest result. */
function resultIn(mode: Mode, honest: TaskResult): TaskResult {
  const claimed = (change: Partial<TaskResult['claims'][number]>): TaskResult => ({
    ...honest,
    claims: honest.claims.map((claim) => ({ ...claim, ...change })),
  })
  if (mode === 'claim-nowhere') return claimed({ criterion_ref: 'no-such-criterion' })
  if (mode === 'work-log-nowhere') return claimed({ work_log_refs: ['no-such-entry'] })
  if (mode === 'no-claims') return { ...honest, claims: [] }
  return honest
}

async function execute(
  lines: ConsoleLines,
  mode: Mode,
  { workMs, beats }: { readonly workMs: number; readonly beats: number },
  hold: (step: string) => Promise<void>,
): Promise<void> {
  const given = await lines.next()
  if (given?.['type'] !== 'dispatch') throw new Error('this is no dispatch')
  const dispatch = given['dispatch'] as Dispatch
  const workspace = given['workspace'] as string
  const startedAt = new Date().toISOString()
  const file = fileInScope(dispatch.declared_scope)
  const text = textOf(dispatch)
  const { dispatch_id } = dispatch
  const wait = async (): Promise<void> => {
    while ((await lines.next()) !== null);
  }
  if (mode === 'no-ack') return wait()
  await hold('before-ack')
  if (mode !== 'result-before-ack') {
    const answer = await lines.ask({ type: 'ack', ...echoIn(mode, dispatch) })
    if (answer?.['ok'] !== true)
      return lines.say({ type: 'log', text: `the echo was refused: ${answer?.['error_code']}` })
  }
  if (mode === 'crash') process.exit(70)
  await hold('after-ack')
  if (mode === 'no-result') return
  if (mode === 'late-heartbeat') await pause(dispatch.heartbeat_seconds * 1000 + LATE_MS)
  await lines.ask({ type: 'heartbeat', dispatch_id, note: `writing ${file}` })
  await hold('after-heartbeat')
  if (mode !== 'no-work') writeWork(workspace, file, text)
  if (mode === 'out-of-scope') writeWork(workspace, 'outside-the-scope.txt', text)
  await hold('after-work')
  for (let beat = 1; beat <= beats; beat += 1) {
    await pause(workMs)
    await lines.ask({ type: 'heartbeat', dispatch_id, note: `beat ${beat} of ${beats}` })
  }
  if (workMs > 0) await pause(workMs)
  lines.say({ type: 'usage', turns: 1, input_tokens: text.length, output_tokens: text.length })
  const answer = await lines.ask({ type: 'result', ...resultIn(mode, resultOf(dispatch, file, text, startedAt)) })
  await hold('after-result')
  if (answer?.['ok'] !== true) lines.say({ type: 'log', text: `the result was refused: ${answer?.['error_code']}` })
}

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'honest' },
    'work-ms': { type: 'string', default: '0' },
    /** Signs of life while it works, each after as long as `work-ms` says. */
    beats: { type: 'string', default: '0' },
    /** Step at which it stands still until it is killed. */
    hold: { type: 'string', default: '' },
  },
})
const mode = MODES.find((one) => one === values.mode)
if (mode === undefined) {
  process.stderr.write(`--mode is one of ${MODES.join(', ')}\n`)
  process.exitCode = 64
} else {
  const lines = openConsoleLines(process.stdin, process.stdout)
  const pace = { workMs: Number(values['work-ms']), beats: Number(values.beats) }
  await execute(lines, mode, pace, (step) => holdAt(values.hold, step, lines))
  // The console holds its end of the input open until it has taken a result.
  process.stdin.destroy()
}
