import * as z from 'zod'
import { Assurance } from './assurance.ts'
import { EvidenceRef, PackageId } from './evidence.ts'
import { CorrelationId, Sha256, TaskId, Timestamp } from './ids.ts'
import { JsonObject } from './json-object.ts'
import { Build, CiStatus, ExternalRef } from './outside-refs.ts'
import { Door } from './scope.ts'

export const Source = z.enum(['telegram', 'github', 'xcode', 'api', 'schedule']).meta({ id: 'Source' })
export type Source = z.infer<typeof Source>

/** Computed by the task engine from the rest of the task; a stored value is never trusted. */
export const TaskStatus = z.enum(['pending', 'needs_review', 'approved', 'rejected']).meta({ id: 'TaskStatus' })
export type TaskStatus = z.infer<typeof TaskStatus>

/** A program that shows whether a criterion is met: exit code 0 says so. Run in the sandbox, in a copy of the workspace, without a network. */
export const CheckCommand = z
  .strictObject({
    argv: z.array(z.string().min(1).max(4000)).min(1).max(64),
    timeout_seconds: z.int().min(1).max(3600).default(120),
  })
  .meta({ id: 'CheckCommand' })
export type CheckCommand = z.infer<typeof CheckCommand>

export const AcceptanceCriterion = z
  .strictObject({
    criterion_id: z.string().min(1).max(64),
    text: z.string().min(1).max(4000),
    check: CheckCommand.optional(),
  })
  .meta({ id: 'AcceptanceCriterion' })
export type AcceptanceCriterion = z.infer<typeof AcceptanceCriterion>

/** What a reviewer found: it points at a criterion and at the work that shows it. */
export const Issue = z
  .strictObject({
    issue_id: z.string().min(1).max(64),
    criterion_ref: z.string().min(1).max(64),
    work_log_ref: z.string().max(256).nullable().default(null),
    text: z.string().max(20_000),
  })
  .meta({ id: 'Issue' })
export type Issue = z.infer<typeof Issue>

export const Verdict = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    comment: z.string().max(4000).nullable().default(null),
    decided_by: z.string().min(1).max(200),
    decided_at: Timestamp,
    door: Door,
  })
  .meta({ id: 'Verdict' })
export type Verdict = z.infer<typeof Verdict>

/**
 * One turn of work: sent out, acknowledged, answered, looked at, judged; or ended without a verdict. The protocol reads these as
 * `ProtocolRound`; what another program wrote otherwise stays as it is and counts for nothing.
 */
export const Round = z
  .strictObject({
    dispatch: JsonObject.nullable().default(null),
    ack: JsonObject.nullable().default(null),
    result: JsonObject.nullable().default(null),
    observed: JsonObject.nullable().default(null),
    verdict: JsonObject.nullable().default(null),
    ended: JsonObject.nullable().default(null),
  })
  .meta({ id: 'Round' })
export type Round = z.infer<typeof Round>

/** What the requester changed afterwards. The first words stay as they were. */
export const Amendment = z
  .strictObject({ amended_at: Timestamp, text: z.string().max(200_000), delivery_id: z.string().max(200) })
  .meta({ id: 'Amendment' })
export type Amendment = z.infer<typeof Amendment>

/** A file that came with a request: fetched into an evidence package, or why not. `file_id` is the sender's name for it. */
export const Attachment = z
  .strictObject({
    attachment_id: z.string().min(1).max(100),
    kind: z.enum(['photo', 'document', 'voice']),
    file_id: z.string().max(300),
    name: z.string().max(300).nullable(),
    media_type: z.string().max(100).nullable(),
    bytes: z.int().min(0).nullable(),
    state: z.enum(['waiting', 'kept', 'refused', 'failed']),
    reason: z.string().max(500).nullable(),
    package_id: PackageId.nullable(),
  })
  .meta({ id: 'Attachment' })
export type Attachment = z.infer<typeof Attachment>

/** One task file, `ssot/<task_id>.json`. Only the first six fields are required of a file written by another program. */
export const Task = z
  .strictObject({
    task_id: TaskId,
    source: Source,
    request_text: z.string().max(200_000),
    created_at: Timestamp,
    correlation_id: CorrelationId,
    status: TaskStatus.default('pending'),
    title: z.string().max(500).default(''),
    updated_at: Timestamp.nullable().default(null),
    acceptance_criteria: z.array(AcceptanceCriterion).max(200).default([]),
    declared_scope: z.array(z.string().max(1000)).max(200).default([]),
    allow_external_publish: z.boolean().default(false),
    admin_approved: z.boolean().default(false),
    ci_status: CiStatus.nullable().default(null),
    chat_id: z
      .union([z.int(), z.string().max(100)])
      .nullable()
      .default(null),
    message_id: z.int().nullable().default(null),
    external_ref: ExternalRef.nullable().default(null),
    assurance: Assurance.default('none'),
    requested_by: z.string().max(200).nullable().default(null),
    build: Build.nullable().default(null),
    amendments: z.array(Amendment).max(1000).default([]),
    attachments: z.array(Attachment).max(100).default([]),
    evidence: z.array(EvidenceRef).max(1000).default([]),
    rounds: z.array(Round).max(1000).default([]),
    locks: z.array(JsonObject).max(100).default([]).meta({ description: 'ProtocolLock; the last one may hold' }),
    verdict: Verdict.nullable().default(null),
    issues: z.array(Issue).max(1000).default([]),
    version: z.int().positive().default(1),
  })
  .meta({ id: 'Task' })
export type Task = z.infer<typeof Task>

/** A task as it is read: with its computed status and the sha256 of its stored bytes. */
export const TaskDetail = z.strictObject({ ...Task.shape, base_sha: Sha256 }).meta({ id: 'TaskDetail' })
export type TaskDetail = z.infer<typeof TaskDetail>

export const ListedStatus = z.enum([...TaskStatus.options, 'invalid']).meta({ id: 'ListedStatus' })
export type ListedStatus = z.infer<typeof ListedStatus>

/** A row of the list. A file that cannot be read as a task is a row too: status `invalid`, with the reason. */
export const TaskSummary = z
  .strictObject({
    task_id: z.string(),
    status: ListedStatus,
    source: Source.nullable(),
    assurance: Assurance.nullable(),
    title: z.string(),
    amended: z.boolean().meta({ description: 'the requester changed the words afterwards' }),
    correlation_id: z.string().nullable(),
    created_at: Timestamp,
    updated_at: Timestamp,
    ci_state: CiStatus.shape.state.nullable(),
    external: z.string().nullable(),
    version: z.int().nullable(),
    base_sha: Sha256,
    invalid_reason: z.string().nullable(),
  })
  .meta({ id: 'TaskSummary' })
export type TaskSummary = z.infer<typeof TaskSummary>

export const TaskPage = z
  .strictObject({ items: z.array(TaskSummary), next_cursor: z.string().nullable() })
  .meta({ id: 'TaskPage' })
export type TaskPage = z.infer<typeof TaskPage>

/** What a client gives to make a task; everything else is filled in by the console. */
export const CreateTask = z
  .strictObject({
    task_id: TaskId.optional(),
    source: z.enum(['api', 'schedule']).default('api'),
    title: z.string().min(1).max(500).optional(),
    request_text: z.string().min(1).max(200_000),
    acceptance_criteria: Task.shape.acceptance_criteria,
    declared_scope: Task.shape.declared_scope,
    allow_external_publish: z.boolean().default(false),
  })
  .meta({ id: 'CreateTask' })
export type CreateTask = z.infer<typeof CreateTask>

export const Decision = z
  .strictObject({
    comment: z.string().max(4000).optional(),
    base_sha: Sha256.optional(),
    override_reason: z.string().trim().min(10).max(4000).optional().meta({
      description:
        'why the task is approved although its ledger is not VERIFIED or files outside its scope were touched',
    }),
  })
  .meta({ id: 'Decision' })
export type Decision = z.infer<typeof Decision>

export const TaskQuery = z
  .strictObject({
    status: ListedStatus.optional(),
    source: Source.optional(),
    q: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    cursor: z.string().max(2000).optional(),
  })
  .meta({ id: 'TaskQuery' })
export type TaskQuery = z.infer<typeof TaskQuery>
