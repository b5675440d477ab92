import * as z from 'zod'
import { AgentName } from './agent-name.ts'
import { EvidenceRef } from './evidence.ts'
import { Sha256, Timestamp } from './ids.ts'
import { JsonValue } from './json-object.ts'
import { AcceptanceCriterion, Issue } from './task.ts'

/** Name of one dispatch: what every later message of the round must bear. */
export const DispatchId = z
  .string()
  .regex(/^[a-z0-9]{8,40}$/)
  .brand<'DispatchId'>()
  .meta({ id: 'DispatchId', example: '9f2c4e1ab03d' })
export type DispatchId = z.infer<typeof DispatchId>

/** Files that may be touched: a path, a folder that ends with /, or a pattern with `*`, `**` and `?`. */
export const DeclaredScope = z.array(z.string().min(1).max(1000)).max(200)

/**
 * Work given to an executor, as the task file holds it. Issues are those of the verdict before, byte for byte. `agent` and `reviewer` null:
 * somebody with a token for this task, whom the console does not start.
 */
export const Dispatch = z
  .strictObject({
    dispatch_id: DispatchId,
    round: z.int().min(1).max(1000),
    agent: AgentName.nullable(),
    reviewer: AgentName.nullable(),
    acceptance_criteria: z.array(AcceptanceCriterion).min(1).max(200),
    declared_scope: DeclaredScope,
    request_sha256: Sha256.meta({
      description: 'of what was asked: title, latest words, files, and the commit that the task is about',
    }),
    issues: z.array(Issue).max(1000),
    dispatched_at: Timestamp,
    dispatched_by: z.string().min(1).max(200),
    ack_by: Timestamp.meta({ description: 'the echo must be here by then' }),
    deadline: Timestamp.meta({ description: 'the result must be here by then' }),
    review_seconds: z.int().min(1).meta({ description: 'how long the verdict may take after the result' }),
    heartbeat_seconds: z.int().min(1).meta({ description: 'the longest silence before a warning' }),
  })
  .meta({ id: 'Dispatch' })
export type Dispatch = z.infer<typeof Dispatch>

/** The echo: what the executor says that it was asked to do, item by item. Compared as canonical JSON (RFC 8785). */
export const AckEcho = z
  .strictObject({
    dispatch_id: DispatchId,
    acceptance_criteria: z.array(JsonValue).max(400),
    declared_scope: z.array(JsonValue).max(400),
  })
  .meta({ id: 'AckEcho' })
export type AckEcho = z.infer<typeof AckEcho>

export const Ack = z
  .strictObject({ dispatch_id: DispatchId, echo_sha256: Sha256, acked_at: Timestamp, acked_by: z.string().max(200) })
  .meta({ id: 'Ack', description: 'an echo that was equal, byte for byte; echo_sha256: of its canonical JSON' })
export type Ack = z.infer<typeof Ack>

/** Where an echo differs from what was dispatched. `expected` and `given`: canonical JSON, cut to 2000 characters; null: not there. */
export const EchoDifference = z
  .strictObject({ path: z.string().max(300), expected: z.string().nullable(), given: z.string().nullable() })
  .meta({ id: 'EchoDifference' })
export type EchoDifference = z.infer<typeof EchoDifference>

export const Heartbeat = z
  .strictObject({ dispatch_id: DispatchId, note: z.string().max(500).default('') })
  .meta({ id: 'Heartbeat' })
export type Heartbeat = z.infer<typeof Heartbeat>

export const HeartbeatTaken = z
  .strictObject({ dispatch_id: DispatchId, at: Timestamp, next_by: Timestamp })
  .meta({ id: 'HeartbeatTaken' })
export type HeartbeatTaken = z.infer<typeof HeartbeatTaken>

/** One step of work, as the executor reports it. */
export const WorkLogEntry = z
  .strictObject({
    entry_id: z.string().min(1).max(64),
    started_at: Timestamp,
    finished_at: Timestamp.nullable().default(null),
    text: z.string().max(8000).default(''),
    command: z.string().max(8000).nullable().default(null),
    exit_code: z.int().nullable().default(null),
    files: z.array(z.string().max(1000)).max(1000).default([]),
  })
  .meta({ id: 'WorkLogEntry' })
export type WorkLogEntry = z.infer<typeof WorkLogEntry>

/** What the executor says of one criterion; words of the executor, never proof. */
export const Claim = z
  .strictObject({
    criterion_ref: z.string().min(1).max(64),
    met: z.boolean(),
    text: z.string().max(8000).default(''),
    work_log_refs: z.array(z.string().min(1).max(64)).max(200).default([]),
  })
  .meta({ id: 'Claim' })
export type Claim = z.infer<typeof Claim>

/** What the executor says that it changed. `patch`: unified diff. Words of the executor; the console looks for itself. */
export const DiffSnapshot = z
  .strictObject({ files: z.array(z.string().min(1).max(1000)).max(5000), patch: z.string().max(1_000_000).default('') })
  .meta({ id: 'DiffSnapshot' })
export type DiffSnapshot = z.infer<typeof DiffSnapshot>

/** `artifacts`: packages of evidence of this very task. */
export const TaskResult = z
  .strictObject({
    dispatch_id: DispatchId,
    summary: z.string().max(20_000).default(''),
    work_log: z.array(WorkLogEntry).min(1).max(1000),
    diff_snapshot: DiffSnapshot.nullable().default(null),
    claims: z.array(Claim).max(200).default([]),
    artifacts: z.array(EvidenceRef).max(200).default([]),
  })
  .meta({ id: 'TaskResult' })
export type TaskResult = z.infer<typeof TaskResult>

/** A result as the task file holds it: without the patch, which is evidence of its own. */
export const StoredResult = z
  .strictObject({
    ...TaskResult.omit({ diff_snapshot: true }).shape,
    diff_snapshot: z
      .strictObject({ files: DiffSnapshot.shape.files, patch_sha256: Sha256, evidence: EvidenceRef.nullable() })
      .nullable(),
    result_sha256: Sha256.meta({ description: 'of the canonical JSON of the result as it came' }),
    received_at: Timestamp,
    received_from: z.string().max(200),
  })
  .meta({ id: 'StoredResult' })
export type StoredResult = z.infer<typeof StoredResult>

/** A file that is another one after the work than before it, found by hashing the workspace. */
export const TouchedFile = z
  .strictObject({
    path: z.string().max(2000),
    change: z.enum(['added', 'changed', 'deleted']),
    before_sha256: Sha256.nullable(),
    after_sha256: Sha256.nullable(),
  })
  .meta({ id: 'TouchedFile' })
export type TouchedFile = z.infer<typeof TouchedFile>

/** What the console itself saw in the workspace. `complete` false: there was too much to list; then nothing is in scope. */
export const WorkspaceFacts = z
  .strictObject({
    files: z.array(TouchedFile).max(2000),
    out_of_scope: z.array(z.string().max(2000)).max(2000),
    complete: z.boolean(),
    diff: EvidenceRef.nullable(),
  })
  .meta({ id: 'WorkspaceFacts' })
export type WorkspaceFacts = z.infer<typeof WorkspaceFacts>

/** A check command of a criterion, run by the console. `not_run`: why stands in `detail`. */
export const CheckOutcome = z
  .strictObject({
    criterion_ref: z.string().min(1).max(64),
    state: z.enum(['passed', 'failed', 'timed_out', 'not_run']),
    exit_code: z.int().nullable(),
    detail: z.string().max(2000),
    sandbox: z.string().max(100).nullable(),
    output: EvidenceRef.nullable(),
    started_at: Timestamp,
    finished_at: Timestamp,
  })
  .meta({ id: 'CheckOutcome' })
export type CheckOutcome = z.infer<typeof CheckOutcome>

/** What the console found by itself after a result. `workspace` null: there is none that it knows. */
export const Observed = z
  .strictObject({
    workspace: WorkspaceFacts.nullable(),
    checks: z.array(CheckOutcome).max(200),
    observed_at: Timestamp,
  })
  .meta({ id: 'Observed' })
export type Observed = z.infer<typeof Observed>

/** A reviewer's word. Each issue names a criterion of the dispatch and an entry of the work log; a rejection has at least one. */
export const ReviewVerdict = z
  .strictObject({
    dispatch_id: DispatchId,
    decision: z.enum(['approve', 'reject']),
    comment: z.string().max(4000).default(''),
    issues: z.array(Issue).max(1000).default([]),
  })
  .meta({ id: 'ReviewVerdict' })
export type ReviewVerdict = z.infer<typeof ReviewVerdict>

export const StoredVerdict = z
  .strictObject({
    ...ReviewVerdict.shape,
    issues_sha256: Sha256.meta({ description: 'of the canonical JSON of issues; a re-dispatch must carry the same' }),
    reviewed_at: Timestamp,
    reviewed_by: z.string().max(200),
  })
  .meta({ id: 'StoredVerdict' })
export type StoredVerdict = z.infer<typeof StoredVerdict>
