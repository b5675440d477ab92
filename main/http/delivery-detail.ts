import * as z from 'zod'
import type { AuditEvent } from '../../contract/audit-event.ts'
import {
  type DeliveryDetail,
  DeliveryResult,
  type DeliverySummary,
  type RefusedSample,
  type SeenReplay,
} from '../../contract/delivery.ts'
import type { StoredDelivery } from '../core/ingest/delivery-bodies.ts'
import { NOT_REPLAYABLE } from '../core/ingest/delivery-service.ts'
import type { RefusalSample } from '../core/ingest/refusal-samples.ts'
import { shownBody } from './delivery-body.ts'

/** A row of refusals with those of them that are kept. */
export function refusedDetail(summary: DeliverySummary, kept: readonly RefusalSample[]): DeliveryDetail {
  const samples = kept.map(shownSample)
  const [newest] = samples
  return {
    ...summary,
    // The log learns of a flood with a few seconds of delay; who is kept as the 40th was the 40th.
    count: Math.max(summary.count, newest?.nth ?? 0),
    headers: newest?.headers ?? null,
    body: newest?.body ?? null,
    ...{ replayable: false, latest: null, replays_seen: [], samples },
  }
}

function shownSample({ refusal_id, body, truncated, headers, ...facts }: RefusalSample): RefusedSample {
  return { ...facts, headers: { ...headers }, body: body === null ? null : shownBody(body, truncated) }
}

/** What the log says of a claimed delivery besides its row. */
export interface ClaimedLines {
  /** The newest `webhook_applied`. */
  readonly result: AuditEvent | null
  /** Newest first. */
  readonly replays: readonly AuditEvent[]
}

export function claimedDetail(
  summary: DeliverySummary,
  stored: StoredDelivery | null,
  { result, replays }: ClaimedLines,
): DeliveryDetail {
  const { outcome, body_sha256 } = summary
  return {
    ...summary,
    headers: stored === null ? null : { ...stored.headers },
    body: stored === null ? null : shownBody(stored.raw, false),
    replayable: stored !== null && (outcome === null || !NOT_REPLAYABLE.includes(outcome)),
    latest: latestOf(summary, result),
    replays_seen: replays.map((line) => seenReplay(line, body_sha256)),
    samples: [],
  }
}

function latestOf({ finished_at }: DeliverySummary, result: AuditEvent | null): DeliveryDetail['latest'] {
  const found = DeliveryResult.safeParse(result?.data['result'])
  if (result === null || !found.success || result.ts === finished_at) return null
  const { outcome, task_ids } = found.data
  return { outcome, task_ids, finished_at: result.ts }
}

/** Lines of earlier versions say less. */
const Came = z.object({
  delivery_id: z.string().catch(''),
  address: z.string().nullable().catch(null),
  headers: z.record(z.string(), z.string()).nullable().catch(null),
  headers_dropped: z.int().min(0).catch(0),
  body_sha256: z.string().nullable().catch(null),
})

function seenReplay({ seq, ts, type, actor, data }: AuditEvent, firstSha: string | null): SeenReplay {
  const { body_sha256, ...came } = Came.parse(data)
  const known = body_sha256 === null || firstSha === null ? null : body_sha256 === firstSha
  // What an admin has carried out again is the body that is kept.
  const asked = type === 'webhook_replay_requested'
  return {
    ...{ seq, received_at: ts, by: asked || actor.scopes.includes('admin') ? 'admin' : 'sender' },
    ...{ who: actor.sub, door: actor.door, ...came, same_body: asked ? true : known },
  }
}
