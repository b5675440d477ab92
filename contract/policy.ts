import * as z from 'zod'
import { Assurance } from './assurance.ts'
import { Sha256, Timestamp } from './ids.ts'
import { Source } from './task.ts'
import { SideEffectLevel } from './tool.ts'

const Seconds = z
  .int()
  .min(0)
  .max(30 * 86_400)

/** A tool name, or the beginning of one with `.*`, or `*`. */
const ToolPattern = z
  .string()
  .max(66)
  .regex(/^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)$/)

/** What a call must be like: every given member must hold; a member that is left out holds of everything. */
export const RuleMatch = z
  .strictObject({
    tools: z.array(ToolPattern).min(1).max(100).optional(),
    levels: z.array(SideEffectLevel).min(1).optional(),
    sources: z.array(Source).min(1).optional(),
    assurance: z.array(Assurance).min(1).optional(),
    actors: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
    task_approved: z.boolean().optional(),
  })
  .meta({ id: 'RuleMatch' })
export type RuleMatch = z.infer<typeof RuleMatch>

export const PolicyRule = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a rule id is 1 to 64 of a-z, 0-9, - and _'),
    description: z.string().max(500).default(''),
    match: RuleMatch,
    effect: z.enum(['allow', 'ask', 'deny']),
    approvals: z.int().min(1).max(2).optional().meta({ description: 'how many people; only with ask' }),
    expires_seconds: Seconds.min(10).optional(),
    cool_off_seconds: Seconds.optional(),
  })
  .meta({ id: 'PolicyRule' })
export type PolicyRule = z.infer<typeof PolicyRule>

const PerLevel = <S extends z.ZodType>(value: S) =>
  z.strictObject({ local_write: value, external_notify: value, external_publish: value, read_only: value }).partial()

/** How long approvals live and what they need, by side-effect level; a rule may say otherwise for itself. */
export const ApprovalSettings = z
  .strictObject({
    expires_seconds: PerLevel(Seconds.min(10)).default({}),
    people: PerLevel(z.int().min(1).max(2)).default({}),
    cool_off_seconds: PerLevel(Seconds).default({}),
    denial_cool_down_seconds: Seconds.default(600),
  })
  .meta({ id: 'ApprovalSettings' })
export type ApprovalSettings = z.infer<typeof ApprovalSettings>

/** `policy.yaml`. The first rule that matches decides; when none does, the call is denied. */
export const Policy = z
  .strictObject({
    version: z.literal(1),
    approvals: ApprovalSettings.prefault({}),
    final_approval: z.enum(['person', 'reviewer']).default('person').meta({
      description:
        "who approves a task after the reviewer's verdict; reviewer: only when its ledger is VERIFIED and nothing is out of scope",
    }),
    rules: z.array(PolicyRule).max(500),
  })
  .meta({ id: 'Policy' })
export type Policy = z.infer<typeof Policy>

export const LintFinding = z
  .strictObject({
    kind: z.enum(['dead', 'shadowed', 'over_broad', 'contradicts_hard_denial', 'unknown_tool', 'duplicate_id']),
    rule: z.string(),
    by: z.string().nullable().meta({ description: 'the rule that stands in its way' }),
    detail: z.string(),
  })
  .meta({ id: 'LintFinding' })
export type LintFinding = z.infer<typeof LintFinding>

/** The policy in force. `text` is the file as it stands, or the built-in one. */
export const PolicyView = z
  .strictObject({
    sha256: Sha256,
    origin: z.enum(['built_in', 'file']),
    path: z.string(),
    loaded_at: Timestamp,
    text: z.string(),
    policy: Policy,
    lint: z.array(LintFinding),
    refused: z
      .strictObject({
        sha256: Sha256.nullable().meta({ description: 'null when there is no plain file to read' }),
        at: Timestamp,
        reason: z.string(),
      })
      .nullable()
      .meta({ description: 'the file as it stands now is not valid: the last good one is in force' }),
  })
  .meta({ id: 'PolicyView' })
export type PolicyView = z.infer<typeof PolicyView>

export const PolicyText = z.strictObject({ text: z.string().max(200_000) }).meta({ id: 'PolicyText' })
export type PolicyText = z.infer<typeof PolicyText>

/** `base_sha`: sha256 of the policy that was in force when the change was written. Without it nothing is saved (428). */
export const SavePolicy = z
  .strictObject({ text: z.string().max(200_000), base_sha: Sha256.optional() })
  .meta({ id: 'SavePolicy' })
export type SavePolicy = z.infer<typeof SavePolicy>

/** Decision on one recorded call, under the policy in force and under the changed one. */
export const SimulatedChange = z
  .strictObject({
    call_id: z.string(),
    at: Timestamp,
    tool: z.string(),
    side_effect_level: SideEffectLevel,
    task_id: z.string(),
    before: z.strictObject({
      effect: z.enum(['allow', 'ask', 'deny']),
      rule: z.string().nullable(),
      reason: z.string(),
    }),
    after: z.strictObject({
      effect: z.enum(['allow', 'ask', 'deny']),
      rule: z.string().nullable(),
      reason: z.string(),
    }),
  })
  .meta({ id: 'SimulatedChange' })
export type SimulatedChange = z.infer<typeof SimulatedChange>

export const PolicySimulation = z
  .strictObject({
    valid: z.boolean(),
    problem: z.string().nullable().meta({ description: 'why it is not valid, with line and column' }),
    sha256: Sha256,
    lint: z.array(LintFinding),
    calls: z.int().meta({ description: 'recorded calls that were decided anew' }),
    changes: z.array(SimulatedChange),
    more: z.int().meta({ description: 'changes beyond the 500 given' }),
  })
  .meta({ id: 'PolicySimulation' })
export type PolicySimulation = z.infer<typeof PolicySimulation>
