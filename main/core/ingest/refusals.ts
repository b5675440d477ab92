import type { IngressSource } from '../../../contract/assurance.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import { timestamp } from '../kernel/clock.ts'
import { boundHeaders } from './bounded-headers.ts'
import { type CountedEvent, type CountedLines, type CountedLinesParts, createCountedLines } from './counted-lines.ts'
import { type IncomingHeaders, redactHeaders } from './redact-headers.ts'
import type { RefusalJournal } from './refusal-journal.ts'

/** A delivery that was refused, for what it is or for whom it comes from. */
export type Refusal = RefusedDelivery &
  (
    | {
        readonly type: 'webhook_rejected'
        /** What it said of its sender was verified. */
        readonly signature_valid: boolean
      }
    | { readonly type: 'telegram_sender_refused' }
  )

interface RefusedDelivery {
  readonly source: IngressSource
  /** Error code, or why the sender is not admitted: a name of few. */
  readonly reason: string
  /** From where it came: an address, or the sender's id. */
  readonly address: string | null
  readonly headers: IncomingHeaders
  /** Null when it was not read. */
  readonly body: Uint8Array | null
  readonly bytes: number
  readonly correlation_id: string
}

/**
 * Refusals are counted, not written one by one (docs/adr/0008): a flood leaves a few lines that say how many it were, and the journal keeps
 * samples of each group. `count` takes what else anybody may cause, without a sample.
 */
export interface Refusals extends CountedLines {
  /** Never throws, never waits. */
  refuse(refusal: Refusal): void
}

const WINDOW_MS = 5000
const MAX_GROUPS = 1000
const MAX_FRESH = 10
const SAMPLE_BYTES = 4096
const HEADER_BYTES = 4096

const NOBODY: Actor = { sub: 'anonymous', scopes: [], door: 'webhook' }

export function createRefusals(
  parts: Omit<CountedLinesParts, 'windowMs' | 'maxGroups' | 'maxFresh' | 'onWritten'> & {
    readonly hub: Pick<EventHub, 'publish'>
    readonly journal: RefusalJournal
  },
): Refusals {
  const lines = createCountedLines({
    ...parts,
    windowMs: WINDOW_MS,
    maxGroups: MAX_GROUPS,
    maxFresh: MAX_FRESH,
    onWritten: ({ type, data, correlation_id }, written) => {
      if (type !== 'webhook_rejected' && type !== 'telegram_sender_refused') return
      const source = String(data['source'])
      parts.hub.publish('webhook_rejected', { ...written, correlation_id, source, event: '', delivery_id: '' })
    },
  })

  return {
    ...lines,
    refuse: (refusal) => {
      const counted = lines.count(eventOf(refusal))
      if (counted === null) return
      const { address, correlation_id, bytes, body } = refusal
      const { headers, dropped } = boundHeaders(redactHeaders(refusal.headers), HEADER_BYTES)
      parts.journal.keep({
        ...{ refusal_id: counted.id, nth: counted.nth, received_at: timestamp(parts.clock) },
        ...{ address, correlation_id, bytes, headers, headers_dropped: dropped },
        // A copy: a view would hold on to the whole body.
        body: body === null ? null : new Uint8Array(body.subarray(0, SAMPLE_BYTES)),
        truncated: body !== null && body.length > SAMPLE_BYTES,
      })
    },
  }
}

function eventOf(refusal: Refusal): CountedEvent {
  const { type, source, reason, address, bytes, correlation_id } = refusal
  const proof = refusal.type === 'webhook_rejected' ? { signature_valid: refusal.signature_valid } : {}
  return {
    ...{ type, address, bytes, correlation_id, actor: NOBODY, route: null, status: null },
    kind: `${source}\n${reason}\n${proof.signature_valid ?? ''}`,
    facts: { source, reason, ...proof },
  }
}
