import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import type { ArtifactDraft } from '../evidence/evidence-store.ts'
import type { Timers } from '../kernel/timers.ts'
import { type KeepingParts, keepArtifacts } from './keep-artifacts.ts'
import type { Tool } from './tool.ts'
import type { WorkFolders } from './work-folders.ts'

/** `isLookedThrough`: the tool said what of the work folder is of use, and that is kept; the rest is not. */
export interface Left {
  readonly evidence: EvidenceRef[]
  readonly isLookedThrough: boolean
}

/**
 * Keeps what there is of a run that nobody goes on with, where the tool can tell. Never throws. Null: the console stops, and the next start
 * looks again.
 */
export type KeepLeft = (run: ToolRun, tool: Tool, args: JsonObject) => Promise<Left | null>

export interface LeavingParts extends KeepingParts {
  readonly work: Pick<WorkFolders, 'open'>
  readonly timers: Timers
  /** Aborted when the console stops. */
  readonly stopping: AbortSignal
}

/** Nobody waits longer for a tool to look at what it left. */
const LOOK_MS = 60_000

export function createLeaving(parts: LeavingParts): KeepLeft {
  async function withinDeadline(run: ToolRun, tool: Tool, args: JsonObject): Promise<readonly ArtifactDraft[]> {
    const { call_id, task_id, correlation_id } = run
    const controller = new AbortController()
    const cut = Promise.withResolvers<never>()
    const end = (why: Error): void => {
      controller.abort(why)
      cut.reject(why)
    }
    const stop = (): void => end(new Error('the console stops'))
    const cancel = parts.timers.after(LOOK_MS, () => end(new Error(`not done within ${LOOK_MS} ms`)))
    parts.stopping.addEventListener('abort', stop, { once: true })
    const { signal } = controller
    const context = { call_id, correlation_id, task: { task_id }, signal, workFolder: () => parts.work.open(call_id) }
    try {
      return (await Promise.race([tool.left?.(args, context), cut.promise])) ?? []
    } finally {
      cancel()
      parts.stopping.removeEventListener('abort', stop)
    }
  }

  return async (run, tool, args) => {
    const { call_id, task_id, correlation_id } = run
    if (parts.stopping.aborted) return null
    try {
      const artifacts = await withinDeadline(run, tool, args)
      const kept = await keepArtifacts(parts, { call_id, task_id, correlation_id, isTakenUp: true }, artifacts)
      return { evidence: kept.evidence, isLookedThrough: kept.failure === null }
    } catch (error) {
      if (parts.stopping.aborted) return null
      parts.logger.warn({ err: error, call_id }, 'a tool could not tell what a call left')
      return { evidence: [], isLookedThrough: false }
    }
  }
}
