import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolFailure } from '../../../contract/tool.ts'
import type { ArtifactDraft, EvidenceStore } from '../evidence/evidence-store.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import { failureOf } from './failure-of.ts'
import { type Tool, ToolError, type ToolOutput } from './tool.ts'

/** One run that is allowed and recorded. `args` are those of the subject, whole and checked. */
export interface Work {
  readonly call_id: string
  readonly tool: Tool
  readonly args: JsonObject
  readonly task: Task
}

export interface Outcome {
  readonly state: 'done' | 'failed'
  readonly result: JsonObject | null
  readonly failure: ToolFailure | null
  readonly evidence: EvidenceRef[]
}

export interface CarryOutParts {
  readonly evidence: Pick<EvidenceStore, 'keep'>
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  /** Aborted when the console stops. */
  readonly stopping: AbortSignal
}

/** Longest canonical JSON of a result, in characters. */
const MAX_RESULT = 256 * 1024

/** Runs the tool within its deadline, checks what it answers, and keeps its artifacts as evidence. Never throws. */
export async function carryOut(parts: CarryOutParts, work: Work): Promise<Outcome> {
  let output: ToolOutput<JsonObject>
  try {
    output = await withinDeadline(parts, work)
  } catch (error) {
    parts.logger.warn({ err: error, call_id: work.call_id, tool: work.tool.name }, 'a tool failed')
    return { state: 'failed', result: null, failure: failureOf(error), evidence: [] }
  }
  const result = resultOf(work.tool, output)
  const kept = await keepArtifacts(parts, work, Array.isArray(output?.artifacts) ? output.artifacts : [])
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

/** A tool that does not heed its signal is not waited for; what it does after that nobody knows, and its failure says so. */
async function withinDeadline(parts: CarryOutParts, work: Work): Promise<ToolOutput<JsonObject>> {
  const { tool, task, call_id } = work
  const controller = new AbortController()
  const cut = Promise.withResolvers<never>()
  const end = (why: ToolError): void => {
    controller.abort(why)
    cut.reject(why)
  }
  // Nobody may be waiting any more when it falls.
  cut.promise.catch(() => undefined)
  const stop = (): void => end(stopped())
  if (parts.stopping.aborted) throw stopped()
  parts.stopping.addEventListener('abort', stop, { once: true })
  const cancel = parts.timers.after(tool.timeout_ms, () => end(timedOut(tool)))
  const { signal } = controller
  const run = async (): Promise<ToolOutput<JsonObject>> =>
    tool.run(work.args, { call_id, task, correlation_id: task.correlation_id, signal })
  try {
    return await Promise.race([run(), cut.promise])
  } catch (error) {
    // However a tool says that it was stopped: the reason is ours.
    throw signal.aborted ? signal.reason : error
  } finally {
    cancel()
    parts.stopping.removeEventListener('abort', stop)
  }
}

async function keepArtifacts(
  { evidence, clock, logger }: CarryOutParts,
  { call_id, task }: Work,
  artifacts: readonly ArtifactDraft[],
): Promise<{ evidence: EvidenceRef[]; failure: ToolFailure | null }> {
  if (artifacts.length === 0) return { evidence: [], failure: null }
  const { task_id, correlation_id } = task
  try {
    const draft = { package_id: call_id, task_id, correlation_id, created_at: timestamp(clock), artifacts }
    return { evidence: [await evidence.keep(draft)], failure: null }
  } catch (error) {
    logger.error({ err: error, call_id }, 'the evidence of a tool call could not be kept')
    return { evidence: [], failure: failureOf(evidenceLost()) }
  }
}

const timedOut = ({ timeout_ms }: Tool): ToolError =>
  new ToolError(
    'tool_timeout',
    `The tool did not end within ${timeout_ms} ms. Whether it had an effect is not known.`,
    'Look whether it happened; then send the call again with a new idempotency key.',
  )

const stopped = (): ToolError =>
  new ToolError(
    'tool_stopped',
    'The console stopped while the tool ran. Whether it had an effect is not known.',
    'Look whether it happened; then send the call again with a new idempotency key.',
  )

const wrongResult = (): ToolError =>
  new ToolError(
    'tool_result_invalid',
    'The tool ran, and what it answered is not what it promises.',
    'Look whether it happened; the tool has to be mended.',
  )

const evidenceLost = (): ToolError =>
  new ToolError(
    'evidence_failed',
    'The tool ran to its end, but its evidence could not be kept.',
    'Check that audit/evidence/ is writable and not full. The call is not carried out again.',
  )
