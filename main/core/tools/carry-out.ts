import type { JsonObject } from '../../../contract/json-object.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import { failureOf } from './failure-of.ts'
import { keepArtifacts, type OwnPackage } from './keep-artifacts.ts'
import type { Outcome, Work } from './outcome.ts'
import { isStopped, stopped, timedOut, tooManyAtOnce, wrongResult } from './run-failures.ts'
import type { RunningCalls } from './running-calls.ts'
import { type Tool, ToolError, type ToolOutput } from './tool.ts'
import { type ContextParts, createToolContext } from './tool-context.ts'
import type { WorkFolders } from './work-folders.ts'

export interface CarryOutParts extends ContextParts {
  readonly evidence: Pick<EvidenceStore, 'keep' | 'find'>
  readonly work: WorkFolders
  readonly running: Pick<RunningCalls, 'open'>
  readonly timers: Timers
  readonly logger: Logger
  /** Aborted when the console stops. */
  readonly stopping: AbortSignal
}

/** Longest canonical JSON of a result, in characters. */
const MAX_RESULT = 256 * 1024

/** Runs of one tool at once: each may hold a program, a film on the disk and much memory. */
const MAX_AT_ONCE = 16

/**
 * Runs the tool within its deadline, checks what it answers, and keeps its artifacts as evidence. Never throws. Null: the stop of the console
 * ended it, and the next start takes the run up where it stands; what ended for another reason before that has its outcome.
 */
export async function carryOut(parts: CarryOutParts, work: Work): Promise<Outcome | null> {
  let output: ToolOutput<JsonObject>
  try {
    output = await withinDeadline(parts, work)
  } catch (error) {
    if (isStopped(error) && work.tool.recover !== undefined) return null
    parts.logger.warn({ err: error, call_id: work.call_id, tool: work.tool.name }, 'a tool failed')
    const kept = await keepArtifacts(parts, ownOf(work), error instanceof ToolError ? error.artifacts : [])
    return { state: 'failed', result: null, failure: failureOf(error), evidence: kept.evidence }
  }
  const result = resultOf(work.tool, output)
  const kept = await keepArtifacts(parts, ownOf(work), Array.isArray(output?.artifacts) ? output.artifacts : [])
  return {
    state: result === null ? 'failed' : 'done',
    result,
    failure: result === null ? failureOf(wrongResult()) : kept.failure,
    evidence: kept.evidence,
  }
}

/** What the tool promises, small enough to be recorded; else null. A tool is not believed to answer in its own type. */
function resultOf(tool: Tool, output: ToolOutput<JsonObject> | undefined): JsonObject | null {
  try {
    const parsed = tool.result.safeParse(output?.result)
    if (!parsed.success || !Array.isArray(output?.artifacts)) return null
    return canonicalJson(parsed.data).length <= MAX_RESULT ? parsed.data : null
  } catch {
    // Canonical JSON has no place for what it cannot say, like a BigInt or a number that is none.
    return null
  }
}

/**
 * After its signal a tool has its grace to end in good order. One that does not heed it is not waited for; what it does after that
 * nobody knows, and its failure says so.
 */
async function withinDeadline(parts: CarryOutParts, work: Work): Promise<ToolOutput<JsonObject>> {
  const { tool, call_id, task } = work
  const { timers, stopping } = parts
  if (stopping.aborted) throw stopped()
  const controller = new AbortController()
  const cut = Promise.withResolvers<never>()
  // Nobody may be waiting any more when it falls.
  cut.promise.catch(() => undefined)
  const timersToStop: (() => void)[] = []
  const end = (why: Error): void => {
    if (controller.signal.aborted) return
    controller.abort(why)
    if (tool.grace_ms === 0) cut.reject(why)
    else timersToStop.push(timers.after(tool.grace_ms, () => cut.reject(why)))
  }
  const stop = (): void => end(stopped())
  const cancelled = parts.running.open(call_id, tool.name)
  const cancel = (): void => end(cancelled.signal.reason as Error)
  stopping.addEventListener('abort', stop, { once: true })
  cancelled.signal.addEventListener('abort', cancel, { once: true })
  timersToStop.push(timers.after(tool.timeout_ms, () => end(timedOut(tool))))
  const { signal } = controller
  const context = createToolContext(parts, { call_id, tool: tool.name, task, signal })
  const run = async (): Promise<ToolOutput<JsonObject>> => {
    if (work.how === 'recover' && tool.recover !== undefined) return tool.recover(work.args, context)
    // What publishes has used an approval up, and nobody shall take its turn from it.
    if (cancelled.atOnce > MAX_AT_ONCE && tool.side_effect_level !== 'external_publish')
      throw tooManyAtOnce(tool, MAX_AT_ONCE)
    return tool.run(work.args, context)
  }
  try {
    return await Promise.race([run(), cut.promise])
  } catch (error) {
    throw signal.aborted ? endedBy(signal.reason as ToolError, error) : error
  } finally {
    for (const stopTimer of timersToStop) stopTimer()
    stopping.removeEventListener('abort', stop)
    cancelled.close()
  }
}

const ownOf = ({ call_id, task: { task_id, correlation_id }, how }: Work): OwnPackage => ({
  ...{ call_id, task_id, correlation_id, isTakenUp: how === 'recover' },
})

/** However a tool says that it was stopped: the reason is ours, and what it leaves behind is its own. */
function endedBy(reason: ToolError, error: unknown): ToolError {
  if (!(error instanceof ToolError)) return reason
  if (isStopped(reason) && error.isFinal) return error
  if (error.artifacts.length === 0) return reason
  const { error_code, message, remediation_hint } = reason
  return new ToolError(error_code, message, remediation_hint, { cause: error, artifacts: error.artifacts })
}
