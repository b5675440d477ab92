import { isUtf8 } from 'node:buffer'
import * as z from 'zod'
import { Timestamp } from '../../../contract/ids.ts'
import { JsonObject } from '../../../contract/json-object.ts'
import { Actor } from '../../../contract/scope.ts'
import type { RefusalTally } from '../../core/ingest/refusal-journal.ts'
import type { RefusalSample } from '../../core/ingest/refusal-samples.ts'
import { sha256 } from '../../core/kernel/sha256.ts'

const Count = z.int().min(0)

/** A group with all that its lines in the log say of it. */
const GroupLine = z.strictObject({
  kind: z.literal('group'),
  id: z.string(),
  // What is counted, and nothing else: nobody's decision can come into the log by this way.
  type: z.enum(['webhook_rejected', 'telegram_sender_refused', 'request_refused', 'request_served']),
  actor: Actor,
  route: z.string().nullable(),
  status: z.int().nullable(),
  facts: JsonObject,
  address: z.string().nullable(),
  total: Count,
  bytes: Count,
  correlation_id: z.string(),
  since_ms: Count,
  last_ms: Count,
})

/** What changed of a group that the file names already. */
const CountLine = z.strictObject({
  kind: z.literal('count'),
  ...GroupLine.pick({ id: true, total: true, bytes: true, correlation_id: true, since_ms: true, last_ms: true }).shape,
})

const SampleLine = z.strictObject({
  kind: z.literal('sample'),
  refusal_id: z.string(),
  nth: Count,
  received_at: Timestamp,
  address: z.string().nullable(),
  correlation_id: z.string(),
  headers: z.record(z.string(), z.string()),
  headers_dropped: Count,
  bytes: Count,
  encoding: z.enum(['utf-8', 'base64']),
  body: z.string().nullable(),
  truncated: z.boolean(),
})

const Line = z.discriminatedUnion('kind', [GroupLine, CountLine, SampleLine])

/** What one line of the journal tells. */
export type JournalEntry =
  | { readonly kind: 'group'; readonly tally: RefusalTally }
  | ({ readonly kind: 'count' } & Pick<
      RefusalTally,
      'id' | 'total' | 'bytes' | 'correlation_id' | 'since_ms' | 'last_ms'
    >)
  | { readonly kind: 'sample'; readonly sample: RefusalSample }

export function groupLine({ id, type, actor, route, status, facts, address, ...counts }: RefusalTally): string {
  const { total, bytes, correlation_id, since_ms, last_ms } = counts
  const named = { kind: 'group', id, type, actor, route, status, facts, address }
  return lineOf({ ...named, total, bytes, correlation_id, since_ms, last_ms })
}

export function countLine({ id, total, bytes, correlation_id, since_ms, last_ms }: RefusalTally): string {
  return lineOf({ kind: 'count', id, total, bytes, correlation_id, since_ms, last_ms })
}

/** The body as text where it is text and JSON does not make it longer than base64 would. */
export function sampleLine({ body, ...facts }: RefusalSample): string {
  const whole = body === null ? null : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const text = whole !== null && isUtf8(whole) ? whole.toString() : null
  const isText = whole === null || (text !== null && JSON.stringify(text).length <= whole.length * 1.4 + 2)
  const kept = { encoding: isText ? 'utf-8' : 'base64', body: isText ? text : whole.toString('base64') }
  return lineOf({ kind: 'sample', ...facts, ...kept })
}

const OPENING = /^\{"sum":"([0-9a-f]{16})","line":/

/** With the beginning of the sha256 of what it says: a disk that changed a count must not put it into the log. */
function lineOf(fields: object): string {
  const json = JSON.stringify(fields)
  return `{"sum":"${sumOf(json)}","line":${json}}\n`
}

const sumOf = (json: string): string => sha256(json).slice(0, 16)

/** Null for a line that is cut or damaged. */
export function readJournalLine(text: string): JournalEntry | null {
  const [opening, sum] = OPENING.exec(text) ?? []
  if (opening === undefined || !text.endsWith('}')) return null
  const json = text.slice(opening.length, -1)
  if (sumOf(json) !== sum) return null
  const found = Line.safeParse(parsed(json))
  if (!found.success) return null
  const line = found.data
  if (line.kind === 'count') return line
  if (line.kind === 'sample') {
    const { kind, encoding, body, ...facts } = line
    return { kind, sample: { ...facts, body: body === null ? null : Buffer.from(body, encoding) } }
  }
  const { kind, ...tally } = line
  return { kind, tally }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
