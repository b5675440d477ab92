import type { ToolRun } from '../../../contract/tool.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Outcome } from './outcome.ts'
import type { RunLines, RunPlace } from './run-lines.ts'
import type { WorkFolders } from './work-folders.ts'

/**
 * Records what a run came to, and takes its work folder away. An outcome of null leaves it running, for the next start. Throws AppError
 * `audit_unavailable`.
 */
export type End = (place: RunPlace, intended: ToolRun, outcome: Outcome | null) => Promise<ToolRun>

export function createEnding(parts: {
  lines: Pick<RunLines, 'recordOutcome'>
  work: Pick<WorkFolders, 'remove'>
  clock: Clock
  logger: Logger
}): End {
  return async (place, intended, outcome) => {
    if (outcome === null) return intended
    const run: ToolRun = { ...intended, ...outcome, finished_at: timestamp(parts.clock) }
    await parts.lines.recordOutcome(run.state === 'done' ? 'tool_call_done' : 'tool_call_failed', place, run)
    await parts.work.remove(run.call_id).catch((error: unknown) => {
      parts.logger.warn({ err: error, call_id: run.call_id }, 'the work folder of a call could not be removed')
    })
    return run
  }
}
