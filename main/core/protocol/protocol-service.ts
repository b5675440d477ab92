import type { AgentName } from '../../../contract/agent-name.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type {
  AckEcho,
  Dispatch,
  DispatchId,
  Heartbeat,
  HeartbeatTaken,
  Observed,
  ReviewVerdict,
  TaskResult,
} from '../../../contract/protocol.ts'
import type { DispatchRequest, UnlockRequest, WithdrawRequest } from '../../../contract/protocol-requests.ts'
import type { ProtocolRows, ProtocolView, RoundEnding } from '../../../contract/protocol-view.ts'
import type { Call } from '../kernel/call.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import type { DecisionInput } from '../tasks/task-service.ts'

/** Told of what the protocol decided, after it is on the disk. Must not throw, but for `admit`. */
export interface ProtocolListener {
  /** Asked before a dispatch that names an agent. Throws AppError `agent_not_found` or `agent_busy`; the dispatch is then refused. */
  admit(taskId: TaskId, agents: { readonly agent: AgentName | null; readonly reviewer: AgentName | null }): void
  dispatched(taskId: TaskId, dispatch: Dispatch): void
  /** A result is there and wants to be looked at: `observed` is what the listener gives back through `observe`. */
  resultTaken(taskId: TaskId, dispatch: Dispatch): void
  observed(taskId: TaskId, dispatch: Dispatch): void
  verdictTaken(taskId: TaskId, dispatch: Dispatch, decision: 'approve' | 'reject'): void
  /** The round is over without a verdict, or nothing more is to come of it: end whoever works on it. */
  roundEnded(taskId: TaskId, dispatchId: DispatchId, ending: RoundEnding): void
}

/** `override_reason` null: the proof is to speak for itself. */
export interface ProtocolDecision extends DecisionInput {
  readonly override_reason: string | null
}

/** Which tasks are listed, and at most how many. */
export interface RowsWanted {
  readonly waiting: boolean
  readonly limit: number
}

/** A round that is not over, as it stands. */
export interface OpenRound {
  readonly task_id: TaskId
  readonly phase: 'awaiting_ack' | 'working' | 'observing' | 'awaiting_review'
  readonly dispatch: Dispatch
}

/**
 * The protocol: dispatch → echo → heartbeats → result → what the console observes → verdict → re-dispatch or a person. Everything is in the
 * task file; each step is one write of it, with its audit line. Every method throws `task_not_found`, `task_file_invalid`, `storage_failed`
 * and `audit_unavailable` besides what it says; a refusal leaves a line `protocol_refused` (or one of its own) before it is thrown.
 */
export interface ProtocolService {
  view(taskId: string): Promise<ProtocolView>
  /** Where the tasks stand that were dispatched, from memory. Throws nothing. */
  rows(wanted: RowsWanted): ProtocolRows
  /**
   * Also of what the reviewer approved, if its gaps are to be closed: that round then counts as a rejected one does. Throws
   * `precondition_required`, `write_conflict`, `criteria_missing`, `validation_failed` (one agent for both roles), `protocol_out_of_order`,
   * `fidelity_violation`, `task_locked`.
   */
  dispatch(call: Call, taskId: TaskId, request: DispatchRequest): Promise<{ dispatch: Dispatch; entry: TaskEntry }>
  /** Throws `ack_mismatch` (with `difference`), `dispatch_not_current`, `protocol_out_of_order`. The same echo again is fine. */
  ack(call: Call, taskId: TaskId, echo: AckEcho): Promise<ProtocolView>
  /** Throws `dispatch_not_current`, `protocol_out_of_order`. */
  heartbeat(call: Call, taskId: TaskId, beat: Heartbeat): Promise<HeartbeatTaken>
  /** Throws `result_invalid`, `dispatch_not_current`, `protocol_out_of_order`. The same result again is fine. */
  result(call: Call, taskId: TaskId, result: TaskResult): Promise<ProtocolView>
  /** What the console found after a result; the phase is `observing` until then. */
  observe(taskId: TaskId, dispatchId: DispatchId, observed: Observed): Promise<ProtocolView>
  /** Throws `verdict_invalid`, `dispatch_not_current`, `protocol_out_of_order`. The same verdict again is fine. */
  verdict(call: Call, taskId: TaskId, verdict: ReviewVerdict): Promise<ProtocolView>
  /** Throws `dispatch_not_current`, `protocol_out_of_order`. */
  withdraw(call: Call, taskId: TaskId, request: WithdrawRequest): Promise<ProtocolView>
  /**
   * Ends a round for a reason of the console's own (`agent_failed`, `agent_lost`, `stopped`, `console_stopped`). A detail that is too long is
   * cut. Does nothing when it is over, or waits for nobody in the role of who is `awaited`.
   */
  endRound(
    taskId: TaskId,
    dispatchId: DispatchId,
    ending: Omit<RoundEnding, 'at'>,
    awaited: 'executor' | 'reviewer',
  ): Promise<void>
  /** Throws `precondition_required`, `write_conflict`, `protocol_out_of_order` when it is not locked. */
  unlock(call: Call, taskId: TaskId, request: UnlockRequest): Promise<ProtocolView>
  /**
   * A person's decision. An approval of a task that was dispatched needs a ledger that is VERIFIED, nothing out of scope and the approval of
   * the reviewer, or an `override_reason`, which is recorded. A rejection ends the round that is open. Throws what TaskService.decide
   * throws, `proof_insufficient`, and `protocol_out_of_order` for an approval while a round is open.
   */
  decide(call: Call, taskId: TaskId, input: ProtocolDecision): Promise<TaskEntry>
  /** One listener: whoever drives agents. Without one, a dispatch that names an agent is refused and a result is looked at by nobody. */
  listen(listener: ProtocolListener): void
  /**
   * What is open at this moment: after a restart, the listener takes up from here what an earlier process did not come to. It is not told
   * of the same steps again.
   */
  open(): readonly OpenRound[]
  /** Ends what is overdue, locks what was to be locked, and watches over the rest from now on. Call it once, when the listener is there. */
  start(): Promise<void>
  /** Watches no more; resolves when what was being written is written. */
  close(): Promise<void>
}
