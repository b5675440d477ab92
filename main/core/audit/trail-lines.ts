import type { AuditEventType, LinesLeftOut } from '../../../contract/audit-event.ts'

/** What is gathered: lines under a correlation id, and either those of a task under any other id too, or served requests. */
export interface TrailSubject {
  readonly correlation_id: string
  readonly also: { readonly task_id: string } | 'requests' | null
}

export interface TrailLimits {
  readonly lines: number
  /** Of the lines as they are in the log. */
  readonly bytes: number
}

export interface TrailLine {
  readonly seq: number
  /** Bytes. */
  readonly length: number
}

/** What an index knows of the lines about a subject without reading them. */
export interface TrailSource<Line extends TrailLine> {
  counts(about: TrailSubject): ReadonlyMap<AuditEventType, number>
  /** Newest first. */
  newest(about: TrailSubject, type: AuditEventType, limit: number): readonly Line[]
}

export interface ChosenLines<Line extends TrailLine> {
  /** Oldest first. */
  readonly lines: readonly Line[]
  readonly left_out: LinesLeftOut
}

/**
 * What a caller can bring about without a person, the more so the later. All that is not named here comes before it: decisions of people,
 * their use, and writes of tasks.
 */
const FLOODS: readonly (readonly AuditEventType[])[] = [
  ['tool_call_intended', 'tool_call_done', 'tool_call_failed', 'tool_call_unknown', 'evidence_kept', 'evidence_failed'],
  [
    ...(['approval_requested', 'approval_expired', 'approval_voided'] as const),
    ...(['telegram_card_sent', 'telegram_card_withdrawn', 'telegram_send_failed'] as const),
  ],
  // What was refused, repeated, or told of nothing new: it decided nothing.
  [
    ...(['policy_denied', 'request_refused', 'authentication_failed', 'tool_call_replayed'] as const),
    ...(['write_conflict', 'stale_event_rejected', 'webhook_rejected', 'webhook_replayed'] as const),
    ...(['telegram_sender_refused', 'telegram_callback_refused', 'telegram_command_answered'] as const),
    ...(['telegram_dedup_hit', 'sse_client_connected', 'sse_client_disconnected', 'sse_client_dropped'] as const),
  ],
  ['request_served'],
]

const RANKS: ReadonlyMap<string, number> = new Map(
  FLOODS.flatMap((types, at) => types.map((type) => [type, at + 1] as const)),
)

const rankOf = (type: AuditEventType): number => RANKS.get(type) ?? 0

/**
 * All lines about a subject when they fit; otherwise those that matter most, of equal ones the newest, and how many of which type are
 * left out. A flood of refused calls never takes the place of a decision. At least one line is chosen when there is any.
 */
export function chooseLines<Line extends TrailLine>(
  source: TrailSource<Line>,
  about: TrailSubject,
  limits: TrailLimits,
): ChosenLines<Line> {
  const left = new Map(source.counts(about))
  const types = [...left.keys()]
  const chosen: Line[] = []
  let bytes = 0

  /** Takes what fits; false when something did not. */
  function take(rank: number): boolean {
    const room = limits.lines - chosen.length
    const found = types
      .filter((type) => rankOf(type) === rank)
      .flatMap((type) => source.newest(about, type, room + 1).map((line) => ({ type, line })))
      .sort((a, b) => b.line.seq - a.line.seq)
    for (const { type, line } of found) {
      bytes += line.length
      if (chosen.length > 0 && (chosen.length >= limits.lines || bytes > limits.bytes)) return false
      chosen.push(line)
      left.set(type, (left.get(type) ?? 0) - 1)
    }
    return true
  }

  for (let rank = 0; rank <= FLOODS.length && take(rank); ) rank += 1
  const left_out = Object.fromEntries([...left].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { lines: chosen.sort((a, b) => a.seq - b.seq), left_out }
}
