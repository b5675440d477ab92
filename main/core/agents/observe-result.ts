import type { CheckOutcome, Dispatch, Observed, WorkspaceFacts } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { timestamp } from '../kernel/clock.ts'
import { keepFound } from './keep-found.ts'
import { OBSERVED_PATCH } from './review-material.ts'
import { checkNotRun, runCheck } from './run-check.ts'
import type { RunnerParts } from './runner-parts.ts'
import type { WorkspaceSnapshot } from './workspace-port.ts'

export type LookParts = Pick<
  RunnerParts,
  'workspaces' | 'sandbox' | 'evidence' | 'room' | 'index' | 'clock' | 'timers' | 'ids' | 'logger'
>

const NOTHING_KNOWN: WorkspaceFacts = { files: [], out_of_scope: [], complete: false, diff: null }
const NO_WORKSPACE = 'the console has no workspace of this round'
const NO_COPY = 'the workspace could not be copied'
const TIME_IS_UP = 'the time for looking at the result was up'

/** Looking takes no longer than the review of the round may, and at least this long, in milliseconds. */
const LEAST_MS = 300_000

/** Behind its time whoever runs a check says by itself that it was too long, in milliseconds. */
const SAYS_SO_MS = 5000

/**
 * What the console itself finds after a result: which files are other ones than before the first round, and what the check commands of the
 * criteria say, each run in the sandbox on a copy of its own. All of it is about one copy of the workspace: what changes there meanwhile
 * changes nothing of this. Nothing is taken from the agent's word. Rejects only with the reason of `signal`; whatever cannot be found
 * out, or not in time, is said to be unknown.
 */
export async function observeResult(
  parts: LookParts,
  task: Task,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<Observed> {
  const { workspaces, clock, timers } = parts
  const isOurs = dispatch.agent !== null && (await workspaces.find(task.task_id).catch(() => null)) !== null
  if (!isOurs) return { workspace: null, checks: noneRun(parts, dispatch, NO_WORKSPACE), observed_at: timestamp(clock) }
  const ms = Math.max(LEAST_MS, dispatch.review_seconds * 1000)
  const late = new AbortController()
  const cancel = timers.after(ms + SAYS_SO_MS, () => late.abort(new Error(TIME_IS_UP)))
  const either = AbortSignal.any([signal, late.signal])
  try {
    const until = clock.now() + ms
    const found = await snapshotOf(parts, task, signal, either)
    if (found === null)
      return { workspace: NOTHING_KNOWN, checks: noneRun(parts, dispatch, NO_COPY), observed_at: timestamp(clock) }
    try {
      return await lookedAt(parts, { task, dispatch, found, until, signal, either })
    } finally {
      await found
        .remove()
        .catch((error: unknown) => parts.logger.error({ err: error }, 'a copy of a workspace is left'))
    }
  } finally {
    cancel()
  }
}

const noneRun = (parts: LookParts, { acceptance_criteria }: Dispatch, detail: string): CheckOutcome[] =>
  acceptance_criteria.flatMap((criterion) =>
    criterion.check === undefined ? [] : checkNotRun(parts, criterion, detail),
  )

/** `either`: aborted as well when the time is up, at the instant `until`. */
interface Look {
  readonly task: Task
  readonly dispatch: Dispatch
  readonly found: WorkspaceSnapshot
  readonly until: number
  readonly signal: AbortSignal
  readonly either: AbortSignal
}

async function lookedAt(parts: LookParts, look: Look): Promise<Observed> {
  const { task, dispatch, found, until, signal, either } = look
  const refusal = await parts.room.admit()
  const workspace = await compared(parts, look, refusal === null)
  const checks: CheckOutcome[] = []
  for (const criterion of dispatch.acceptance_criteria) {
    const { check } = criterion
    if (check === undefined) continue
    signal.throwIfAborted()
    const leftMs = until - parts.clock.now()
    if (refusal !== null) checks.push(checkNotRun(parts, criterion, refusal.detail))
    else if (leftMs <= 0) checks.push(checkNotRun(parts, criterion, TIME_IS_UP))
    else {
      const timeout_ms = Math.min(check.timeout_seconds * 1000, leftMs)
      const wanted = { task, dispatch, criterion, argv: check.argv, timeout_ms, found }
      checks.push(await runCheck(parts, wanted, either))
      signal.throwIfAborted()
    }
  }
  return { workspace, checks, observed_at: timestamp(parts.clock) }
}

async function snapshotOf(
  parts: LookParts,
  { task_id }: Task,
  signal: AbortSignal,
  either: AbortSignal,
): Promise<WorkspaceSnapshot | null> {
  try {
    return await parts.workspaces.snapshot(task_id, either)
  } catch (error) {
    signal.throwIfAborted()
    parts.logger.error({ err: error, task_id }, 'a workspace could not be copied')
    return null
  }
}

async function compared(
  parts: LookParts,
  { task, dispatch, found, signal, either }: Look,
  isRoom: boolean,
): Promise<WorkspaceFacts> {
  try {
    const base = parts.index.baseOf(task.task_id)
    if (base === null) throw new AppError('storage_failed', 'the log does not say what the workspace was at first')
    const { files, complete, patch } = await found.compare(base, either)
    const artifact = { path: OBSERVED_PATCH, bytes: new TextEncoder().encode(patch), media_type: 'text/x-diff' }
    const isKept = isRoom && patch !== ''
    const diff = isKept ? await keepFound(parts, task, dispatch, 'observed', artifact, 'console:workspace') : null
    return { files: [...files], out_of_scope: [], complete, diff }
  } catch (error) {
    signal.throwIfAborted()
    parts.logger.error({ err: error, task_id: task.task_id }, 'a workspace could not be compared')
    return NOTHING_KNOWN
  }
}
