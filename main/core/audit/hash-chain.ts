import type { EventDraft } from './event-log.ts'

/** Stands for "no line before": `prev_hash` of the first line ever, hash of an empty log. */
export const NO_LINE = '0'.repeat(64)

/** A place in the chain: the last line so far and its hash. */
export interface ChainPosition {
  readonly seq: number
  readonly hash: string
}

/** Before the first line ever. */
export const BEGINNING: ChainPosition = { seq: 0, hash: NO_LINE }

const encoder = new TextEncoder()
const SEQ_FIELD = encoder.encode('{"seq":')
const PREV_HASH_FIELD = encoder.encode(',"prev_hash":"')
const LINE_END = encoder.encode('"}')
const HASH_LENGTH = 64
/** Bytes from the end of a line to where its `prev_hash` member begins. */
const TAIL_LENGTH = PREV_HASH_FIELD.length + HASH_LENGTH + LINE_END.length
/** Greatest number of digits that is always a safe integer. */
const MAX_SEQ_DIGITS = 15
const COMMA = 0x2c
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const LETTER_A = 0x61
const LETTER_F = 0x66

/** All of a line but its place: members from `ts` to `data`. Throws when `data` is not JSON. */
export type BodyWriter = (draft: EventDraft, ts: string) => string

/**
 * Writes bodies. The JSON of an actor is kept for as long as the actor lives, because one actor makes many lines: an
 * actor that was passed once must not be changed afterwards.
 */
export function createBodyWriter(): BodyWriter {
  const actors = new WeakMap<EventDraft['actor'], string>()

  function actorJson(actor: EventDraft['actor']): string {
    let json = actors.get(actor)
    if (json === undefined) {
      json = JSON.stringify({ sub: actor.sub, scopes: actor.scopes, door: actor.door, task_id: actor.task_id })
      actors.set(actor, json)
    }
    return json
  }

  return (draft, ts) =>
    `"ts":"${ts}","type":"${draft.type}","actor":${actorJson(draft.actor)},"correlation_id":${JSON.stringify(draft.correlation_id)}` +
    `,"task_id":${draft.task_id === null ? 'null' : JSON.stringify(draft.task_id)}` +
    `,"route":${draft.route === null ? 'null' : JSON.stringify(draft.route)}` +
    `,"status":${draft.status},"data":${JSON.stringify(draft.data)}`
}

/** The line without its line feed. `prevHash` is the sha256 of the bytes of the line before. */
export function chainedLine(seq: number, body: string, prevHash: string): string {
  return `{"seq":${seq},${body},"prev_hash":"${prevHash}"}`
}

/** `seq` as the line's first bytes give it, or 0 when they are not `{"seq":N,` with a positive N. */
export function seqOf(line: Uint8Array): number {
  if (!hasAt(line, 0, SEQ_FIELD)) return 0
  let seq = 0
  let at = SEQ_FIELD.length
  for (; at < line.length; at++) {
    const byte = line[at] as number
    if (byte < DIGIT_0 || byte > DIGIT_9) break
    if (seq === 0 && byte === DIGIT_0) return 0
    seq = seq * 10 + (byte - DIGIT_0)
  }
  const digits = at - SEQ_FIELD.length
  return digits <= MAX_SEQ_DIGITS && line[at] === COMMA ? seq : 0
}

/** `prev_hash` as the line's last bytes give it, or null when they are not `,"prev_hash":"<64 hex>"}`. */
export function prevHashOf(line: Uint8Array): string | null {
  if (!hasPrevHashMember(line)) return null
  const start = line.length - LINE_END.length - HASH_LENGTH
  let hash = ''
  for (let i = 0; i < HASH_LENGTH; i++) {
    const byte = line[start + i] as number
    if (!((byte >= DIGIT_0 && byte <= DIGIT_9) || (byte >= LETTER_A && byte <= LETTER_F))) return null
    hash += String.fromCharCode(byte)
  }
  return hash
}

/** True when the line is well closed and its `prev_hash` is `hash`. */
export function linksTo(line: Uint8Array, hash: string): boolean {
  if (!hasPrevHashMember(line)) return false
  const start = line.length - LINE_END.length - HASH_LENGTH
  for (let i = 0; i < HASH_LENGTH; i++) if (line[start + i] !== hash.charCodeAt(i)) return false
  return true
}

/** True when the bytes begin and end as a line of the log does. What lies between is vouched for by the chain alone. */
export function isWholeLine(line: Uint8Array): boolean {
  return seqOf(line) > 0 && prevHashOf(line) !== null
}

function hasPrevHashMember(line: Uint8Array): boolean {
  const start = line.length - TAIL_LENGTH
  return (
    start > SEQ_FIELD.length &&
    hasAt(line, start, PREV_HASH_FIELD) &&
    hasAt(line, line.length - LINE_END.length, LINE_END)
  )
}

function hasAt(line: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (line[start + i] !== expected[i]) return false
  return true
}
