import { AuditEvent } from '../../../contract/audit-event.ts'
import { prevHashOf, seqOf } from './hash-chain.ts'

/** True when a whole line is an audit event in every member, and the place that its first and last bytes give is the event's. */
export function isEventLine(line: Uint8Array): boolean {
  const { data: event } = AuditEvent.safeParse(parsedJson(line))
  return event !== undefined && event.seq === seqOf(line) && event.prev_hash === prevHashOf(line)
}

function parsedJson(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
  } catch {
    return null
  }
}
