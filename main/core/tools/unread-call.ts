import type { Sha256 } from '../../../contract/ids.ts'
import { SideEffectLevel } from '../../../contract/tool.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { NamedCall } from './attempt.ts'
import { oneLine } from './one-line.ts'

/** What was sent as a call and cannot be read as one. */
export interface UnreadCall {
  readonly raw: Uint8Array
  /** The JSON value that it is; undefined for what is none, or nested so deeply that parsing it would keep everybody waiting. */
  readonly value: unknown
  /** What is wrong with it, in words. */
  readonly problem: string
}

/** So much of what is not kept whole is shown, in characters; its sha256 is that of all of it. */
export const SHOWN_CHARACTERS = 4096

/** What stands in the record for a member that is missing or no text. */
const NOT_SAID = '-'

const PUBLISHES: SideEffectLevel = 'external_publish'

/** What can be made out of it, when it says that it wants to publish; null when it does not. */
export interface PublishingClaim {
  readonly named: NamedCall
  readonly subject: string
  readonly subject_sha256: Sha256
}

/**
 * A body that names one of `publishingTools`, or declares that it publishes, however broken it is. Where it says clearly which tool it
 * means, that and the declared level count; otherwise it is enough that the name or the level stands anywhere in it.
 */
export function publishingClaim(
  { raw, value }: Pick<UnreadCall, 'raw' | 'value'>,
  publishingTools: readonly string[],
): PublishingClaim | null {
  const text = new TextDecoder('utf-8').decode(raw)
  const { tool, side_effect_level: level, ...members } = membersOf(value)
  const isClear = typeof tool === 'string' && (typeof level !== 'object' || level === null)
  const told = (isClear ? `${tool}\n${String(level)}` : withoutEscapes(text)).toLowerCase()
  if (![PUBLISHES, ...publishingTools].some((name) => told.includes(name))) return null
  return {
    named: {
      tool: shortLine(tool, 64),
      side_effect_level: SideEffectLevel.safeParse(level).data ?? PUBLISHES,
      task_id: shortLine(members['task_id'], 64),
      correlation_id: shortLine(members['correlation_id'], 128),
      idempotency_key: shortLine(members['idempotency_key'], 128),
    },
    subject: text.slice(0, SHOWN_CHARACTERS),
    subject_sha256: sha256(raw),
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** JSON can write every character as an escape (RFC 8259, 7). */
function withoutEscapes(text: string): string {
  return text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function shortLine(value: unknown, length: number): string {
  const line = typeof value === 'string' ? oneLine(value.slice(0, SHOWN_CHARACTERS)).slice(0, length) : ''
  return line === '' ? NOT_SAID : line
}
