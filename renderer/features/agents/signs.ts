import type { AuditEvent } from '../../../contract/audit-event.ts'

/** The signs of life of one round, as the log has them. */
export interface Signs {
  readonly count: number
  readonly last: { readonly at: string; readonly note: string } | null
  /** When a silence was warned of. */
  readonly warnings: readonly string[]
}

/** By dispatch. Signs that came fast share a line, which says how many. */
export function signsOf(events: readonly AuditEvent[], dispatchId: string): Signs {
  const mine = events.filter(({ data }) => data['dispatch_id'] === dispatchId)
  const beats = mine.filter(({ type }) => type === 'heartbeat_received')
  const last = beats.at(-1)
  const note = last?.data['note']
  return {
    count: beats.reduce((sum, { data }) => sum + (typeof data['count'] === 'number' ? data['count'] : 1), 0),
    last: last === undefined ? null : { at: last.ts, note: typeof note === 'string' ? note : '' },
    warnings: mine.filter(({ type }) => type === 'heartbeat_warning').map(({ ts }) => ts),
  }
}
