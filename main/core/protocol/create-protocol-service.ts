import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { Task } from '../../../contract/task.ts'
import { SYSTEM } from '../kernel/call.ts'
import { timestamp } from '../kernel/clock.ts'
import { createAsides } from './asides.ts'
import { createDecide } from './decide-step.ts'
import { createDispatch, dispatchSha } from './dispatch-step.ts'
import { createAck, createResult } from './executor-steps.ts'
import { createHeartbeat } from './heartbeat-step.ts'
import { createObserve, nothingSeen, ofTheConsole } from './observe-step.ts'
import { createOverdue } from './overdue.ts'
import { awaitedIn } from './phase.ts'
import type { ProtocolCore } from './protocol-core.ts'
import type { ProtocolParts } from './protocol-parts.ts'
import { protocolRows } from './protocol-rows.ts'
import type { OpenRound, ProtocolListener, ProtocolService } from './protocol-service.ts'
import { protocolView } from './protocol-view.ts'
import { checkMay, leavesLine, recordingRefusals } from './refusals.ts'
import { createRoundSteps } from './round-steps.ts'
import { createRoundWatch } from './round-watch.ts'
import { createStandings, openOf, type Standing } from './standing.ts'
import { createUnlock } from './unlock-step.ts'
import { createVerdict } from './verdict-step.ts'
import { createWithdraw } from './withdraw-step.ts'

/** Lines of the log in which a dispatch is looked for; a task has fewer rounds. */
const DISPATCH_LINES = 1000

/** The protocol over the task files. `start` before it is used, `close` at the end. */
export function createProtocolService(parts: ProtocolParts): ProtocolService {
  const { tasks, store, hub } = parts
  const standings = createStandings(() => parts.settings().max_rounds)
  const asides = createAsides(parts.logger)
  /** The round of a task after which the console was refused. */
  const refusedOnce = new Map<TaskId, string>()
  let listener: ProtocolListener | null = null

  const watch = createRoundWatch(
    { ...parts, standings },
    {
      overdue: (taskId, open, what) => overdue.passed(taskId, open, what),
      over: (taskId, dispatchId, ending) => {
        beats.forget(taskId)
        listener?.roundEnded(taskId, dispatchId as Dispatch['dispatch_id'], ending)
        // Of a task that was decided meanwhile the round is still to be ended in its file.
        const task = store.index.get(taskId)?.task ?? null
        if (task === null || standings(task).phase !== 'decided') return
        const { reason, detail, difference } = ending
        asides.run('the end of a round', () =>
          steps.end(ofTheConsole(parts, taskId), taskId, dispatchId, { reason, detail, difference }, () => true),
        )
      },
    },
  )
  const steps = createRoundSteps({ ...parts, standings, moved: watch.refresh })
  const overdue = createOverdue({ ...parts, steps, watch, asides })

  function standing(taskId: string): Standing {
    return standings(tasks.get(taskId).task)
  }

  const core: ProtocolCore = {
    ...parts,
    ...{ steps, watch, standing },
    view: async (taskId) => {
      const { entry, task } = tasks.get(taskId)
      return protocolView({ ...parts, watch }, entry, standings(task))
    },
    take: (call, taskId, about, work) => {
      const correlation_id = store.index.get(taskId)?.task?.correlation_id ?? call.correlation_id
      const subject = { ...about, task_id: taskId, correlation_id }
      const refused = recordingRefusals(parts.log, call, subject, () => {
        checkMay(call, taskId, about.message)
        const late = overdue.longOverdue(standing(taskId))
        return late === null ? work() : late.then(work)
      })
      return call.actor.door === SYSTEM.door
        ? refused.catch((error) => throwTold(taskId, correlation_id, error))
        : refused
    },
    listener: () => listener,
  }

  /**
   * What the console wanted to do by itself and was refused, nobody would hear of: it is told once for each round. Whoever waits for a free
   * place tries again.
   */
  function throwTold(taskId: TaskId, correlation_id: string, error: unknown): never {
    const last = leavesLine(error) && error.code !== 'agent_busy' ? standing(taskId).reading.last : null
    if (last !== null && refusedOnce.get(taskId) !== last.round.dispatch.dispatch_id) {
      const { dispatch_id, round } = last.round.dispatch
      refusedOnce.set(taskId, dispatch_id)
      const event = { seq: hub.latestSeq, ts: timestamp(parts.clock), correlation_id, task_id: taskId }
      hub.publish('protocol_changed', { ...event, round, step: 'protocol_refused', reason: null })
    }
    throw error
  }

  const lastDispatch = (task: Task): Dispatch | null => standings(task).reading.last?.round.dispatch ?? null
  const tell = (task: Task, say: (listener: ProtocolListener, dispatch: Dispatch) => void): void => {
    const dispatch = lastDispatch(task)
    if (listener !== null && dispatch !== null) say(listener, dispatch)
  }

  const observe = createObserve(core, (task) => tell(task, (told, dispatch) => told.observed(task.task_id, dispatch)))
  function resultTaken(task: Task): void {
    const dispatch = lastDispatch(task)
    if (dispatch === null) return
    if (listener !== null) listener.resultTaken(task.task_id, dispatch)
    else asides.run('an observation', () => observe(task.task_id, dispatch.dispatch_id, nothingSeen(parts, dispatch)))
  }
  const beats = createHeartbeat(core)

  /** Whether this is the dispatch that the log tells of: what another program wrote into the file while nobody watched starts nothing. */
  function isInLog(task: Task, dispatch: Dispatch): boolean {
    const filter = { task_id: task.task_id, type: 'task_dispatched' as const, since_ts: null, since_seq: null }
    const sha = dispatchSha(dispatch)
    return parts.index.query({ ...filter, limit: DISPATCH_LINES }).some(({ data }) => data['dispatch_sha256'] === sha)
  }

  function open(): OpenRound[] {
    return [...store.index.ids()].flatMap((taskId) => {
      const task = store.index.get(taskId)?.task ?? null
      const found = task === null || task.rounds.length === 0 ? null : openOf(standings(task))
      if (found === null || !isInLog(found.task, found.last.round.dispatch)) return []
      return { task_id: found.task.task_id, phase: found.phase, dispatch: found.last.round.dispatch }
    })
  }

  const unobserve = hub.observe((_name, payload) => {
    if ('task_id' in payload && 'task' in payload) watch.refresh(payload.task_id as TaskId)
  })

  return {
    view: core.view,
    rows: (wanted) => protocolRows({ ...parts, standings, watch }, wanted),
    dispatch: createDispatch(core, (taskId, dispatch) => listener?.dispatched(taskId, dispatch)),
    ack: createAck(core),
    heartbeat: beats.heartbeat,
    result: createResult(core, resultTaken),
    observe,
    verdict: createVerdict(core, (task, decision) =>
      tell(task, (told, dispatch) => told.verdictTaken(task.task_id, dispatch, decision)),
    ),
    withdraw: createWithdraw(core),
    unlock: createUnlock(core),
    decide: createDecide(core),
    endRound: async (taskId, dispatchId, ending, awaited) => {
      const call = ofTheConsole(parts, taskId)
      await steps.end(call, taskId, dispatchId, ending, ({ phase }) => awaitedIn(phase) === awaited)
    },
    listen: (given) => {
      listener = given
    },
    open,
    start: async () => {
      watch.begin()
      await overdue.settleAll(
        [...store.index.ids()].map((taskId) => taskId as TaskId),
        standings,
      )
      if (listener !== null) return
      // Nobody drives agents: what waits to be looked at is looked at here.
      for (const { task_id, phase, dispatch } of open())
        if (phase === 'observing') await observe(task_id, dispatch.dispatch_id, nothingSeen(parts, dispatch))
    },
    close: async () => {
      unobserve()
      watch.close()
      await asides.settled()
    },
  }
}
