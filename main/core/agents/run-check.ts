import type { CheckOutcome, Dispatch } from '../../../contract/protocol.ts'
import type { AcceptanceCriterion, Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { timestamp } from '../kernel/clock.ts'
import { keepFound } from './keep-found.ts'
import type { RunnerParts } from './runner-parts.ts'
import type { SandboxOutcome } from './sandbox-port.ts'
import type { WorkspaceSnapshot } from './workspace-port.ts'

const MAX_OUTPUT_BYTES = 1024 * 1024

export interface WantedCheck {
  readonly task: Task
  readonly dispatch: Dispatch
  readonly criterion: AcceptanceCriterion
  readonly argv: readonly string[]
  readonly timeout_ms: number
  readonly found: WorkspaceSnapshot
}

export const checkNotRun = (
  { clock }: Pick<RunnerParts, 'clock'>,
  { criterion_id }: AcceptanceCriterion,
  detail: string,
): CheckOutcome => ({
  ...{ criterion_ref: criterion_id, state: 'not_run', exit_code: null, detail: detail.slice(0, 2000) },
  ...{ sandbox: null, output: null, started_at: timestamp(clock), finished_at: timestamp(clock) },
})

/** Runs the check command of a criterion in the sandbox, on a copy of its own. Never rejects: what cannot be run is not run, and why. */
export async function runCheck(
  parts: Pick<RunnerParts, 'sandbox' | 'evidence' | 'clock' | 'ids' | 'logger'>,
  { task, dispatch, criterion, argv, timeout_ms, found }: WantedCheck,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { criterion_id } = criterion
  try {
    const ready = await parts.sandbox.readiness()
    if (!ready.ready) return checkNotRun(parts, criterion, `${ready.reason}. ${ready.remediation_hint}`)
    const copy = await found.copy(signal)
    try {
      const started_at = timestamp(parts.clock)
      const order = { argv, folder: copy.path, timeout_ms, max_output_bytes: MAX_OUTPUT_BYTES }
      const ran = await parts.sandbox.run(order, signal)
      const finished_at = timestamp(parts.clock)
      const artifact = { path: 'output.txt', bytes: ran.output, media_type: 'text/plain' }
      const output = await keepFound(parts, task, dispatch, 'check', artifact, `check:${criterion_id}`)
      return {
        ...{ criterion_ref: criterion_id, ...judged(ran, timeout_ms), exit_code: ran.exit_code },
        ...{ sandbox: ready.name.slice(0, 100), output, started_at, finished_at },
      }
    } finally {
      await copy.remove()
    }
  } catch (error) {
    if (signal.aborted) return checkNotRun(parts, criterion, (signal.reason as Error).message)
    parts.logger.error({ err: error, task_id: task.task_id, criterion_id }, 'a check could not be run')
    return checkNotRun(parts, criterion, error instanceof AppError ? error.message : 'the console failed to run it')
  }
}

function judged(ran: SandboxOutcome, timeoutMs: number): Pick<CheckOutcome, 'state' | 'detail'> {
  const cut = ran.output_cut ? '; its output was cut' : ''
  if (ran.timed_out) return { state: 'timed_out', detail: `it was ended after ${Math.round(timeoutMs / 1000)} s${cut}` }
  if (ran.exit_code === 0) return { state: 'passed', detail: `exit code 0${cut}` }
  const how = ran.exit_code === null ? `ended by ${ran.signal}` : `exit code ${ran.exit_code}`
  return { state: 'failed', detail: `${how}${cut}` }
}
