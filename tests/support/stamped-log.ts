import type { AuditEvent } from '../../contract/audit-event.ts'
import type { AuditIndex } from '../../main/core/audit/audit-index.ts'
import type { Clock } from '../../main/core/kernel/clock.ts'
import type { MemoryLog } from './memory-log.ts'

/** A log in memory whose lines bear the time of this clock. */
export function stampedLog(log: MemoryLog, clock: Clock): MemoryLog {
  return {
    ...log,
    record: async (draft) => {
      const written = await log.record(draft)
      const event = log.events[written.seq - 1] as AuditEvent
      event.ts = new Date(clock.now()).toISOString()
      return { ...written, ts: event.ts }
    },
  }
}

/** The index over such a log: the latest lines, or with a beginning the first from there. */
export function auditOver({ events }: MemoryLog): Pick<AuditIndex, 'query'> {
  return {
    query: (filter) => {
      const found = events
        .filter((e) => filter.type === null || e.type === filter.type)
        .filter((e) => filter.task_id === null || e.task_id === filter.task_id)
        .filter((e) => e.seq > (filter.since_seq ?? 0))
        .filter((e) => filter.since_ts === null || e.ts >= filter.since_ts)
      const forwards = filter.since_seq !== null || filter.since_ts !== null
      return forwards ? found.slice(0, filter.limit) : found.slice(-filter.limit)
    },
  }
}
