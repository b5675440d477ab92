import type { IngressSource } from '../../contract/assurance.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { DeliveryBodies, StoredDelivery } from '../../main/core/ingest/delivery-bodies.ts'
import type { DeliveryIndex, DeliveryName } from '../../main/core/ingest/delivery-index.ts'

/** The questions about deliveries that the core asks, answered straight from the lines of a log. */
export function memoryDeliveryIndex(events: readonly AuditEvent[]): DeliveryIndex {
  const named = (e: AuditEvent, source: IngressSource, id: string): boolean =>
    e.data['delivery_id'] === id && (e.data['source'] ?? 'github') === source
  const claims = (): AuditEvent[] => events.filter((e) => e.type === 'webhook_received')
  const nameOf = (claim: AuditEvent): DeliveryName => ({
    source: claim.data['source'] as IngressSource,
    delivery_id: claim.data['delivery_id'] as string,
  })
  const instantOf = (claim: AuditEvent): number => Date.parse(String(claim.data['event_at'] ?? '9999-12-31T00:00:00Z'))
  const record: DeliveryIndex['record'] = (source, id) => {
    const mine = events.filter((e) => named(e, source, id))
    const claim = mine.find((e) => e.type === 'webhook_received')
    if (claim === undefined) return null
    const result = mine.findLast((e) => e.type === 'webhook_applied') ?? null
    const writes = mine.filter((e) => ['task_created', 'task_updated', 'task_amended'].includes(e.type))
    return { claim, result, writes }
  }
  return {
    record,
    byBody: (source, sha) => {
      const claim = claims().find((e) => e.data['source'] === source && e.data['body_sha256'] === sha)
      return claim === undefined ? null : nameOf(claim)
    },
    about: (keys) =>
      claims()
        .filter((e) => (e.data['about'] as string[]).some((key) => keys.includes(key)))
        .map((claim) => ({ ...nameOf(claim), at: instantOf(claim) }))
        .sort((a, b) => a.at - b.at || compareIds(a.delivery_id, b.delivery_id))
        .map(({ source, delivery_id }) => ({ source, delivery_id })),
    open: () =>
      claims()
        .map(nameOf)
        .filter((name) => record(name.source, name.delivery_id)?.result === null),
    waiting: () => {
      const tried = ['webhook_applied', 'webhook_failed']
      const names = claims().map(nameOf)
      return names.filter((n) => !events.some((e) => tried.includes(e.type) && named(e, n.source, n.delivery_id)))
        .length
    },
    summary: () => null,
    replays: () => [],
    counted: () => ({ count: 0, bytes: 0 }),
    page: () => ({ items: [], next_cursor: null }),
  }
}

/** The shorter first, as numbers grow. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || Number(a > b) - Number(a < b)
}

export function memoryBodies(): DeliveryBodies & { readonly kept: Map<string, StoredDelivery> } {
  const kept = new Map<string, StoredDelivery>()
  const key = (source: string, id: string): string => `${source}:${id}`
  return {
    kept,
    keep: async (delivery) => {
      kept.set(key(delivery.source, delivery.delivery_id), delivery)
    },
    read: async (source, id) => kept.get(key(source, id)) ?? null,
  }
}
