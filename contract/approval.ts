import * as z from 'zod'
import { Sha256, Timestamp } from './ids.ts'
import { Door } from './scope.ts'
import { SideEffectLevel } from './tool.ts'

/**
 * `pending`: waits for a person; `approved`: may run once, when `usable_from` has come and until `expires_at`; the others are final.
 * `voided`: what was approved is not what there is any more; `void_reason` says what differs.
 */
export const ApprovalState = z
  .enum(['pending', 'approved', 'consumed', 'denied', 'expired', 'voided'])
  .meta({ id: 'ApprovalState' })
export type ApprovalState = z.infer<typeof ApprovalState>

/** One person's yes or no. */
export const ApprovalVote = z
  .strictObject({ decision: z.enum(['approve', 'deny']), by: z.string(), door: Door, at: Timestamp })
  .meta({ id: 'ApprovalVote' })
export type ApprovalVote = z.infer<typeof ApprovalVote>

/** What the approval is bound to besides the call: a change of any of it voids the approval. */
export const ApprovalBinding = z
  .strictObject({
    task_version: z.int().positive(),
    task_sha256: Sha256.meta({
      description: 'the stored bytes of the task (base_sha) when the approval was asked for',
    }),
    policy_sha256: Sha256,
    rule: z.string().nullable(),
  })
  .meta({ id: 'ApprovalBinding' })
export type ApprovalBinding = z.infer<typeof ApprovalBinding>

export const VoidCause = z.enum(['args_changed', 'task_changed', 'policy_changed', 'restart', 'error'])
export type VoidCause = z.infer<typeof VoidCause>

/** Why an approval does not hold any more: the value before and the value now of each thing that differs. */
export const ApprovalVoid = z
  .strictObject({
    cause: VoidCause,
    at: Timestamp,
    differences: z.array(z.strictObject({ path: z.string(), before: z.string(), after: z.string() })).max(100),
  })
  .meta({ id: 'ApprovalVoid' })
export type ApprovalVoid = z.infer<typeof ApprovalVoid>

/**
 * A call that waits for a countersignature, or what became of it. `subject` is the canonical JSON (RFC 8785) of tool, args,
 * side_effect_level, task_id and correlation_id: the very bytes that are shown, hashed and run. `action_sha256` leaves task_id and
 * correlation_id out: approvals of the same action for several tasks have it in common.
 */
export const Approval = z
  .strictObject({
    approval_id: z.string().regex(/^ap-[0-9a-f]{16}$/),
    subject: z.string(),
    subject_sha256: Sha256,
    action_sha256: Sha256,
    what: z.string().meta({ description: 'one line for a list; the subject decides' }),
    tool: z.string(),
    side_effect_level: SideEffectLevel,
    task_id: z.string(),
    correlation_id: z.string(),
    requested_by: z.string(),
    bound_to: ApprovalBinding,
    state: ApprovalState,
    created_at: Timestamp,
    expires_at: Timestamp,
    needed: z.int().min(1).max(2).meta({ description: 'how many people must approve' }),
    votes: z.array(ApprovalVote),
    usable_from: Timestamp.nullable().meta({ description: 'end of the cool-off; null until it is approved' }),
    decided_by: z.string().nullable(),
    door: Door.nullable(),
    decided_at: Timestamp.nullable(),
    reason: z.string().nullable().meta({ description: 'of a denial' }),
    refused_until: Timestamp.nullable().meta({
      description: 'the identical call is refused until then, after a denial',
    }),
    voided: ApprovalVoid.nullable(),
    consumed_at: Timestamp.nullable(),
    call_id: z.string().nullable().meta({ description: 'the run that used it' }),
  })
  .meta({ id: 'Approval' })
export type Approval = z.infer<typeof Approval>

export const ApprovalPage = z
  .strictObject({ items: z.array(Approval), next_cursor: z.string().nullable(), now: Timestamp })
  .meta({ id: 'ApprovalPage' })
export type ApprovalPage = z.infer<typeof ApprovalPage>

export const ApprovalQuery = z
  .strictObject({
    state: ApprovalState.optional(),
    task_id: z.string().max(64).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(200).optional(),
  })
  .meta({ id: 'ApprovalQuery' })
export type ApprovalQuery = z.infer<typeof ApprovalQuery>

/** `subject_sha256`: of what the person was shown. Another one is refused. */
export const ApproveApproval = z.strictObject({ subject_sha256: Sha256 }).meta({ id: 'ApproveApproval' })
export type ApproveApproval = z.infer<typeof ApproveApproval>

export const DenyApproval = z
  .strictObject({ subject_sha256: Sha256, reason: z.string().trim().min(1).max(2000) })
  .meta({ id: 'DenyApproval' })
export type DenyApproval = z.infer<typeof DenyApproval>

/** Several at once, only when all are the same action. */
export const DecideApprovals = z
  .strictObject({
    decision: z.enum(['approve', 'deny']),
    reason: z.string().trim().min(1).max(2000).optional(),
    action_sha256: Sha256,
    items: z
      .array(z.strictObject({ approval_id: z.string().max(40), subject_sha256: Sha256 }))
      .min(1)
      .max(50),
  })
  .meta({ id: 'DecideApprovals' })
export type DecideApprovals = z.infer<typeof DecideApprovals>

export const DecidedApprovals = z
  .strictObject({
    items: z.array(Approval),
    refused: z.array(z.strictObject({ approval_id: z.string(), error_code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'DecidedApprovals' })
export type DecidedApprovals = z.infer<typeof DecidedApprovals>
