import type { Sha256 } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolProgress } from '../../../contract/tool.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import { AppError } from '../kernel/app-error.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import { type FoundArtifact, type ToolContext, ToolError } from './tool.ts'
import type { WorkFolders } from './work-folders.ts'

export interface ContextParts {
  readonly evidence: Pick<EvidenceStore, 'find'>
  readonly work: Pick<WorkFolders, 'open' | 'copy'>
  readonly hub: Pick<EventHub, 'publish' | 'latestSeq'>
  readonly clock: Clock
}

/** Progress is pushed no more often than this, in milliseconds. */
const PROGRESS_PACE_MS = 250

/** What a tool is handed for one run. */
export function createToolContext(
  parts: ContextParts,
  call: { readonly call_id: string; readonly tool: string; readonly task: Task; readonly signal: AbortSignal },
): ToolContext {
  const { call_id, tool, task, signal } = call
  const { correlation_id, task_id } = task
  let lastPushed = Number.NEGATIVE_INFINITY

  function push(progress: ToolProgress): void {
    const { hub, clock } = parts
    hub.publish('tool_progress', { seq: hub.latestSeq, ts: timestamp(clock), correlation_id, task_id, progress })
  }

  async function artifact(sha256: Sha256): Promise<FoundArtifact> {
    const found = await parts.evidence.find({ task_id, correlation_id }, sha256).catch((cause: unknown) => {
      if (cause instanceof AppError && cause.code === 'evidence_altered') throw altered(cause.message, cause)
      throw cause
    })
    if (found === null) throw notFound(sha256, task_id)
    return found
  }

  return {
    ...{ call_id, task, correlation_id, signal, artifact },
    workFolder: () => parts.work.open(call_id),
    copyOf: async (sha256) => {
      const found = await artifact(sha256)
      const from = { file: found.file, name: `original-${sha256.slice(0, 16)}` }
      const copy = await parts.work.copy(call_id, from, signal)
      if (copy.sha256 !== sha256) throw altered('The file was changed while it was read.', null)
      return { ...found, file: copy.file }
    },
    progress: (fraction, words) => {
      const now = parts.clock.now()
      if (now - lastPushed < PROGRESS_PACE_MS && fraction !== 1) return
      lastPushed = now
      const bounded = fraction === null ? null : Math.min(1, Math.max(0, fraction))
      push({ call_id, tool, fraction: bounded, words: words.slice(0, 200) })
    },
  }
}

const notFound = (sha256: string, taskId: string): ToolError =>
  new ToolError(
    'artifact_not_found',
    `The evidence of the task ${taskId} has no file with the sha256 ${sha256}.`,
    'Take the sha256 from the evidence of this very task; what belongs to another task cannot be used here.',
  )

const altered = (why: string, cause: AppError | null): ToolError =>
  new ToolError(
    'artifact_altered',
    why,
    'Put the file back from a backup of audit/evidence/, or make the artifact anew; `countersign evidence verify` finds what else was changed.',
    { cause },
  )
