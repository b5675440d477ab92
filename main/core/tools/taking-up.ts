import { JsonObject } from '../../../contract/json-object.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { SYSTEM } from '../kernel/call.ts'
import type { Logger } from '../kernel/logger.ts'
import type { End } from './ending.ts'
import type { Outcome, Work } from './outcome.ts'
import { unknownOutcome } from './run-failures.ts'
import { placeOfRun, type RunLines } from './run-lines.ts'
import type { ToolRegistry } from './tool-registry.ts'

export interface TakingUpParts {
  readonly registry: Pick<ToolRegistry, 'get'>
  readonly lines: Pick<RunLines, 'record' | 'recordTurn'>
  readonly logger: Logger
  readonly taskOf: (taskId: string) => Task | null
  readonly carryOut: (work: Work) => Promise<Outcome | null>
  readonly end: End
}

/** What becomes of the calls that were running when an earlier process ended. */
export interface TakingUp {
  /** Those that cannot be taken up are unknown from now on. Answers how many. Throws AppError `audit_unavailable`. */
  settle(left: readonly ToolRun[]): Promise<number>
  /** The others go on in the background, as they did before. Throws AppError `audit_unavailable`. */
  begin(left: readonly ToolRun[]): Promise<void>
  /** Resolves when those that were taken up have ended. */
  ended(): Promise<void>
}

export function createTakingUp(parts: TakingUpParts): TakingUp {
  let underWay: Promise<void> = Promise.resolve()

  /** Null when the tool has no way back, or what it worked on is not there any more. */
  function workOf(run: ToolRun): Work | null {
    const tool = parts.registry.get(run.tool)
    const task = parts.taskOf(run.task_id)
    if (tool?.recover === undefined || task === null) return null
    const args = JsonObject.safeParse((JSON.parse(run.subject) as { args?: unknown }).args).data
    return args === undefined ? null : { call_id: run.call_id, tool, args, task, how: 'recover' }
  }

  async function takeUp(run: ToolRun, work: Work): Promise<void> {
    const place = placeOfRun(run, SYSTEM)
    try {
      await parts.end(place, run, await parts.carryOut(work))
    } catch (error) {
      parts.logger.error(
        { err: error, call_id: run.call_id },
        'the outcome of a call that was taken up could not be recorded yet',
      )
    }
  }

  return {
    settle: async (left) => {
      const lost = left.filter((run) => workOf(run) === null)
      const record = (run: ToolRun): Promise<void> => {
        const unknown: ToolRun = { ...run, state: 'unknown', failure: unknownOutcome() }
        return parts.lines.record('tool_call_unknown', placeOfRun(run, SYSTEM), unknown, {})
      }
      await Promise.all(lost.map(record))
      return lost.length
    },
    begin: async (left) => {
      for (const run of left) {
        const work = workOf(run)
        if (work === null) continue
        await parts.lines.recordTurn('tool_call_resumed', placeOfRun(run, SYSTEM), { call_id: run.call_id })
        underWay = Promise.all([underWay, takeUp(run, work)]).then(() => undefined)
      }
    },
    ended: () => underWay,
  }
}
