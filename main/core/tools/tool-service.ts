import type { Approval } from '../../../contract/approval.ts'
import type { ToolCall, ToolInfo, ToolRun, ToolRunPage, ToolRunQuery } from '../../../contract/tool.ts'
import type { ApprovalService } from '../approvals/approval-service.ts'
import { AppError } from '../kernel/app-error.ts'
import { boundedWait } from '../kernel/bounded-wait.ts'
import type { Call } from '../kernel/call.ts'
import { timestamp } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { DecisionInput, PolicyDecision } from '../policy/policy-decision.ts'
import type { PolicySource } from '../policy/policy-source.ts'
import type { Subject } from '../policy/subject.ts'
import type { OwedOutcomes } from '../tasks/owed-outcomes.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { createAskingAgain } from './asking-again.ts'
import { type Attempt, placeOf, runOf, type Situation } from './attempt.ts'
import { createCallFlights, taken } from './call-flights.ts'
import { type CancelCall, createCancelling } from './cancel-call.ts'
import { type CancelLines, createCancelledBefore } from './cancelled-before.ts'
import { type CarryOutParts, carryOut } from './carry-out.ts'
import { createDeciding } from './deciding.ts'
import { createDenials } from './denials.ts'
import { createEnding } from './ending.ts'
import { createLeaving } from './leaving.ts'
import { createListing } from './listed-tools.ts'
import { createLooking } from './looking.ts'
import type { Work } from './outcome.ts'
import type { Refusal } from './refusal.ts'
import { createRoomCheck, type RoomCheckParts } from './room-check.ts'
import { noRoom, outdatedApproval, turnedAway } from './run-failures.ts'
import type { RunIndex } from './run-index.ts'
import type { RunLines, RunNotes, RunPlace } from './run-lines.ts'
import { createRunningCalls } from './running-calls.ts'
import { createTakingUp } from './taking-up.ts'
import type { ToolError } from './tool.ts'
import type { ToolRegistry } from './tool-registry.ts'
import { createUnknownEnding } from './unknown-ending.ts'
import type { UnreadCall } from './unread-call.ts'

export interface ToolServiceParts extends Omit<CarryOutParts, 'stopping' | 'running'> {
  readonly registry: ToolRegistry
  readonly approvals: Pick<ApprovalService, 'standing' | 'ask' | 'consume' | 'isStillBound' | 'get'>
  readonly index: RunIndex
  readonly lines: RunLines
  readonly owed: Pick<OwedOutcomes, 'settle'>
  readonly room: RoomCheckParts['room']
  readonly tasks: Pick<TaskStore, 'index'>
  readonly policy: Pick<PolicySource, 'current'>
  readonly ids: IdSource
  readonly cancelLines: CancelLines
  readonly decide: (input: DecisionInput) => PolicyDecision
  readonly subjectOf: (call: ToolCall) => Subject
  /** What a line says of the facts of the decision, for those who decide anew under another policy. */
  readonly notesOf: (input: DecisionInput) => RunNotes
}

/** Told once the tool runs. */
type OnBegun = (run: ToolRun) => void

/** The only place that runs tools. */
export interface ToolService {
  /** Throws AppError `audit_unavailable`. */
  list(): readonly ToolInfo[]
  /**
   * Decides on the call, and carries it out when it is allowed. A run that failed is an answer, not an error, as is one that still stands as `running` because the console stops and the next start takes it up. Throws AppError
   * `policy_denied` with what is missing, `audit_unavailable`; of a call that does not want to publish also `tool_call_running`,
   * `idempotency_key_reused`, `payload_too_large`.
   */
  execute(by: Call, wanted: ToolCall): Promise<ToolRun>
  /** The same without the wait: answers as soon as the tool runs, or with the outcome where there is none to wait for. */
  begin(by: Call, wanted: ToolCall): Promise<ToolRun>
  /** Throws AppError `policy_denied` when what cannot be read as a call says that it wants to publish, `audit_unavailable`. */
  refuseUnread(by: Call, call: UnreadCall): Promise<void>
  page(query: ToolRunQuery): ToolRunPage
  readonly cancel: CancelCall
  /**
   * Before the first call: what was running when an earlier process died, and cannot be taken up again, is unknown from now on. Answers
   * how many.
   */
  start(): Promise<number>
  /** Takes up what `start` found running and what can be. For a console that stays; what this one has begun meanwhile is left alone. */
  takeUp(): Promise<void>
  /** Takes no calls any more, and tells what is running to end. */
  stop(): void
  /** The same, and waits a moment for the outcomes to be recorded. */
  close(): Promise<void>
}

/** Longest canonical JSON of a call, in bytes: each attempt leaves it in the log. */
const MAX_SUBJECT_BYTES = 64 * 1024
/** The whole console has to stop within two seconds, and closes much else after this. */
const MOMENT_MS = 1000

export function createToolService(parts: ToolServiceParts): ToolService {
  const { registry, approvals, index, lines, clock, ids, logger } = parts
  const flights = createCallFlights()
  const denials = createDenials(parts)
  const stopping = new AbortController()
  let stopped: Promise<void> | null = null
  const running = createRunningCalls()
  const end = createEnding(parts)
  const carrying = { ...parts, running, stopping: stopping.signal }
  const look = createLooking(parts)

  const actorPlace = (attempt: Attempt, situation: Situation): RunPlace => ({
    ...placeOf(attempt, situation),
    actor: attempt.by.actor,
  })

  const refuse = (attempt: Attempt, situation: Situation, refusal: Refusal): Promise<never> =>
    denials.deny(attempt, situation, refusal, parts.notesOf(situation.input))

  const decideOn = createDeciding({ ...parts, look, refuse, undecided: denials.undecided })
  const roomRefusal = createRoomCheck(parts)

  async function decideAndRun(attempt: Attempt, onBegun: OnBegun): Promise<ToolRun> {
    // First: nothing may lie between a decision, the use of its approval, and the tool.
    const refusal = await roomRefusal(attempt.wanted.tool)
    for (let round = 1; ; round += 1) {
      const decided = await decideOn(attempt, round)
      if (decided === null) continue
      const { situation, decision, notNow } = decided
      const why = refusal === null ? notNow : noRoom(refusal)
      if (why !== null) return turnAway(attempt, situation, decision.rule, why)
      const { approval_id } = decision
      if (approval_id === null) return begin(attempt, situation, decision.rule, null, onBegun)
      const { subject_sha256 } = attempt.subject
      const use = { approval_id, subject_sha256, actor: attempt.by.actor, call_id: attempt.call_id }
      const approval = await approvals.consume(use)
      if (approval !== null) return begin(attempt, situation, decision.rule, approval, onBegun)
    }
  }

  /** An allowed call that cannot begin now: its approval is kept for when it can. */
  async function turnAway(
    attempt: Attempt,
    situation: Situation,
    rule: string | null,
    why: ToolError,
  ): Promise<ToolRun> {
    const place = actorPlace(attempt, situation)
    const intended = runOf(attempt, situation.policy, { state: 'running', rule, reason: null, approval_id: null })
    await lines.record('tool_call_intended', place, intended, parts.notesOf(situation.input))
    return end(place, intended, turnedAway(why))
  }

  /** The intent is on the disk before the tool runs, and the approval was used up before that. */
  async function begin(
    attempt: Attempt,
    situation: Situation,
    rule: string | null,
    approval: Approval | null,
    onBegun: OnBegun,
  ): Promise<ToolRun> {
    const { tool, found, policy } = situation
    if (tool === null || found === null) throw new AppError('internal', 'a call was allowed that cannot be run')
    // Whatever was decided: nothing is published without a countersignature.
    if (tool.side_effect_level === 'external_publish' && approval === null)
      throw new AppError('internal', 'publishing was allowed without an approval')
    const place = actorPlace(attempt, situation)
    const approval_id = approval?.approval_id ?? null
    const intended = runOf(attempt, policy, { state: 'running', rule, reason: null, approval_id })
    await lines.record('tool_call_intended', place, intended, parts.notesOf(situation.input))
    onBegun(intended)
    const stillBound = approval === null || approvals.isStillBound(approval)
    const work: Work = { call_id: attempt.call_id, tool, args: attempt.wanted.args, task: found.task, how: 'run' }
    return end(place, intended, stillBound ? await carryOut(carrying, work) : outdatedApproval())
  }

  async function replay(by: Call, recorded: ToolRun): Promise<ToolRun> {
    const run = { ...recorded, replayed: true }
    await lines.recordReplay({ actor: by.actor, correlation_id: run.correlation_id, task_id: run.task_id }, run)
    return run
  }

  async function admit(by: Call, wanted: ToolCall, subject: Subject, onBegun: OnBegun): Promise<ToolRun> {
    // Nothing new before the outcome of what already happened is on the disk.
    await parts.owed.settle()
    const bytes = Buffer.byteLength(subject.subject)
    if (bytes > MAX_SUBJECT_BYTES)
      throw new AppError('payload_too_large', `The call has ${bytes} bytes; at most ${MAX_SUBJECT_BYTES} are taken.`)
    const { idempotency_key } = wanted
    const flight = { sub: by.actor.sub, idempotency_key, subject_sha256: subject.subject_sha256 }
    return flights.run(flight, async () => {
      const recorded = index.byKey(flight.sub, idempotency_key)
      if (recorded === null) {
        const call_id = `call-${ids.hex(8)}`
        return decideAndRun({ call_id, by, wanted, subject, started_at: timestamp(clock) }, onBegun)
      }
      const other = recorded.subject_sha256 !== subject.subject_sha256
      if (other || recorded.state === 'running') throw taken(flight, recorded.subject_sha256)
      return replay(by, recorded)
    })
  }

  const takingUp = createTakingUp({
    ...{ registry, lines, logger, end, taskOf: (id) => parts.tasks.index.get(id)?.task ?? null },
    askAgain: createAskingAgain({ ...parts, look }),
    cancelledBefore: createCancelledBefore(parts.cancelLines),
    carryOut: (work) => carryOut(carrying, work),
    keepLeft: createLeaving(carrying),
    endUnknown: createUnknownEnding(parts),
  })

  function refuseWhenStopping(): void {
    if (stopping.signal.aborted) throw new AppError('shutting_down', 'The console is stopping.')
  }

  /** The moment begins when it is told first: what is closed before the tools takes time as well. */
  function stop(): Promise<void> {
    stopping.abort()
    stopped ??= boundedWait(parts.timers, MOMENT_MS, [...flights.ended(), takingUp.ended()])
    return stopped
  }

  async function execute(by: Call, wanted: ToolCall, onBegun: OnBegun): Promise<ToolRun> {
    refuseWhenStopping()
    const subject = parts.subjectOf(wanted)
    return admit(by, wanted, subject, onBegun).catch((error: unknown) => denials.atTheDoor(by, wanted, subject, error))
  }

  return {
    list: createListing(parts),
    execute: (by, wanted) => execute(by, wanted, () => undefined),
    begin: async (by, wanted) => {
      const begun = Promise.withResolvers<ToolRun>()
      const ended = execute(by, wanted, begun.resolve)
      const run = await Promise.race([begun.promise, ended])
      ended.catch((error: unknown) => logger.error({ err: error, call_id: run.call_id }, 'a call has no outcome'))
      return run
    },
    refuseUnread: async (by, call) => {
      refuseWhenStopping()
      await denials.unread(by, call)
    },
    page: index.page,
    cancel: createCancelling({ index, lines, running }),
    start: () => takingUp.settle(index.running()),
    takeUp: takingUp.begin,
    stop: () => void stop(),
    close: stop,
  }
}
