import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch, Observed, WorkspaceFacts } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import { type Call, SYSTEM } from '../kernel/call.ts'
import { timestamp } from '../kernel/clock.ts'
import { packagesOfRound } from './proofs.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { outOfScope } from './scope.ts'
import { outOfOrder, roundFor, withRound } from './standing.ts'
import { ROOM, takesTooMuch, withEvidence } from './task-room.ts'

/** How many files outside the scope a line of the log names. */
const MAX_NOTED = 20

/** Throws what ProtocolService.observe throws. */
export function createObserve(core: ProtocolCore, taken: (written: Task) => void): ProtocolService['observe'] {
  async function noteViolation(
    call: Call,
    task: Task,
    { dispatch_id, round }: Dispatch,
    files: string[],
  ): Promise<void> {
    const { task_id, correlation_id } = task
    const named = files.slice(0, MAX_NOTED)
    await core.log.record({
      ...{ type: 'scope_violation', actor: call.actor, correlation_id, task_id, route: null, status: null },
      data: { dispatch_id, round, files: named, count: files.length },
    })
  }

  return async (taskId, dispatchId, seen) => {
    const call = ofTheConsole(core, taskId)
    await core.steps.write(
      call,
      taskId,
      null,
      async (standing) => {
        const { place, round } = roundFor(standing, dispatchId, 'an observation')
        if (standing.phase !== 'observing') throw outOfOrder(standing.phase, 'an observation')
        const { dispatch } = round
        const workspace = seen.workspace === null ? null : scoped(dispatch, seen.workspace)
        let observed: Observed = { ...seen, workspace }
        const put = (): Task => {
          const next = { ...round, observed }
          return withRound(withEvidence(standing.task, packagesOfRound(next)), place, next)
        }
        if (workspace !== null && takesTooMuch(put(), ROOM.observed))
          observed = { ...observed, workspace: tooMany(workspace) }
        const outside = workspace?.out_of_scope ?? []
        if (outside.length > 0) await noteViolation(call, standing.task, dispatch, outside)
        return {
          task: put(),
          change: 'result_observed',
          notes: {
            ...{ dispatch_id: dispatchId, round: dispatch.round, files: workspace?.files.length ?? null },
            ...{ out_of_scope: outside.length, complete: workspace?.complete ?? null },
            checks: observed.checks.map(({ criterion_ref, state }) => ({ criterion_ref, state })),
          },
        }
      },
      taken,
    )
    return core.view(taskId)
  }
}

/** What the console itself does about a task. */
export function ofTheConsole(core: Pick<ProtocolCore, 'store'>, taskId: TaskId): Call {
  return { actor: SYSTEM, correlation_id: core.store.index.get(taskId)?.task?.correlation_id ?? taskId }
}

/** Out of scope is what the rules of the protocol say of the files that were found, and whatever whoever looked says besides. */
function scoped({ declared_scope }: Dispatch, facts: WorkspaceFacts): WorkspaceFacts {
  const found = outOfScope(
    declared_scope,
    facts.files.map(({ path }) => path),
  )
  const out_of_scope = [...new Set([...found, ...facts.out_of_scope])].slice(0, MAX_FILES)
  return { ...facts, out_of_scope }
}

const MAX_FILES = 2000
const MAX_KEPT = 100

/** More than the file of the task can hold: the first of them, and that it is not all. */
const tooMany = (facts: WorkspaceFacts): WorkspaceFacts => ({
  ...facts,
  files: facts.files.slice(0, MAX_KEPT),
  out_of_scope: facts.out_of_scope.slice(0, MAX_KEPT),
  complete: false,
})

/** What is found where nobody looks into workspaces: nothing, and that no check was run. */
export function nothingSeen({ clock }: Pick<ProtocolCore, 'clock'>, { acceptance_criteria }: Dispatch): Observed {
  const at = timestamp(clock)
  const checks = acceptance_criteria.flatMap(({ criterion_id, check }) =>
    check === undefined
      ? []
      : {
          ...{ criterion_ref: criterion_id, state: 'not_run' as const, exit_code: null },
          ...{ detail: 'the console has no workspace of this task', sandbox: null, output: null },
          ...{ started_at: at, finished_at: at },
        },
  )
  return { workspace: null, checks, observed_at: at }
}
