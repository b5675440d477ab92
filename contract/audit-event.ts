import * as z from 'zod'
import { TrailGraph } from './audit-trail.ts'
import { Sha256, Timestamp } from './ids.ts'
import { JsonObject } from './json-object.ts'
import { Actor } from './scope.ts'

/** Past facts, in snake_case. A type that was ever written is never renamed and never removed. */
export const AUDIT_EVENT_TYPES = {
  service_started: 'the service opened its data root and is about to listen',
  service_stopped: 'the service stopped in good order',
  request_served: 'a request was answered',
  request_refused:
    'a request was answered with a problem (status 400 or above; count: how many of the same kind, at the door of the desktop window)',
  login_code_issued: 'a one-time code for the browser console was made',
  session_opened: 'a browser logged in with a one-time code',
  session_closed: 'a browser logged out',
  token_created: 'a token was made',
  token_revoked: 'a token was revoked',
  task_write_intended: 'a task file is about to be written',
  task_write_abandoned: 'an intended write did not happen',
  task_created: 'a task was created',
  task_updated: 'a task was changed by an event from outside',
  task_amended: 'the requester changed the words of a task; the first words stay',
  task_approved: 'an operator approved a task',
  task_rejected: 'an operator rejected a task',
  task_dispatched: 'a task was given to an executor',
  ack_received: 'the executor echoed the dispatch, byte for byte',
  ack_mismatch: 'the echo of the executor differs from what was dispatched; the execution is refused',
  ack_timeout: 'no echo came in time; the round is over',
  heartbeat_received: 'the executor said that the work goes on',
  heartbeat_warning: 'nothing was heard of the executor for too long; the round goes on',
  task_result_received: 'the executor handed in its result',
  result_timeout: 'no result came in time; the round is over',
  scope_violation: 'files outside the declared scope were touched, found in the workspace itself',
  result_observed: 'the workspace was compared and the check commands were run, with what was found',
  verdict_received: 'the reviewer judged the result',
  reviewer_timeout: 'no verdict came in time; the round is over',
  fidelity_violation: 'a re-dispatch carried other issues than the verdict; it was refused',
  protocol_refused: 'a message of the protocol was refused, with the reason',
  round_ended: 'a round ended without a verdict',
  task_locked: 'a task went through too many rounds and is closed to agents',
  task_unlocked: 'an admin opened a locked task again, with the reason',
  ledger_overridden: 'a person approved a task although its proof has gaps, with the reason',
  agent_run_intended: 'an agent is about to be started',
  agent_run_started: 'an agent runs',
  agent_run_ended: 'the program of an agent is over; this says nothing about the task',
  agent_run_stopped: 'somebody asked for a running agent to be ended, with the reason',
  agent_run_lost: 'an agent was running when the console died; what is left of it was ended',
  authentication_failed: 'requests with a missing or wrong token were refused (count: how many of the same kind)',
  policy_loaded: 'a policy came into force; its text is kept under its sha256',
  policy_refused: 'policy.yaml is not valid; the last good policy stays in force',
  policy_denied: 'a tool call was not allowed',
  approval_requested: 'a tool call waits for an approval of exactly these bytes',
  approval_endorsed: 'the first of two people approved a tool call',
  approval_approved: 'a tool call was approved; it may run once',
  approval_denied: 'a tool call was denied by a person, with the reason',
  approval_expired: 'an approval was not given, or not used, in time',
  approval_voided: 'an approval does not hold any more, because what it is bound to changed',
  approval_consumed: 'an approval was used up by a run that is about to begin',
  tool_call_intended: 'a tool is about to run',
  tool_call_done: 'a tool ran to its end',
  tool_call_failed: 'a tool ran and failed',
  tool_call_replayed: 'a repeated call was answered with the recorded outcome',
  tool_call_unknown: 'a tool was running when the console died; what came of it is not known',
  tool_call_cancelled: 'somebody asked for a running tool call to end, with the reason',
  tool_call_resumed: 'a tool call that was running when the console died is taken up where it stood',
  obs_connection_lost: 'OBS Studio cannot be reached any more',
  obs_connection_restored: 'OBS Studio answers',
  obs_recording_lost: 'a recording ended that nobody asked to end; what there is of its file is kept',
  account_connected: 'an operator connected an account of an outside service',
  account_disconnected:
    'an account of an outside service was disconnected, by an operator, by the service, or because it could not be kept',
  evidence_verified: 'packages of evidence were hashed again, with the result',
  evidence_budget_warned: 'the evidence has come near the room that it may take',
  write_conflict:
    'a write to a task or the policy was refused: it had changed, or the write did not say what it was based on',
  ssot_external_change: 'another program added, changed or deleted a file in ssot/',
  webhook_received: 'a verified delivery was claimed; nothing was done yet',
  webhook_applied: 'a claimed delivery was carried out, with its result',
  webhook_replayed: 'a delivery came again and was answered with the recorded result',
  webhook_rejected: 'deliveries were refused; nothing was written (count: how many of the same kind)',
  webhook_failed: 'a claimed delivery could not be carried out; it is kept as a dead letter',
  webhook_replay_requested: 'an admin asked for a delivery to be carried out again',
  webhook_gaps_checked: "the sender's own record of deliveries was compared with what arrived",
  stale_event_rejected: 'an event older than what the task holds was recorded and not applied',
  evidence_kept: 'a package of evidence was written',
  evidence_failed: 'a file that belongs to a request could not be kept as evidence',
  telegram_dedup_hit: 'a Telegram message came again; its task exists already',
  telegram_sender_refused: 'Telegram messages from outside the allow-list were not answered (count: how many)',
  telegram_command_answered: 'a command from Telegram was answered from the task files',
  telegram_card_sent: 'the card of a task or of an approval was sent to Telegram, bound to exactly what it shows',
  telegram_card_withdrawn: 'a card can decide nothing any more: used, expired or replaced',
  telegram_callback_accepted: 'a button of a card was pressed by an operator; the card is used up',
  telegram_callback_refused: 'a button of a card was pressed and refused',
  telegram_reason_asked: 'an operator who rejects from Telegram was asked for the reason',
  telegram_outcome_shown:
    'what became of a task was said in Telegram: in the place of its card, or to whoever asked for it',
  telegram_send_failed: 'a message to Telegram could not be sent',
  telegram_connection_lost: 'Telegram cannot be reached; polling goes on with growing pauses',
  telegram_connection_restored: 'Telegram can be reached again',
  settings_changed: 'an operator changed config.json; the names of what changed are given',
  settings_refused: 'config.json as another program left it is not valid; the last good one holds',
  intake_paused: 'an operator paused the intake: what arrives from outside waits',
  intake_resumed: 'an operator resumed the intake; what waited is carried out',
  desktop_attempt_refused:
    'a page or a link tried what it may not in the desktop window (count: how many of the same kind)',
  desktop_page_lost: 'the page of the desktop window crashed or hung and was loaded again',
  capture_source_chosen: 'an operator chose the screen or window that may be captured',
  update_found: 'a newer version is there; nothing was fetched yet',
  update_installed: 'a newer version was put in place; the one before it was kept',
  update_failed: 'a newer version could not be fetched, verified or put in place',
  sse_client_connected: 'a client opened the event stream',
  sse_client_disconnected: 'a client closed the event stream',
  sse_client_dropped: 'a client that did not read was cut off',
  audit_segment_opened: 'the log was continued in a new file',
  audit_torn_line_set_aside: 'an unfinished last line was moved out of the log',
  audit_tail_resigned: 'lines written after the last signed head, before a crash, were verified and signed',
  audit_verified: 'the whole chain was checked, with the result',
  audit_anchored: 'the signed head was deposited outside of this data root',
  audit_anchor_failed: 'the signed head could not be deposited',
  proof_exported: 'a proof folder was written',
  audit_log_recovered: 'an operator accepted the loss of a log that did not match its signed head',
} as const satisfies Record<string, string>

export type AuditEventType = keyof typeof AUDIT_EVENT_TYPES
export const AuditEventType = z
  .enum(Object.keys(AUDIT_EVENT_TYPES) as [AuditEventType, ...AuditEventType[]])
  .meta({ id: 'AuditEventType' })

/** How many lines are not given because there are too many, by their type. */
export const LinesLeftOut = z
  .record(z.string(), z.int().positive())
  .meta({ id: 'LinesLeftOut', description: 'of which type how many lines are left out because there are too many' })
export type LinesLeftOut = z.infer<typeof LinesLeftOut>

/** One line of `audit/events.jsonl`. `prev_hash` is the sha256 of the exact bytes of the line before, without its line feed. */
export const AuditEvent = z
  .strictObject({
    seq: z.int().positive(),
    ts: Timestamp,
    type: AuditEventType,
    actor: Actor,
    correlation_id: z.string(),
    task_id: z.string().nullable(),
    route: z.string().nullable(),
    status: z.int().nullable(),
    data: JsonObject,
    prev_hash: Sha256,
  })
  .meta({ id: 'AuditEvent' })
export type AuditEvent = z.infer<typeof AuditEvent>

/**
 * `items` are always oldest first, at most 8 MiB of them: there can be fewer than `limit` although there are more. A cursor is null when
 * there is nothing more that way, as far as is known at this moment.
 */
export const AuditPage = z
  .strictObject({
    items: z.array(AuditEvent),
    next_since: z.int().nullable(),
    older_cursor: z.string().nullable().meta({ description: 'pass as cursor: the page before this one' }),
    newer_cursor: z.string().nullable().meta({ description: 'pass as cursor: the page after this one' }),
  })
  .meta({ id: 'AuditPage' })
export type AuditPage = z.infer<typeof AuditPage>

const Bound = z.union([Timestamp, z.coerce.number().int().min(0)]).optional()

export const AuditQuery = z
  .strictObject({
    correlation_id: z.string().max(128).optional(),
    task_id: z.string().max(64).optional(),
    type: AuditEventType.optional(),
    actor: z.string().min(1).max(200).optional().meta({ description: 'sub of the actor, exactly' }),
    since: Bound.meta({ description: 'an instant, or the seq after which to go on' }),
    until: Bound.meta({ description: 'an instant before which, or the seq up to which lines are given' }),
    cursor: z.string().max(200).optional().meta({
      description:
        'older_cursor or newer_cursor of a page, unchanged; newest: the last lines asked for, also with since',
    }),
    requests: z
      .enum(['true', 'false'])
      .default('true')
      .meta({ description: 'false: without lines of type request_served' }),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
  })
  .meta({ id: 'AuditQuery' })
export type AuditQuery = z.infer<typeof AuditQuery>

/** What one correlation id leads to: its lines, oldest first, at most 10,000 and 8 MiB. What is refused or repeated is left out first. */
export const AuditTrail = z
  .strictObject({
    correlation_id: z.string(),
    task_ids: z.array(z.string()),
    events: z.array(AuditEvent),
    truncated: z.boolean().meta({ description: 'true when lines are left out because there are too many' }),
    left_out: LinesLeftOut,
    graph: TrailGraph,
  })
  .meta({ id: 'AuditTrail' })
export type AuditTrail = z.infer<typeof AuditTrail>

/** Signed statement of where the log ends; kept in `audit/head.json`, its key elsewhere. `state` says whether the log was closed in good order. */
export const SignedHead = z
  .strictObject({
    seq: z.int().min(0),
    hash: Sha256,
    prev_hash: Sha256,
    count: z.int().min(0),
    ts: Timestamp,
    state: z.enum(['open', 'closed']),
    key_id: z.string(),
    signature: z
      .string()
      .meta({ description: 'Ed25519 (RFC 8032), base64url, over the canonical JSON (RFC 8785) of the other fields' }),
  })
  .meta({ id: 'SignedHead' })
export type SignedHead = z.infer<typeof SignedHead>
