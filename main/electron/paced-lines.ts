import type { Timers } from '../core/kernel/timers.ts'
import { oneLine } from '../core/remote/cut-text.ts'

/** What happened `count` times and has one line. */
export interface JoinedLine<Facts> {
  /** Of the first that the line stands for. */
  readonly facts: Facts
  /** What the others said as well, on one line in which nothing hides; at most 300 characters. */
  readonly detail: string
  readonly count: number
}

/** Lines about what a page may cause as often as it likes. */
export interface PacedLines<Facts> {
  /** `kind` is a name of few: memory is bounded by the kinds that there are. `detail` may be anything: it is made inert here. */
  note(kind: string, facts: Facts, detail: string): void
  /** Where the lines go from now on. What was noted before is written first. */
  writeTo(write: (line: JoinedLine<Facts>) => void): void
  /** Writes what is still counted. What comes later is not written any more. */
  close(): void
}

/** At most one line of a kind in this time, in milliseconds. */
const PAUSE_MS = 1000
/** Different details of one kind that are kept for its next line. */
const MOST_DETAILS = 8
const DETAIL_LENGTH = 300

interface Counted<Facts> {
  readonly facts: Facts
  count: number
  readonly details: Set<string>
}

/** The first of a kind has its line at once; what follows within a second is counted and shares one line. */
export function createPacedLines<Facts>(timers: Timers): PacedLines<Facts> {
  const counted = new Map<string, Counted<Facts>>()
  const pauses = new Map<string, () => void>()
  let write: ((line: JoinedLine<Facts>) => void) | null = null

  function writeKind(kind: string): void {
    const found = counted.get(kind)
    if (write === null || found === undefined) return
    counted.delete(kind)
    const { facts, count, details } = found
    write({ facts, count, detail: oneLine([...details].join('; '), DETAIL_LENGTH) })
  }

  function writeAndPause(kind: string): void {
    writeKind(kind)
    pauses.set(
      kind,
      timers.after(PAUSE_MS, () => {
        pauses.delete(kind)
        if (counted.has(kind)) writeAndPause(kind)
      }),
    )
  }

  return {
    note: (kind, facts, detail) => {
      const joined = counted.get(kind) ?? { facts, count: 0, details: new Set<string>() }
      joined.count += 1
      if (joined.details.size < MOST_DETAILS) joined.details.add(oneLine(detail.slice(0, 2000), DETAIL_LENGTH))
      counted.set(kind, joined)
      if (write !== null && !pauses.has(kind)) writeAndPause(kind)
    },
    writeTo: (to) => {
      write = to
      for (const kind of [...counted.keys()]) writeAndPause(kind)
    },
    close: () => {
      for (const kind of [...counted.keys()]) writeKind(kind)
      for (const cancel of pauses.values()) cancel()
      pauses.clear()
      write = null
    },
  }
}
