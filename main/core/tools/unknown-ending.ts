import type { ToolRun } from '../../../contract/tool.ts'
import { SYSTEM } from '../kernel/call.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Left } from './leaving.ts'
import { unknownOutcome } from './run-failures.ts'
import { placeOfRun, type RunLines, type RunNotes } from './run-lines.ts'
import type { LeftFile, WorkFolders } from './work-folders.ts'

/**
 * Records that nobody knows what came of a run, and what lay in its work folder. That goes only when the tool has said what of it is of use,
 * or never has anything; otherwise it stays where it is, for a person. Throws AppError `audit_unavailable`.
 */
export type EndUnknown = (run: ToolRun, left: Left) => Promise<void>

/** So many files are named in the line; the rest is counted. */
const MOST_NAMED = 100

export function createUnknownEnding(parts: {
  lines: Pick<RunLines, 'record'>
  work: Pick<WorkFolders, 'list' | 'remove'>
  logger: Logger
}): EndUnknown {
  const { work, logger } = parts
  return async (run, { evidence, isLookedThrough }) => {
    const { call_id } = run
    const files = await work.list(call_id).catch((error: unknown) => {
      logger.warn({ err: error, call_id }, 'the work folder of a call could not be read')
      return null
    })
    const unknown: ToolRun = { ...run, state: 'unknown', failure: unknownOutcome(), evidence }
    // What cannot be named is not removed.
    const removed = isLookedThrough && files !== null
    await parts.lines.record('tool_call_unknown', placeOfRun(run, SYSTEM), unknown, notesOf(files ?? [], removed))
    if (!removed) {
      if (files?.length !== 0)
        logger.warn({ call_id }, 'the work folder of a call stays in audit/work, for a person to look at')
      return
    }
    await work.remove(call_id).catch((error: unknown) => {
      logger.warn({ err: error, call_id }, 'the work folder of a call could not be removed')
    })
  }
}

function notesOf(files: readonly LeftFile[], removed: boolean): RunNotes {
  if (files.length === 0) return {}
  const named = files.slice(0, MOST_NAMED).map(({ name, bytes }) => ({ name, bytes }))
  return { work_folder: { files: named, more: files.length - named.length, removed } }
}
