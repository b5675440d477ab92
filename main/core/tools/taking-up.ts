import { JsonObject } from '../../../contract/json-object.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { SYSTEM } from '../kernel/call.ts'
import type { Logger } from '../kernel/logger.ts'
import type { AskAgain, DeniedAgain } from './asking-again.ts'
import type { CancelledBefore } from './cancelled-before.ts'
import type { End } from './ending.ts'
import { failureOf } from './failure-of.ts'
import type { KeepLeft } from './leaving.ts'
import type { Outcome, Work } from './outcome.ts'
import { permissionGone } from './run-failures.ts'
import { placeOfRun, type RunLines } from './run-lines.ts'
import type { Tool, ToolError } from './tool.ts'
import type { ToolRegistry } from './tool-registry.ts'
import type { EndUnknown } from './unknown-ending.ts'

export interface TakingUpParts {
  readonly registry: Pick<ToolRegistry, 'get'>
  readonly lines: Pick<RunLines, 'record' | 'recordTurn'>
  readonly logger: Logger
  readonly taskOf: (taskId: string) => Task | null
  readonly askAgain: AskAgain
  readonly cancelledBefore: CancelledBefore
  readonly carryOut: (work: Work) => Promise<Outcome | null>
  readonly keepLeft: KeepLeft
  readonly end: End
  readonly endUnknown: EndUnknown
}

/** What becomes of the calls that were running when an earlier process ended. */
export interface TakingUp {
  /**
   * `left`: all that runs, before the first call of this process. Those that can neither be taken up nor looked through are unknown from now
   * on. Answers how many. Throws AppError `audit_unavailable`.
   */
  settle(left: readonly ToolRun[]): Promise<number>
  /**
   * The others of those, and no call that this process has begun itself, go on in the background, as they did before, if they are still
   * allowed and nobody has cancelled them; what is left of those that cannot is kept. Throws AppError `audit_unavailable`.
   */
  begin(): Promise<void>
  /** Resolves when those that were taken up have ended. */
  ended(): Promise<void>
}

/** `go_on`: where it stood; `look`: nobody can, but the tool can tell what there is; `lost`: `isEmpty` when the tool leaves nothing of use. */
type Way =
  | { readonly do: 'go_on'; readonly work: Work }
  | { readonly do: 'look'; readonly tool: Tool; readonly args: JsonObject }
  | { readonly do: 'lost'; readonly isEmpty: boolean }

/** Why a call does not go on. `denied`: by the policy, as it has to be recorded first. */
interface Halt {
  readonly why: ToolError
  readonly denied: DeniedAgain | null
}

export function createTakingUp(parts: TakingUpParts): TakingUp {
  let underWay: Promise<void> = Promise.resolve()
  let waiting: readonly ToolRun[] = []

  function wayOf(run: ToolRun): Way {
    const tool = parts.registry.get(run.tool)
    const args = JsonObject.safeParse((JSON.parse(run.subject) as { args?: unknown }).args).data
    if (tool === null || args === undefined) return { do: 'lost', isEmpty: false }
    const task = parts.taskOf(run.task_id)
    if (tool.recover !== undefined && task !== null)
      return { do: 'go_on', work: { call_id: run.call_id, tool, args, task, how: 'recover' } }
    return tool.left === undefined ? { do: 'lost', isEmpty: true } : { do: 'look', tool, args }
  }

  function inBackground(run: ToolRun, work: () => Promise<unknown>): void {
    const ended = work().catch((error: unknown) => {
      const words = 'the outcome of a call that was taken up could not be recorded yet'
      parts.logger.error({ err: error, call_id: run.call_id }, words)
    })
    underWay = Promise.all([underWay, ended]).then(() => undefined)
  }

  async function look(run: ToolRun, tool: Tool, args: JsonObject): Promise<void> {
    const left = await parts.keepLeft(run, tool, args)
    if (left !== null) await parts.endUnknown(run, left)
  }

  /** What it left is told, and nothing goes on. */
  async function fail(run: ToolRun, { tool, args }: Work, why: ToolError): Promise<void> {
    const left = await parts.keepLeft(run, tool, args)
    if (left === null) return
    const failed = { state: 'failed' as const, result: null, failure: failureOf(why) }
    await parts.end(placeOfRun(run, SYSTEM), run, { ...failed, evidence: left.evidence })
  }

  function haltOf(run: ToolRun, tool: Tool): Halt | null {
    const cancelled = parts.cancelledBefore(run)
    if (cancelled !== null) return { why: cancelled, denied: null }
    const denied = parts.askAgain(run, tool)
    return denied === null ? null : { why: permissionGone(denied.reason), denied }
  }

  async function goOn(run: ToolRun, work: Work): Promise<void> {
    const place = placeOfRun(run, SYSTEM)
    let halt = haltOf(run, work.tool)
    if (halt === null) {
      await parts.lines.recordTurn('tool_call_resumed', place, { call_id: run.call_id })
      // Nothing may lie between the answer and the tool.
      halt = haltOf(run, work.tool)
    }
    if (halt === null) {
      inBackground(run, async () => parts.end(place, run, await parts.carryOut(work)))
      return
    }
    const { why, denied } = halt
    if (denied !== null) await parts.lines.record('policy_denied', place, denied.run, denied.notes)
    inBackground(run, () => fail(run, work, why))
  }

  return {
    settle: async (left) => {
      const lost = left.flatMap((run) => {
        const way = wayOf(run)
        return way.do === 'lost' ? [{ run, isEmpty: way.isEmpty }] : []
      })
      await Promise.all(
        lost.map(({ run, isEmpty }) => parts.endUnknown(run, { evidence: [], isLookedThrough: isEmpty })),
      )
      const gone = new Set(lost.map(({ run }) => run))
      waiting = left.filter((run) => !gone.has(run))
      return lost.length
    },
    begin: async () => {
      const now = waiting
      waiting = []
      for (const run of now) {
        const way = wayOf(run)
        if (way.do === 'go_on') await goOn(run, way.work)
        if (way.do === 'look') inBackground(run, () => look(run, way.tool, way.args))
        // Its task went meanwhile.
        if (way.do === 'lost') await parts.endUnknown(run, { evidence: [], isLookedThrough: way.isEmpty })
      }
    },
    ended: () => underWay,
  }
}
