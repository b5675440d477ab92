import * as z from 'zod'
import { EvidenceRef } from './evidence.ts'
import { CorrelationId, Sha256, TaskId, Timestamp } from './ids.ts'
import { JsonObject } from './json-object.ts'

/** What a call can do to the world, mildest first. */
export const SideEffectLevel = z
  .enum(['read_only', 'local_write', 'external_notify', 'external_publish'])
  .meta({ id: 'SideEffectLevel' })
export type SideEffectLevel = z.infer<typeof SideEffectLevel>

export const ToolName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, 'a tool name is like time.now')
  .meta({ id: 'ToolName', example: 'file.publish_dry_run' })
export type ToolName = z.infer<typeof ToolName>

/** The caller's own name for one attempt: the same key with the same call is carried out once. */
export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{7,127}$/, 'an idempotency key is 8 to 128 of letters, digits and _.:-')
  .meta({ id: 'IdempotencyKey', example: 'run-7:publish-1' })

/** A tool call as an agent sends it. The declared level may not be below the tool's own. */
export const ToolCall = z
  .strictObject({
    tool: ToolName,
    args: JsonObject,
    side_effect_level: SideEffectLevel,
    task_id: TaskId,
    correlation_id: CorrelationId,
    idempotency_key: IdempotencyKey,
  })
  .meta({ id: 'ToolCall' })
export type ToolCall = z.infer<typeof ToolCall>

/** Why a call came to nothing, for a program and for a person. */
export const ToolFailure = z
  .strictObject({
    error_code: z.string().max(64),
    detail: z.string().max(4000),
    remediation_hint: z.string().max(1000),
  })
  .meta({ id: 'ToolFailure' })
export type ToolFailure = z.infer<typeof ToolFailure>

/** `running`: begun, no outcome yet; `unknown`: begun before a crash, so that nobody knows; it is never run again by itself. */
export const ToolCallState = z.enum(['denied', 'running', 'done', 'failed', 'unknown']).meta({ id: 'ToolCallState' })
export type ToolCallState = z.infer<typeof ToolCallState>

/**
 * One attempt as it was recorded. `subject_sha256`: of the canonical JSON (RFC 8785) of the call without its idempotency key. Of a denied
 * call to publish that cannot be read: of the bytes as they came; members that could not be read are `-`.
 */
export const ToolRun = z
  .strictObject({
    call_id: z.string(),
    tool: z.string(),
    side_effect_level: SideEffectLevel,
    task_id: z.string(),
    correlation_id: z.string(),
    idempotency_key: z.string(),
    subject_sha256: Sha256,
    subject: z.string().meta({
      description:
        'the canonical JSON itself; of a denied call that is too large or cannot be read, its first 4096 characters',
    }),
    requested_by: z.string(),
    state: ToolCallState,
    rule: z
      .string()
      .nullable()
      .meta({ description: 'policy rule that decided, null for a hard denial or the default' }),
    reason: z.string().nullable(),
    approval_id: z.string().nullable(),
    policy_sha256: Sha256,
    result: JsonObject.nullable(),
    failure: ToolFailure.nullable(),
    evidence: z.array(EvidenceRef),
    started_at: Timestamp,
    finished_at: Timestamp.nullable(),
    replayed: z.boolean().meta({ description: 'true when this answers a repeated call with the first outcome' }),
  })
  .meta({ id: 'ToolRun' })
export type ToolRun = z.infer<typeof ToolRun>

export const ToolRunPage = z
  .strictObject({ items: z.array(ToolRun), next_cursor: z.string().nullable() })
  .meta({ id: 'ToolRunPage' })
export type ToolRunPage = z.infer<typeof ToolRunPage>

export const ToolRunQuery = z
  .strictObject({
    task_id: z.string().max(64).optional(),
    tool: ToolName.optional(),
    state: ToolCallState.optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(200).optional(),
  })
  .meta({ id: 'ToolRunQuery' })
export type ToolRunQuery = z.infer<typeof ToolRunQuery>

/**
 * What is known of the outside thing that a tool needs. `off`: not configured; `unavailable`: configured and not there; `unknown`: not
 * asked yet. `source` says how it is known and `checked_at` when: nothing is shown without its age.
 */
export const ToolStatus = z
  .strictObject({
    state: z.enum(['ready', 'off', 'unavailable', 'unknown']),
    detail: z.string().max(1000),
    remediation_hint: z.string().max(1000).nullable(),
    source: z.string().max(200),
    checked_at: Timestamp.nullable(),
  })
  .meta({ id: 'ToolStatus' })
export type ToolStatus = z.infer<typeof ToolStatus>

/** What came of the newest call of a tool, whoever made it; refused ones too. */
export const LastToolRun = ToolRun.pick({ call_id: true, state: true, started_at: true, finished_at: true }).meta({
  id: 'LastToolRun',
})
export type LastToolRun = z.infer<typeof LastToolRun>

/**
 * A tool that can be called here. `args_schema`: JSON Schema (2020-12); `args_example`: arguments that it takes, to begin with.
 * `timeout_ms`: the longest that it may run. `last_run`: null when it was never called.
 */
export const ToolInfo = z
  .strictObject({
    tool: ToolName,
    title: z.string(),
    description: z.string(),
    side_effect_level: SideEffectLevel,
    args_schema: JsonObject,
    args_example: JsonObject,
    timeout_ms: z.int().positive(),
    status: ToolStatus,
    last_run: LastToolRun.nullable(),
  })
  .meta({ id: 'ToolInfo' })
export type ToolInfo = z.infer<typeof ToolInfo>

export const ToolList = z.strictObject({ items: z.array(ToolInfo) }).meta({ id: 'ToolList' })
export type ToolList = z.infer<typeof ToolList>

/** Of `call_id`. `fraction` from 0 to 1; null when nobody can tell how much is left. */
export const ToolProgress = z
  .strictObject({
    call_id: z.string(),
    tool: ToolName,
    fraction: z.number().min(0).max(1).nullable(),
    words: z.string().max(200),
  })
  .meta({ id: 'ToolProgress' })
export type ToolProgress = z.infer<typeof ToolProgress>

/** Why a running call shall end. */
export const CancelToolCall = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'CancelToolCall' })
export type CancelToolCall = z.infer<typeof CancelToolCall>
