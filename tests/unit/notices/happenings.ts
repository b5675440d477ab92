import type { Approval } from '../../../contract/approval.ts'
import type { ChainState } from '../../../contract/audit-chain.ts'
import type { PushedEvent } from '../../../contract/events.ts'
import { Sha256 } from '../../../contract/ids.ts'
import type { SourceState } from '../../../contract/system.ts'
import type { TaskSummary } from '../../../contract/task.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import type { Happened } from '../../../main/core/notices/notice-of-event.ts'

export const NOW = '2026-01-31T09:30:00.000Z'
const SHA = Sha256.parse('a'.repeat(64))
const OTHER_CALL = 'req-1'
/** What the window's own calls are called. */
export const OWN_CALL = 'desktop-1'
/** Who sits at the desktop. */
export const ANNA = { sub: 'operator:anna', isOwnCall: (id: string) => id === OWN_CALL }

const base = (task_id: string) => ({ seq: 7, ts: NOW, correlation_id: OTHER_CALL, task_id })

export function summary(task_id: string, changes: Partial<TaskSummary>): TaskSummary {
  return {
    ...{ task_id, status: 'pending', source: 'github', assurance: 'none', title: `Request ${task_id}`, amended: false },
    ...{ correlation_id: 'c', created_at: NOW, updated_at: NOW, ci_state: null, external: null, version: 1 },
    ...{ base_sha: SHA, invalid_reason: null, ...changes },
  }
}

type TaskName =
  | ('task_created' | 'task_updated' | 'task_amended' | 'task_approved' | 'task_rejected')
  | ('task_dispatched' | 'task_locked' | 'task_unlocked')
export const task = (name: TaskName, task_id: string, changes: Partial<TaskSummary> = {}): Happened => ({
  ...{ name, payload: { ...base(task_id), task: summary(task_id, changes) } },
})

/** The same event as the outcome of a call made in the window. */
export const inTheWindow = (event: Happened): Happened =>
  ({ ...event, payload: { ...event.payload, correlation_id: OWN_CALL } }) as Happened

export const fileChange = (change: 'added' | 'changed' | 'deleted', of: TaskSummary | null): Happened => ({
  ...{ name: 'ssot_external_change', payload: { ...base(of?.task_id ?? 't1'), change, task: of } },
})

/** The protocol of a task moved on by this step. */
export const protocol = (
  task_id: string,
  step: PushedEvent<'protocol_changed'>['step'],
  reason: PushedEvent<'protocol_changed'>['reason'] = null,
): Happened => ({
  ...{ name: 'protocol_changed', payload: { ...base(task_id), round: 2, step, reason } },
})

export const approvalId = (number: number): string => `ap-${String(number).padStart(16, '0')}`

type ApprovalName =
  | ('approval_requested' | 'approval_endorsed' | 'approval_approved' | 'approval_denied')
  | ('approval_expired' | 'approval_voided' | 'approval_consumed')
export function approval(name: ApprovalName, number: number, changes: Partial<Approval> = {}): Happened {
  const one: Approval = {
    ...{ approval_id: approvalId(number), subject: '{}', subject_sha256: SHA, action_sha256: SHA },
    ...{ what: `Publish number ${number}`, tool: 'file.publish', side_effect_level: 'external_publish' },
    ...{ task_id: 't1', correlation_id: 'c', requested_by: 'agent', state: 'pending', created_at: NOW },
    ...{ expires_at: NOW, needed: 1, votes: [], usable_from: null, decided_by: null, door: null, decided_at: null },
    ...{ reason: null, refused_until: null, voided: null, consumed_at: null, call_id: null },
    bound_to: { task_version: 1, task_sha256: SHA, policy_sha256: SHA, rule: null },
    ...changes,
  }
  return { name, payload: { ...base('t1'), approval: one } }
}

type RunName = 'tool_call_intended' | 'tool_call_done' | 'tool_call_failed' | 'tool_call_unknown' | 'policy_denied'
export function run(name: RunName, call_id: string, changes: Partial<ToolRun> = {}): Happened {
  const one: ToolRun = {
    ...{ call_id, tool: 'file.publish', side_effect_level: 'external_publish', task_id: 't1', correlation_id: 'c' },
    ...{ idempotency_key: 'k'.repeat(8), subject_sha256: SHA, subject: '{}', requested_by: 'agent', state: 'failed' },
    ...{ rule: null, reason: null, approval_id: null, policy_sha256: SHA, result: null, failure: null, evidence: [] },
    ...{ started_at: NOW, finished_at: NOW, replayed: false, ...changes },
  }
  return { name, payload: { ...base('t1'), run: one } }
}

export const delivery = (delivery_id: string): Happened => ({
  name: 'webhook_failed',
  payload: { seq: 7, ts: NOW, correlation_id: 'c', source: 'github', event: 'issues.opened', delivery_id },
})

export function source(state: SourceState['state'], since: string, reason: string | null = 'no answer'): Happened {
  const one: SourceState = {
    ...{ source: 'telegram', state, reason, assurance: 'none', ways: ['long polling'], since, contact_at: null },
  }
  return { name: 'source_changed', payload: { seq: 7, ts: NOW, correlation_id: 'telegram', source: one } }
}

export function chain(state: ChainState['state'], tampering: ChainState['tampering'] = null): Happened {
  const known: ChainState = {
    ...{ state, last_state: 'ok', last_verified_at: NOW, verified_seq: 1, lines: 1, seconds: 1, progress: null },
    ...{ tampering, failure: null, next_at: null, anchors: [] },
    head: { seq: 1, signed_seq: 1, hash: SHA, key_id: 'k', key_fingerprint: SHA },
  }
  return { name: 'chain_changed', payload: { seq: 7, ts: NOW, correlation_id: 'c', chain: known } }
}
