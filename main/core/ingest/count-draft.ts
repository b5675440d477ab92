import type { EventDraft } from '../audit/event-log.ts'
import type { RefusalTally } from './refusal-journal.ts'

/** A part of what was counted of a group. Instants in milliseconds since 1970. */
export interface Counted {
  readonly count: number
  readonly bytes: number
  readonly first_ms: number
  readonly last_ms: number
  readonly correlation_id: string
}

export type CountedGroup = Pick<RefusalTally, 'id' | 'type' | 'actor' | 'route' | 'status' | 'facts' | 'address'>

/** The line that says how many of a group there were. */
export function countDraft(
  { id, type, actor, route, status, facts, address }: CountedGroup,
  part: Counted,
): EventDraft {
  return {
    ...{ type, actor, route, status, task_id: null, correlation_id: part.correlation_id },
    data: {
      ...facts,
      count: part.count,
      address,
      refusal_id: id,
      first_at: new Date(part.first_ms).toISOString(),
      last_at: new Date(part.last_ms).toISOString(),
      bytes: part.bytes,
    },
  }
}
