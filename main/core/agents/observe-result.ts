import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { CheckOutcome, Dispatch, Observed, WorkspaceFacts } from '../../../contract/protocol.ts'
import type { AcceptanceCriterion, Task } from '../../../contract/task.ts'
import type { ArtifactDraft } from '../evidence/evidence-store.ts'
import { AppError } from '../kernel/app-error.ts'
import { timestamp } from '../kernel/clock.ts'
import { OBSERVED_PATCH } from './review-material.ts'
import type { RunnerParts } from './runner-parts.ts'
import type { SandboxOutcome } from './sandbox-port.ts'

type Parts = Pick<RunnerParts, 'workspaces' | 'sandbox' | 'evidence' | 'index' | 'clock' | 'ids' | 'logger'>

const MAX_OUTPUT_BYTES = 1024 * 1024
const NOTHING_KNOWN: WorkspaceFacts = { files: [], out_of_scope: [], complete: false, diff: null }
const NO_WORKSPACE = 'the console has no workspace of this round'

/**
 * What the console itself finds after a result: which files are other ones than before the first round, and what the check commands of the
 * criteria say, each run in the sandbox on a copy of its own. Nothing is taken from the agent's word. Rejects only with the reason of
 * `signal`; whatever cannot be found out is said to be unknown.
 */
export async function observeResult(
  parts: Parts,
  task: Task,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<Observed> {
  const hasPlace = dispatch.agent !== null && (await parts.workspaces.find(task.task_id).catch(() => null)) !== null
  const workspace = hasPlace ? await compared(parts, task, dispatch, signal) : null
  const checks: CheckOutcome[] = []
  for (const criterion of dispatch.acceptance_criteria) {
    if (criterion.check === undefined) continue
    signal.throwIfAborted()
    checks.push(
      hasPlace ? await checked(parts, task, dispatch, criterion, signal) : notRun(parts, criterion, NO_WORKSPACE),
    )
  }
  return { workspace, checks, observed_at: timestamp(parts.clock) }
}

async function compared(parts: Parts, task: Task, dispatch: Dispatch, signal: AbortSignal): Promise<WorkspaceFacts> {
  try {
    const base = parts.index.baseOf(task.task_id)
    if (base === null) throw new AppError('storage_failed', 'the log does not say what the workspace was at first')
    const { files, complete, patch } = await parts.workspaces.compare(task.task_id, base, signal)
    const artifact = { path: OBSERVED_PATCH, bytes: new TextEncoder().encode(patch), media_type: 'text/x-diff' }
    const diff = patch === '' ? null : await keep(parts, task, dispatch, 'observed', artifact, 'console:workspace')
    return { files: [...files], out_of_scope: [], complete, diff }
  } catch (error) {
    signal.throwIfAborted()
    parts.logger.error({ err: error, task_id: task.task_id }, 'a workspace could not be compared')
    return NOTHING_KNOWN
  }
}

/** Durable, under a name of its own for every attempt. */
function keep(
  { evidence, clock, ids }: Parts,
  { task_id, correlation_id }: Task,
  { dispatch_id }: Dispatch,
  what: string,
  artifact: { readonly path: string; readonly bytes: Uint8Array; readonly media_type: string },
  source: string,
): Promise<EvidenceRef> {
  const at = timestamp(clock)
  const draft: ArtifactDraft = { ...artifact, captured_at: at, source: source.slice(0, 200), link: null }
  const package_id = `${what}-${dispatch_id}-${ids.hex(4)}`
  return evidence.keep({ package_id, task_id, correlation_id, created_at: at, artifacts: [draft] })
}

const notRun = (
  { clock }: Pick<Parts, 'clock'>,
  { criterion_id }: AcceptanceCriterion,
  detail: string,
): CheckOutcome => ({
  ...{ criterion_ref: criterion_id, state: 'not_run', exit_code: null, detail: detail.slice(0, 2000) },
  ...{ sandbox: null, output: null, started_at: timestamp(clock), finished_at: timestamp(clock) },
})

async function checked(
  parts: Parts,
  task: Task,
  dispatch: Dispatch,
  criterion: AcceptanceCriterion,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { check, criterion_id } = criterion
  if (check === undefined) return notRun(parts, criterion, 'it has no check')
  try {
    const ready = await parts.sandbox.readiness()
    if (!ready.ready) return notRun(parts, criterion, `${ready.reason}. ${ready.remediation_hint}`)
    const copy = await parts.workspaces.copy(task.task_id, signal)
    try {
      const started_at = timestamp(parts.clock)
      const limits = { timeout_ms: check.timeout_seconds * 1000, max_output_bytes: MAX_OUTPUT_BYTES }
      const ran = await parts.sandbox.run({ argv: check.argv, folder: copy.path, ...limits }, signal)
      const finished_at = timestamp(parts.clock)
      const artifact = { path: 'output.txt', bytes: ran.output, media_type: 'text/plain' }
      const output = await keep(parts, task, dispatch, 'check', artifact, `check:${criterion_id}`)
      return {
        ...{ criterion_ref: criterion_id, ...judged(ran, check.timeout_seconds), exit_code: ran.exit_code },
        ...{ sandbox: ready.name.slice(0, 100), output, started_at, finished_at },
      }
    } finally {
      await copy.remove()
    }
  } catch (error) {
    signal.throwIfAborted()
    parts.logger.error({ err: error, task_id: task.task_id, criterion_id }, 'a check could not be run')
    return notRun(parts, criterion, error instanceof AppError ? error.message : 'the console failed to run it')
  }
}

function judged(ran: SandboxOutcome, seconds: number): Pick<CheckOutcome, 'state' | 'detail'> {
  const cut = ran.output_cut ? '; its output was cut' : ''
  if (ran.timed_out) return { state: 'timed_out', detail: `it was ended after ${seconds} s${cut}` }
  if (ran.exit_code === 0) return { state: 'passed', detail: `exit code 0${cut}` }
  const how = ran.exit_code === null ? `ended by ${ran.signal}` : `exit code ${ran.exit_code}`
  return { state: 'failed', detail: `${how}${cut}` }
}
