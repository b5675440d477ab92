import type { Approval } from '../../../contract/approval.ts'
import type { Policy } from '../../../contract/policy.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { Task } from '../../../contract/task.ts'
import type { SideEffectLevel, ToolCall } from '../../../contract/tool.ts'

/** Everything that a decision depends on. */
export interface DecisionInput {
  readonly call: ToolCall
  readonly actor: Actor
  /** The tool's own level; null when there is no such tool. */
  readonly tool_level: SideEffectLevel | null
  /** Why the arguments are not valid; null when they are. */
  readonly args_problem: string | null
  /** Null when there is no valid task of this id. */
  readonly task: Task | null
  readonly policy: Policy
  /** The newest approval of exactly this call (same subject_sha256) that still holds at `now_ms`, whatever its state; null when there is none. */
  readonly approval: Approval | null
  readonly now_ms: number
}

/** What an approval of this call needs. */
export interface ApprovalTerms {
  readonly people: 1 | 2
  readonly expires_seconds: number
  readonly cool_off_seconds: number
}

/** Names of few, for programs; `reason` is for people. */
export type DenialCode =
  | 'unknown_tool'
  | 'args_invalid'
  | 'level_below_tool'
  | 'task_missing'
  | 'task_rejected'
  | 'correlation_mismatch'
  | 'publish_not_allowed'
  | 'denied_by_rule'
  | 'denied_by_default'
  | 'denied_by_person'
  | 'approval_pending'
  | 'approval_needed'
  | 'approval_cooling_off'

/** `ask`: a person can approve it. `hard`: no rule and no person can. `rule`: id of the rule that decided; null for a hard denial or the default. */
export type PolicyDecision =
  | { readonly effect: 'allow'; readonly rule: string | null; readonly approval_id: string | null }
  | {
      readonly effect: 'ask'
      readonly rule: string | null
      readonly terms: ApprovalTerms
      readonly code: Extract<DenialCode, `approval_${string}`>
      readonly reason: string
      readonly approval_id: string | null
    }
  | {
      readonly effect: 'deny'
      readonly rule: string | null
      readonly hard: boolean
      readonly code: DenialCode
      readonly reason: string
    }
