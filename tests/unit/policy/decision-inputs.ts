import type { Approval } from '../../../contract/approval.ts'
import { Policy, type PolicyRule } from '../../../contract/policy.ts'
import { Task } from '../../../contract/task.ts'
import type { ToolCall } from '../../../contract/tool.ts'
import { builtInPolicy } from '../../../main/core/policy/built-in-policy.ts'
import type { DecisionInput } from '../../../main/core/policy/policy-decision.ts'
import { subjectOf } from '../../../main/core/policy/subject.ts'

const NOW_MS = Date.parse('2026-01-31T10:00:00.000Z')

/** The instant so many seconds from now. */
export const inSeconds = (seconds: number): string => new Date(NOW_MS + seconds * 1000).toISOString()

export function publishCall(changed: Partial<ToolCall> = {}): ToolCall {
  return {
    tool: 'file.publish_dry_run',
    args: { title: 'News', body: 'All well.', target: 'blog' },
    side_effect_level: 'external_publish',
    task_id: 't1',
    correlation_id: 'c1',
    idempotency_key: 'run-1:publish',
    ...changed,
  } as ToolCall
}

export function taskOf(changed: Partial<Task> = {}): Task {
  const required = { task_id: 't1', source: 'api', request_text: 'Publish', correlation_id: 'c1' }
  return { ...Task.parse({ ...required, created_at: inSeconds(-60), allow_external_publish: true }), ...changed }
}

const VERDICT = { comment: null, decided_by: 'operator', decided_at: inSeconds(-30), door: 'console' as const }

export const APPROVED_TASK: Partial<Task> = { status: 'approved', verdict: { ...VERDICT, decision: 'approve' } }
export const REJECTED_TASK: Partial<Task> = { status: 'rejected', verdict: { ...VERDICT, decision: 'reject' } }

export function approvalOf(call: ToolCall, changed: Partial<Approval> = {}): Approval {
  return {
    ...{ approval_id: 'ap-0123456789abcdef', ...subjectOf(call), what: 'Publish', tool: call.tool },
    ...{ side_effect_level: call.side_effect_level, task_id: call.task_id, correlation_id: call.correlation_id },
    requested_by: 'agent',
    bound_to: {
      task_version: 1,
      task_sha256: subjectOf(call).subject_sha256,
      policy_sha256: 'f'.repeat(64),
      rule: 'effects',
    },
    ...{ state: 'approved', created_at: inSeconds(-60), expires_at: inSeconds(60), needed: 1 },
    votes: [{ decision: 'approve', by: 'operator', door: 'console', at: inSeconds(-30) }],
    ...{ usable_from: inSeconds(-30), decided_by: 'operator', door: 'console', decided_at: inSeconds(-30) },
    ...{ reason: null, refused_until: null, voided: null, consumed_at: null, call_id: null },
    ...changed,
  } as Approval
}

export function policyOf(rules: readonly Partial<PolicyRule>[], approvals: object = {}): Policy {
  return Policy.parse({ version: 1, approvals, rules: rules.map((rule, i) => ({ id: `r${i}`, match: {}, ...rule })) })
}

export function inputOf(changed: Partial<DecisionInput> = {}): DecisionInput {
  return {
    call: publishCall(),
    actor: { sub: 'agent', scopes: ['tool_runner'], door: 'http' },
    tool_level: 'external_publish',
    args_problem: null,
    task: taskOf(),
    policy: builtInPolicy(),
    approval: null,
    now_ms: NOW_MS,
    ...changed,
  }
}
