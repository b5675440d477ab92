import type { AuditEvent } from '../../contract/audit-event.ts'
import type { Sha256 } from '../../contract/ids.ts'
import type { AuditFilter, AuditIndex } from '../../main/core/audit/audit-index.ts'
import type { EventDraft, EventLog } from '../../main/core/audit/event-log.ts'
import type { DeliveryIndex } from '../../main/core/ingest/delivery-index.ts'
import { AppError } from '../../main/core/kernel/app-error.ts'
import { memoryDeliveryIndex } from './memory-deliveries.ts'

/** An audit log in memory, with its index. `fail` makes the next records of that type fail as a full disk would. */
export interface MemoryLog extends EventLog {
  readonly events: AuditEvent[]
  readonly index: AuditIndex
  readonly deliveries: DeliveryIndex
  fail(type: AuditEvent['type']): void
  /** The disk has space again. */
  mend(): void
  types(): string[]
}

const ZERO = '0'.repeat(64)

export function createMemoryLog(): MemoryLog {
  const events: AuditEvent[] = []
  const failing = new Set<string>()

  function write(draft: EventDraft): AuditEvent {
    if (failing.has(draft.type)) throw new AppError('audit_unavailable', 'audit/events.jsonl: ENOSPC')
    const event = {
      seq: events.length + 1,
      ts: '2026-01-31T09:30:00.000Z',
      ...draft,
      prev_hash: ZERO as Sha256,
    } as AuditEvent
    events.push(event)
    return event
  }

  const index: AuditIndex = {
    query: (filter: AuditFilter) =>
      events
        .filter((e) => (filter.task_id ?? e.task_id) === e.task_id && (filter.type ?? e.type) === e.type)
        .slice(-filter.limit),
    byCorrelation: (id, requests) => ({
      events: events.filter((e) => e.correlation_id === id && (requests || e.type !== 'request_served')),
      left_out: {},
    }),
    openIntents: () => {
      const settled = new Set(events.map((e) => e.data['intent_seq']))
      return events.filter((e) => e.type === 'task_write_intended' && !settled.has(e.seq))
    },
    indexedSeq: () => events.length,
  }

  return {
    events,
    index,
    deliveries: memoryDeliveryIndex(events),
    fail: (type) => failing.add(type),
    mend: () => failing.clear(),
    types: () => events.map((e) => e.type),
    record: async (draft) => {
      const { seq, ts } = write(draft)
      return { seq, ts }
    },
    note: (draft) => {
      write(draft)
    },
    head: () => ({ seq: events.length, hash: ZERO, signed_seq: events.length, failure: null }),
  }
}
