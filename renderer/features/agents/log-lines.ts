import type { AgentLogLine, AgentLogPage } from '../../../contract/agent.ts'

/** What is shown of the log of a run. */
export interface HeardLog {
  readonly lines: readonly AgentLogLine[]
  /** Where the log was begun to be read, and where to go on. Bytes. */
  readonly from: number
  readonly next: number
  readonly ended: boolean
  /** Lines that were shown and made room for newer ones. */
  readonly dropped: number
}

/** Lines in the page; the whole log is in the evidence. */
export const MOST_LINES = 20_000
/** Of a long log the end is read, not the beginning. Bytes. */
const TAIL_BYTES = 2 * 1024 * 1024

const encoder = new TextEncoder()

/** Nothing is read yet. Whoever begins in the middle of a line gets the next one. */
export function logFrom(logBytes: number): HeardLog {
  const from = Math.max(0, logBytes - TAIL_BYTES)
  return { lines: [], from, next: from, ended: false, dropped: 0 }
}

export function withPage(log: HeardLog, { lines, next, ended }: AgentLogPage): HeardLog {
  return { ...bounded(log, lines), next, ended }
}

/** With what was pushed; null when something lies between that was not heard: it must be read. */
export function withPushed(log: HeardLog, lines: readonly AgentLogLine[], next: number): HeardLog | null {
  if (next <= log.next) return log
  const bytes = lines.reduce((sum, line) => sum + lineBytes(line), 0)
  return lines.length > 0 && log.next + bytes === next ? { ...bounded(log, lines), next } : null
}

/** Of the two readings that began at the same place, the one that went further. */
export function further(one: HeardLog, other: HeardLog | undefined): HeardLog {
  return other !== undefined && other.from === one.from && other.next > one.next ? other : one
}

/** A line of the log is its JSON with a line feed. */
function lineBytes({ at, stream, text }: AgentLogLine): number {
  return encoder.encode(JSON.stringify({ at, stream, text })).length + 1
}

function bounded(log: HeardLog, more: readonly AgentLogLine[]): HeardLog {
  if (more.length === 0) return log
  const all = [...log.lines, ...more]
  const over = Math.max(0, all.length - MOST_LINES)
  return { ...log, lines: over === 0 ? all : all.slice(over), dropped: log.dropped + over }
}
