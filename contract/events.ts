import * as z from 'zod'
import { AgentLogLine, AgentRun } from './agent.ts'
import { Approval } from './approval.ts'
import { ChainState } from './audit-chain.ts'
import { AuditEventType } from './audit-event.ts'
import { EvidenceVerification } from './evidence.ts'
import { Timestamp } from './ids.ts'
import { IntakeState } from './intake.ts'
import { RoundEnding } from './protocol-view.ts'
import { SourceState } from './system.ts'
import { TaskSummary } from './task.ts'
import { ToolName, ToolProgress, ToolRun, ToolStatus } from './tool.ts'

const Base = { seq: z.int(), ts: Timestamp, correlation_id: z.string(), task_id: z.string() }

/** Payload of every event about a task: the row as it now stands. */
export const TaskEvent = z.strictObject({ ...Base, task: TaskSummary }).meta({ id: 'TaskEvent' })
export type TaskEvent = z.infer<typeof TaskEvent>

/** A file in ssot/ changed from outside; `task` is null when it was deleted. */
export const ExternalChangeEvent = z
  .strictObject({ ...Base, change: z.enum(['added', 'changed', 'deleted', 'invalid']), task: TaskSummary.nullable() })
  .meta({ id: 'ExternalChangeEvent' })
export type ExternalChangeEvent = z.infer<typeof ExternalChangeEvent>

/** A delivery was carried out, came again, failed or was refused; `delivery_id` is empty for refusals. */
export const DeliveryEvent = z
  .strictObject({
    seq: z.int(),
    ts: Timestamp,
    correlation_id: z.string(),
    source: z.string(),
    event: z.string(),
    delivery_id: z.string(),
  })
  .meta({ id: 'DeliveryEvent' })
export type DeliveryEvent = z.infer<typeof DeliveryEvent>

/** A way in went on, off or out of reach. */
export const SourceEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, correlation_id: z.string(), source: SourceState })
  .meta({ id: 'SourceEvent' })
export type SourceEvent = z.infer<typeof SourceEvent>

/** An approval was asked for, or something became of it. */
export const ApprovalEvent = z.strictObject({ ...Base, approval: Approval }).meta({ id: 'ApprovalEvent' })
export type ApprovalEvent = z.infer<typeof ApprovalEvent>

/** A tool call was refused, began, or ended. */
export const ToolRunEvent = z.strictObject({ ...Base, run: ToolRun }).meta({ id: 'ToolRunEvent' })
export type ToolRunEvent = z.infer<typeof ToolRunEvent>

/** How far a running tool call is. It has no line in the log. */
export const ToolProgressEvent = z.strictObject({ ...Base, progress: ToolProgress }).meta({ id: 'ToolProgressEvent' })
export type ToolProgressEvent = z.infer<typeof ToolProgressEvent>

/** The protocol of a task moved on: read it again. `step`: type of the audit line that says how. `reason`: of a round that ended so. */
export const ProtocolEvent = z
  .strictObject({ ...Base, round: z.int(), step: AuditEventType, reason: RoundEnding.shape.reason.nullable() })
  .meta({ id: 'ProtocolEvent' })
export type ProtocolEvent = z.infer<typeof ProtocolEvent>

/** A run of an agent began, used something up, or ended. */
export const AgentRunEvent = z.strictObject({ ...Base, agent_run: AgentRun }).meta({ id: 'AgentRunEvent' })
export type AgentRunEvent = z.infer<typeof AgentRunEvent>

/** What an agent just said; `next` is where to go on reading its log. It has no line in the audit log. */
export const AgentLogEvent = z
  .strictObject({ ...Base, run_id: z.string(), lines: z.array(AgentLogLine), next: z.int() })
  .meta({ id: 'AgentLogEvent' })
export type AgentLogEvent = z.infer<typeof AgentLogEvent>

/** What a tool needs went on, off or out of reach. */
export const ToolStatusEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, correlation_id: z.string(), tool: ToolName, status: ToolStatus })
  .meta({ id: 'ToolStatusEvent' })
export type ToolStatusEvent = z.infer<typeof ToolStatusEvent>

/** Another policy came into force, or the file is not valid: read it again. */
export const PolicyEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, correlation_id: z.string(), sha256: z.string() })
  .meta({ id: 'PolicyEvent' })
export type PolicyEvent = z.infer<typeof PolicyEvent>

/** A check of the audit chain began or ended, or something became of an anchor. */
export const ChainEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, correlation_id: z.string(), chain: ChainState })
  .meta({ id: 'ChainEvent' })
export type ChainEvent = z.infer<typeof ChainEvent>

/** How far hashing evidence again is, or what it came to. It has no line in the log; the outcome has. */
export const EvidenceVerifyEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, correlation_id: z.string(), verification: EvidenceVerification })
  .meta({ id: 'EvidenceVerifyEvent' })
export type EvidenceVerifyEvent = z.infer<typeof EvidenceVerifyEvent>

/** The intake was paused or resumed. */
export const IntakeEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, correlation_id: z.string(), intake: IntakeState })
  .meta({ id: 'IntakeEvent' })
export type IntakeEvent = z.infer<typeof IntakeEvent>

/** The settings changed, or their file is not valid: read them again. */
export const SettingsEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, correlation_id: z.string(), base_sha: z.string() })
  .meta({ id: 'SettingsEvent' })
export type SettingsEvent = z.infer<typeof SettingsEvent>

/** The gap is too old to be replayed: read everything again. */
export const ResyncEvent = z
  .strictObject({ seq: z.int(), ts: Timestamp, reason: z.enum(['gap_too_old', 'unknown_id']) })
  .meta({ id: 'ResyncEvent' })
export type ResyncEvent = z.infer<typeof ResyncEvent>

/** Event name on the stream → payload. Ids are audit seqs (WHATWG HTML, server-sent events). */
export const PUSHED_EVENTS = {
  task_created: TaskEvent,
  task_updated: TaskEvent,
  task_amended: TaskEvent,
  task_approved: TaskEvent,
  task_rejected: TaskEvent,
  ssot_external_change: ExternalChangeEvent,
  webhook_applied: DeliveryEvent,
  webhook_replayed: DeliveryEvent,
  webhook_failed: DeliveryEvent,
  webhook_rejected: DeliveryEvent,
  source_changed: SourceEvent,
  approval_requested: ApprovalEvent,
  approval_endorsed: ApprovalEvent,
  approval_approved: ApprovalEvent,
  approval_denied: ApprovalEvent,
  approval_expired: ApprovalEvent,
  approval_voided: ApprovalEvent,
  approval_consumed: ApprovalEvent,
  policy_denied: ToolRunEvent,
  tool_call_intended: ToolRunEvent,
  tool_call_done: ToolRunEvent,
  tool_call_failed: ToolRunEvent,
  tool_call_unknown: ToolRunEvent,
  tool_progress: ToolProgressEvent,
  tool_status_changed: ToolStatusEvent,
  task_dispatched: TaskEvent,
  task_locked: TaskEvent,
  task_unlocked: TaskEvent,
  protocol_changed: ProtocolEvent,
  heartbeat_warning: ProtocolEvent,
  agent_run_changed: AgentRunEvent,
  agent_log: AgentLogEvent,
  policy_loaded: PolicyEvent,
  policy_refused: PolicyEvent,
  chain_changed: ChainEvent,
  evidence_verify_progress: EvidenceVerifyEvent,
  intake_changed: IntakeEvent,
  settings_changed: SettingsEvent,
  resync: ResyncEvent,
} as const
export type PushedEventName = keyof typeof PUSHED_EVENTS
export type PushedEvent<N extends PushedEventName = PushedEventName> = z.infer<(typeof PUSHED_EVENTS)[N]>
