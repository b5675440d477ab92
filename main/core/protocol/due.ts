import type { Timestamp } from '../../../contract/ids.ts'
import type { ProtocolRound, ProtocolView, RoundEnding } from '../../../contract/protocol-view.ts'
import type { OpenPhase } from './phase.ts'

export type Due = NonNullable<ProtocolView['due']>

/** What was heard of an executor. `since`: silence counts from here, in milliseconds since the epoch. `late`: a warning was given. */
export interface Hearing {
  readonly since: number
  readonly late: boolean
}

/** An instant that a date cannot show is long ago. */
const at = (ms: number): Timestamp => new Date(Number.isNaN(ms) ? 0 : ms).toISOString()

/** The next instant at which something times out in an open round; null while the console itself is at work. */
export function dueOf({ dispatch, observed }: ProtocolRound, phase: OpenPhase, hearing: Hearing): Due | null {
  switch (phase) {
    case 'awaiting_ack':
      return { what: 'ack', at: dispatch.ack_by }
    case 'working': {
      const silence = hearing.since + dispatch.heartbeat_seconds * 1000
      const isFirst = !hearing.late && silence < Date.parse(dispatch.deadline)
      return isFirst ? { what: 'heartbeat', at: at(silence) } : { what: 'result', at: dispatch.deadline }
    }
    case 'observing':
      return null
    case 'awaiting_review': {
      // A reviewer can begin once the console has looked.
      const from = Date.parse(observed?.observed_at ?? dispatch.deadline)
      return { what: 'verdict', at: at(from + dispatch.review_seconds * 1000) }
    }
  }
}

type EndingLine = 'ack_timeout' | 'result_timeout' | 'reviewer_timeout' | 'ack_mismatch' | 'round_ended'

/** The audit line of a round that ends without a verdict. */
export function lineOfEnding(reason: RoundEnding['reason']): EndingLine {
  switch (reason) {
    case 'ack_timeout':
    case 'result_timeout':
    case 'reviewer_timeout':
    case 'ack_mismatch':
      return reason
    default:
      return 'round_ended'
  }
}

/** What happens when nobody came in time; a heartbeat that is missing ends nothing. */
export const TIMEOUTS: Readonly<Record<Exclude<Due['what'], 'heartbeat'>, Extract<EndingLine, `${string}_timeout`>>> = {
  ack: 'ack_timeout',
  result: 'result_timeout',
  verdict: 'reviewer_timeout',
}
