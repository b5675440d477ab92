import { Assurance, IngressSource } from '../../../contract/assurance.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { DeliveryResult } from '../../../contract/delivery.ts'
import { Sha256 } from '../../../contract/ids.ts'
import { type DeliveryName, REFUSAL_PREFIX } from '../../core/ingest/delivery-index.ts'

export interface ClaimFact extends DeliveryName {
  readonly kind: 'claim'
  readonly event: string | null
  readonly assurance: Assurance
  readonly body_sha256: Sha256 | null
  readonly bytes: number | null
  readonly about: readonly string[]
  /** Milliseconds since 1970. */
  readonly event_ms: number | null
}

export interface RefusalFact extends DeliveryName {
  readonly kind: 'refusal'
  readonly assurance: Assurance
  readonly reason: string | null
  readonly count: number
  readonly bytes: number | null
  readonly address: string | null
  readonly first_at: string
  readonly last_at: string
}

/** What a line of the log says of a delivery. */
export type DeliveryFact =
  | ClaimFact
  | RefusalFact
  | (DeliveryName & { readonly kind: 'applied'; readonly result: Pick<DeliveryResult, 'outcome' | 'task_ids'> | null })
  | (DeliveryName & { readonly kind: 'failed'; readonly reason: string | null })
  | (DeliveryName & { readonly kind: 'again' })
  | (DeliveryName & { readonly kind: 'write' })

export interface CountedFact {
  readonly refusal_id: string
  readonly count: number
  readonly bytes: number
}

/** What a line with a count says of its group; null for every other line. */
export function countedFactOf({ data }: AuditEvent): CountedFact | null {
  const refusal_id = textOf(data['refusal_id'])
  const count = numberOf(data['count'])
  return refusal_id === null || count === null ? null : { refusal_id, count, bytes: numberOf(data['bytes']) ?? 0 }
}

const Applied = DeliveryResult.pick({ outcome: true, task_ids: true }).strip()

/**
 * Null for lines that concern no delivery. Takes lines of every earlier version: a claim without assurance is GitHub's, which was signed;
 * a task written for a delivery without a source is GitHub's too. A line that says less than it should is left out rather than refused.
 */
export function deliveryFactOf({ type, seq, ts, data }: AuditEvent): DeliveryFact | null {
  switch (type) {
    case 'webhook_received': {
      const name = nameOf(data, 'delivery_id')
      return name === null ? null : { ...name, kind: 'claim', ...claimed(data) }
    }
    case 'webhook_applied': {
      const name = nameOf(data, 'delivery_id')
      return name === null ? null : { ...name, kind: 'applied', result: Applied.safeParse(data['result']).data ?? null }
    }
    case 'webhook_failed': {
      const name = nameOf(data, 'delivery_id')
      return name === null ? null : { ...name, kind: 'failed', reason: textOf(data['error_code']) }
    }
    // One that came under a new id with the bytes of another is that other one, come again.
    case 'webhook_replayed': {
      const name = nameOf(data, 'same_body_as') ?? nameOf(data, 'delivery_id')
      return name === null ? null : { ...name, kind: 'again' }
    }
    case 'webhook_replay_requested': {
      const name = nameOf(data, 'delivery_id')
      return name === null ? null : { ...name, kind: 'again' }
    }
    case 'task_created':
    case 'task_updated':
    case 'task_amended': {
      const name = nameOf(data, 'delivery_id')
      return name === null ? null : { ...name, kind: 'write' }
    }
    case 'webhook_rejected':
    case 'telegram_sender_refused': {
      const source = sourceOf(data)
      if (source === null) return null
      const verified = type === 'telegram_sender_refused' || data['signature_valid'] === true
      // Lines of the first version stand for one refusal each.
      const id = textOf(data['refusal_id']) ?? `line-${seq}`
      return {
        ...{ kind: 'refusal', source, delivery_id: `${REFUSAL_PREFIX}${id}`, reason: textOf(data['reason']) },
        assurance: verified ? (source === 'github' ? 'signed' : 'token') : 'none',
        ...{ count: numberOf(data['count']) ?? 1, bytes: numberOf(data['bytes']), address: textOf(data['address']) },
        ...{ first_at: instantOf(data['first_at']) ?? ts, last_at: instantOf(data['last_at']) ?? ts },
      }
    }
    default:
      return null
  }
}

function claimed(data: AuditEvent['data']): Omit<ClaimFact, keyof DeliveryName | 'kind'> {
  const about = data['about']
  const event_at = instantOf(data['event_at'])
  return {
    event: textOf(data['event']),
    assurance: Assurance.safeParse(data['assurance']).data ?? 'signed',
    body_sha256: Sha256.safeParse(data['body_sha256']).data ?? null,
    bytes: numberOf(data['bytes']),
    about: Array.isArray(about) ? about.filter((key) => typeof key === 'string') : [],
    event_ms: event_at === null ? null : Date.parse(event_at),
  }
}

function nameOf(data: AuditEvent['data'], field: 'delivery_id' | 'same_body_as'): DeliveryName | null {
  const delivery_id = textOf(data[field])
  const source = delivery_id === null ? null : sourceOf(data)
  return source === null || delivery_id === null ? null : { source, delivery_id }
}

function sourceOf(data: AuditEvent['data']): IngressSource | null {
  return IngressSource.safeParse(data['source'] ?? 'github').data ?? null
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null

const instantOf = (value: unknown): string | null =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null
