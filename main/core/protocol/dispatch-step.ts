import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { DispatchRequest } from '../../../contract/protocol-requests.ts'
import type { Issue } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { type Call, SYSTEM } from '../kernel/call.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'
import { echoSha } from './echo.ts'
import { issuesSha, issuesToPassOn, lastVerdict } from './fidelity.ts'
import { isLastApproved } from './phase.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolService } from './protocol-service.ts'
import { requestSha } from './requested.ts'
import { outOfOrder, type Standing, withNewRound } from './standing.ts'
import { ROOM, takesTooMuch } from './task-room.ts'

/** A task holds at most so many rounds. */
const MAX_ROUNDS_EVER = 1000

/** sha256 by which a dispatch is known again: the log says it. */
export const dispatchSha = (dispatch: Dispatch): string => sha256(canonicalJson(dispatch))

/** Throws what ProtocolService.dispatch throws. */
export function createDispatch(
  core: ProtocolCore,
  given: (taskId: TaskId, dispatch: Dispatch) => void,
): ProtocolService['dispatch'] {
  function made(call: Call, standing: Standing, request: DispatchRequest): Dispatch {
    const { ack_seconds, heartbeat_seconds, result_seconds, review_seconds } = core.settings()
    const now = core.clock.now()
    const after = (seconds: number): string => new Date(now + seconds * 1000).toISOString()
    const seconds = request.deadline_seconds ?? result_seconds
    return {
      dispatch_id: core.ids.hex(8) as Dispatch['dispatch_id'],
      round: (standing.reading.last?.round.dispatch.round ?? 0) + 1,
      ...{ agent: request.agent, reviewer: request.reviewer },
      ...asked(standing, request),
      request_sha256: requestSha(standing.task),
      issues: passedOn(standing, request),
      ...{ dispatched_at: after(0), dispatched_by: call.actor.sub },
      ...{ ack_by: after(Math.min(ack_seconds, seconds)), deadline: after(seconds) },
      ...{ review_seconds, heartbeat_seconds },
    }
  }

  return (call, taskId, request) =>
    core.take(call, taskId, { message: 'dispatch', dispatch_id: null }, async () => {
      let dispatch: Dispatch | null = null
      const { entry } = await core.steps.write(
        call,
        taskId,
        { base_sha: request.base_sha ?? null },
        (standing) => {
          checkMoment(standing, core.settings().max_rounds)
          checkRequest(call, standing)
          admit(core, taskId, request)
          dispatch = made(call, standing, request)
          const { acceptance_criteria, declared_scope, issues, dispatch_id, agent, reviewer, deadline } = dispatch
          const first = { dispatch, ack: null, result: null, observed: null, verdict: null, ended: null }
          const next = withNewRound({ ...standing.task, acceptance_criteria, declared_scope, issues }, first)
          if (takesTooMuch(next, ROOM.dispatch))
            throw new AppError('protocol_out_of_order', 'The file of the task has no room for another round.')
          return {
            task: next,
            change: 'task_dispatched',
            notes: {
              ...{ dispatch_id, round: dispatch.round, agent, reviewer, deadline },
              criteria: acceptance_criteria.length,
              ...{ echo_sha256: echoSha(dispatch), issues_sha256: issuesSha(issues) },
              dispatch_sha256: dispatchSha(dispatch),
            },
          }
        },
        () => {
          if (dispatch !== null) given(taskId, dispatch)
        },
      )
      if (dispatch === null) throw new AppError('internal', `task ${taskId} was dispatched without a dispatch`)
      return { dispatch, entry }
    })
}

/** Given out is what was not, what was rejected or came to nothing, and what the reviewer approved, if its gaps are to be closed. */
const GIVEN_OUT: readonly Standing['phase'][] = ['idle', 'awaiting_dispatch', 'awaiting_person']

function checkMoment({ task, reading, phase }: Standing, maxRounds: number): void {
  if (phase === 'locked') {
    const why = reading.lock?.reason ?? 'It has used up its rounds.'
    throw new AppError('task_locked', `The task is locked: ${why}`)
  }
  if (task.verdict !== null) throw outOfOrder('decided', 'a dispatch')
  if (!GIVEN_OUT.includes(phase)) throw outOfOrder(phase, 'a dispatch')
  if (isLastApproved(phase, reading, maxRounds))
    throw new AppError('task_locked', 'What the reviewer approved was the last round; an admin can unlock the task.')
  if (reading.broken.length > 0)
    throw new AppError(
      'protocol_out_of_order',
      `rounds[${reading.broken[0]}] names a dispatch and cannot be read: mend the file of the task, or decide the task.`,
    )
  if (task.rounds.length >= MAX_ROUNDS_EVER)
    throw new AppError('protocol_out_of_order', `The task has ${MAX_ROUNDS_EVER} rounds; it takes no more.`)
}

/** By itself the console gives out again what a person gave out, and nothing that was asked for since. */
function checkRequest({ actor }: Call, { task, reading }: Standing): void {
  const before = reading.last?.round.dispatch ?? null
  if (actor.sub !== SYSTEM.sub || actor.door !== SYSTEM.door || before === null) return
  if (before.request_sha256 !== requestSha(task))
    throw new AppError('protocol_out_of_order', 'What is asked for was changed since; somebody has to give it out.')
}

/** Throws `validation_failed`, `agent_not_found` or `agent_busy`. */
function admit(core: ProtocolCore, taskId: TaskId, { agent, reviewer }: DispatchRequest): void {
  if (agent === null && reviewer === null) return
  if (agent === reviewer)
    throw new AppError('validation_failed', `reviewer: ${agent} would judge its own work; name another one, or none.`)
  const listener = core.listener()
  if (listener === null) throw new AppError('agent_not_found', `No agent ${agent ?? reviewer} is set up here.`)
  listener.admit(taskId, { agent, reviewer })
}

/** Criteria and scope stand once for all rounds: what was echoed once cannot become something else later. */
function asked(
  { task, reading }: Standing,
  { acceptance_criteria, declared_scope }: DispatchRequest,
): Pick<Dispatch, 'acceptance_criteria' | 'declared_scope'> {
  const before = reading.last?.round.dispatch ?? null
  if (before !== null) {
    if (acceptance_criteria !== undefined || declared_scope !== undefined)
      throw new AppError(
        'protocol_out_of_order',
        'Criteria and scope stand since the first dispatch of the task and cannot be given anew.',
      )
    return { acceptance_criteria: before.acceptance_criteria, declared_scope: before.declared_scope }
  }
  const criteria = acceptance_criteria ?? task.acceptance_criteria
  if (criteria.length === 0) throw new AppError('criteria_missing', 'The task has no acceptance criteria.')
  if (new Set(criteria.map(({ criterion_id }) => criterion_id)).size < criteria.length)
    throw new AppError('validation_failed', 'acceptance_criteria: two criteria have the same criterion_id')
  return { acceptance_criteria: criteria, declared_scope: declared_scope ?? task.declared_scope }
}

/** The issues of the verdict before, byte for byte. Throws `fidelity_violation` for any other, also when the file was changed. */
function passedOn({ reading }: Standing, { issues }: DispatchRequest): Issue[] {
  const held = issuesToPassOn(reading.rounds)
  const expected_sha256 = lastVerdict(reading.rounds)?.issues_sha256 ?? issuesSha([])
  for (const given of [issues ?? held, held]) {
    const given_sha256 = issuesSha(given)
    if (given_sha256 === expected_sha256) continue
    const whose = given === held ? 'The issues in the task file' : 'The issues that were given'
    const detail = `${whose} are not those of the verdict before: ${given_sha256} in place of ${expected_sha256}.`
    throw new AppError('fidelity_violation', detail, { expected_sha256, given_sha256 })
  }
  return [...held]
}
