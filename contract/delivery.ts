import * as z from 'zod'
import { Assurance, IngressSource } from './assurance.ts'
import { Sha256, Timestamp } from './ids.ts'

/**
 * What a delivery came to. `stale`: older than what the task holds; `duplicate`: its message has its task already; `ignored`: nobody
 * on the allow-list sent it; `answered`: a remote command; `decided` and `refused`: a remote decision.
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
    outcome: DeliveryOutcome.nullable(),
    reason: z.string().nullable().meta({ description: 'error code of the refusal or of the last failed attempt' }),
    task_ids: z.array(z.string()),
    correlation_id: z.string(),
    received_at: Timestamp,
    finished_at: Timestamp.nullable(),
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

/** One delivery with what is kept of it. Of refused ones only a sample of each row is kept, in memory. */
export const DeliveryDetail = z
  .strictObject({
    ...DeliverySummary.shape,
    headers: z
      .record(z.string(), z.string())
      .nullable()
      .meta({ description: 'as they came, secrets redacted; null when no longer kept' }),
    body: z
      .strictObject({
        text: z.string().meta({ description: 'the body as text, at most 256 KiB of it; base64 when it is not UTF-8' }),
        encoding: z.enum(['utf-8', 'base64']),
        truncated: z.boolean(),
      })
      .nullable(),
    replayable: z.boolean(),
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
