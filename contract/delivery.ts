import * as z from 'zod'
import { Assurance, IngressSource } from './assurance.ts'
import { Sha256, Timestamp } from './ids.ts'
import { Door } from './scope.ts'

/**
 * What a delivery came to. `held`: kept, and carried out once the intake is resumed. `stale`: older than what the task holds;
 * `duplicate`: its message has its task already; `ignored`: nobody on the allow-list sent it; `answered`: a remote command; `decided` and
 * `refused`: a remote decision.
 */
export const DeliveryOutcome = z
  .enum([
    'pong',
    'task_created',
    'task_updated',
    'task_amended',
    'unchanged',
    'stale',
    'duplicate',
    'recorded',
    'held',
    'ignored',
    'answered',
    'decided',
    'refused',
  ])
  .meta({ id: 'DeliveryOutcome' })
export type DeliveryOutcome = z.infer<typeof DeliveryOutcome>

/** What became of a delivery. A replay answers with the same result and `replayed: true`. */
export const DeliveryResult = z
  .strictObject({
    delivery_id: z.string(),
    event: z.string(),
    outcome: DeliveryOutcome,
    task_ids: z.array(z.string()),
    replayed: z.boolean(),
  })
  .meta({ id: 'DeliveryResult' })
export type DeliveryResult = z.infer<typeof DeliveryResult>

/** `open`: claimed, not carried out yet; `failed`: claimed, the last attempt failed: a dead letter; `refused`: never claimed. */
export const DeliveryState = z.enum(['open', 'accepted', 'failed', 'refused']).meta({ id: 'DeliveryState' })
export type DeliveryState = z.infer<typeof DeliveryState>

/** A row of the inspector. Refusals of the same kind are one row with their count; its delivery_id is `refusal-…`. */
export const DeliverySummary = z
  .strictObject({
    seq: z.int().meta({ description: 'audit line of the claim, or of the refusal' }),
    source: IngressSource,
    delivery_id: z.string(),
    event: z.string().nullable(),
    assurance: Assurance,
    state: DeliveryState,
    outcome: DeliveryOutcome.nullable().meta({ description: 'of the first time that it was carried out' }),
    reason: z.string().nullable().meta({ description: 'error code of the refusal or of the last failed attempt' }),
    task_ids: z.array(z.string()),
    correlation_id: z.string(),
    received_at: Timestamp,
    finished_at: Timestamp.nullable().meta({ description: 'likewise; of a row of refusals: when the last one came' }),
    bytes: z.int().nullable(),
    body_sha256: Sha256.nullable(),
    replays: z.int().meta({ description: 'how often it came again or was replayed' }),
    failures: z.int(),
    count: z.int().meta({ description: 'refusals in this row; 1 for everything else' }),
    address: z.string().nullable().meta({ description: 'from where a refused one came' }),
  })
  .meta({ id: 'DeliverySummary' })
export type DeliverySummary = z.infer<typeof DeliverySummary>

export const DeliveryPage = z
  .strictObject({ items: z.array(DeliverySummary), next_cursor: z.string().nullable() })
  .meta({ id: 'DeliveryPage' })
export type DeliveryPage = z.infer<typeof DeliveryPage>

export const DeliveryQuery = z
  .strictObject({
    source: IngressSource.optional(),
    state: z.enum([...DeliveryState.options, 'replayed']).optional(),
    task_id: z.string().max(64).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(200).optional(),
  })
  .meta({ id: 'DeliveryQuery' })
export type DeliveryQuery = z.infer<typeof DeliveryQuery>

const Headers = z.record(z.string(), z.string())

export const DeliveryBody = z
  .strictObject({
    text: z.string().meta({ description: 'the body as text, at most 256 KiB of it; base64 when it is not UTF-8' }),
    encoding: z.enum(['utf-8', 'base64']),
    truncated: z.boolean(),
  })
  .meta({ id: 'DeliveryBody' })
export type DeliveryBody = z.infer<typeof DeliveryBody>

/** One of the refused deliveries that a row counts. */
export const RefusedSample = z
  .strictObject({
    nth: z.int().meta({ description: 'which of the row it was; 1 is the first' }),
    received_at: Timestamp,
    address: z.string().nullable(),
    correlation_id: z.string(),
    bytes: z.int().meta({ description: 'length of its body, as it came or was announced' }),
    headers: Headers.meta({ description: 'secrets redacted' }),
    headers_dropped: z.int().meta({ description: 'headers that had no room: 4 KiB are kept, the longest go first' }),
    body: DeliveryBody.nullable().meta({ description: 'its first 4 KiB; null when it was not read' }),
  })
  .meta({ id: 'RefusedSample' })
export type RefusedSample = z.infer<typeof RefusedSample>

/** A time that a delivery came again, or that an admin had it carried out again. */
export const SeenReplay = z
  .strictObject({
    seq: z.int().meta({ description: 'its audit line' }),
    received_at: Timestamp,
    by: z.enum(['sender', 'admin']),
    who: z.string().meta({ description: 'name of the sender or of the admin, as the audit log has it' }),
    door: Door,
    delivery_id: z
      .string()
      .meta({ description: 'the id under which it came; another one with the same body is possible' }),
    address: z.string().nullable().meta({ description: 'from where, as far as it is known' }),
    headers: Headers.nullable().meta({ description: 'secrets redacted; null when none came or none were recorded' }),
    headers_dropped: z.int().meta({ description: 'headers that had no room: 4 KiB are kept, the longest go first' }),
    same_body: z
      .boolean()
      .nullable()
      .meta({ description: 'whether the body was that of the first; null when not known' }),
  })
  .meta({ id: 'SeenReplay' })
export type SeenReplay = z.infer<typeof SeenReplay>

/** One delivery with what is kept of it. */
export const DeliveryDetail = z
  .strictObject({
    ...DeliverySummary.shape,
    headers: Headers.nullable().meta({
      description: 'as they came, secrets redacted; null when no longer kept; of a row of refusals: of the newest kept',
    }),
    body: DeliveryBody.nullable().meta({ description: 'of a row of refusals: of the newest kept' }),
    replayable: z.boolean(),
    latest: z
      .strictObject({ outcome: DeliveryOutcome, task_ids: z.array(z.string()), finished_at: Timestamp })
      .nullable()
      .meta({ description: 'the newest result, when it was carried out more than once' }),
    replays_seen: z.array(SeenReplay).meta({ description: 'newest first, at most 50; `replays` counts all' }),
    samples: z
      .array(RefusedSample)
      .meta({ description: 'of a row of refusals: those that are kept, newest first; `count` says how many came' }),
  })
  .meta({ id: 'DeliveryDetail' })
export type DeliveryDetail = z.infer<typeof DeliveryDetail>

/** A delivery that the sender recorded and that never arrived here (GitHub's delivery log). */
export const MissedDelivery = z
  .strictObject({
    hook: z.string().meta({ description: 'as configured: owner/repo:hook_id or org:hook_id' }),
    id: z
      .string()
      .regex(/^[1-9]\d{0,18}$/)
      .meta({ description: "GitHub's number of the attempt, 64 bits: more than a JSON number holds exactly" }),
    delivery_id: z.string(),
    event: z.string(),
    action: z.string().nullable(),
    delivered_at: Timestamp,
    status_code: z.int(),
  })
  .meta({ id: 'MissedDelivery' })
export type MissedDelivery = z.infer<typeof MissedDelivery>

/** `incomplete`: hooks that could not be asked, with the reason; what they miss is not known. */
export const GapReport = z
  .strictObject({
    checked_at: Timestamp,
    since: Timestamp.meta({ description: 'GitHub keeps deliveries for three days' }),
    hooks: z.int(),
    seen: z.int(),
    missed: z.array(MissedDelivery),
    incomplete: z.array(z.strictObject({ hook: z.string(), reason: z.string() })),
  })
  .meta({ id: 'GapReport' })
export type GapReport = z.infer<typeof GapReport>
