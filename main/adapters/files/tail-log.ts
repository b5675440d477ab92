import type { FileHandle } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { listSegments, openSegment, readLines } from './log-segments.ts'

export interface TailOptions {
  readonly folder: string
  /** How many of the last lines to begin with. */
  readonly lines: number
  /** True to go on with new lines until `signal` aborts. */
  readonly follow: boolean
  readonly signal: AbortSignal
}

interface Place {
  readonly ordinal: number
  readonly offset: number
}

const POLL_MS = 100
const CHUNK_BYTES = 64 * 1024
const LINE_FEED = 0x0a

/** The last lines of the log as they are on the disk, without line feeds, and then the new ones, over rotations too. */
export async function* tailLog(options: TailOptions): AsyncGenerator<Uint8Array, void, void> {
  let place = await placeOfLast(options.folder, options.lines)
  while (!options.signal.aborted) {
    // Listed before reading: a segment that was already put away gets no more lines.
    const segments = await listSegments(options.folder)
    const { lines, end } = await wholeLines(options.folder, place)
    place = { ordinal: place.ordinal, offset: end }
    yield* lines
    if (segments.some((segment) => segment.ordinal > place.ordinal)) place = { ordinal: place.ordinal + 1, offset: 0 }
    else if (options.follow) await pause(POLL_MS, undefined, { signal: options.signal }).catch(() => undefined)
    else return
  }
}

async function wholeLines(folder: string, place: Place): Promise<{ lines: readonly Uint8Array[]; end: number }> {
  const read = await withSegment(folder, place.ordinal, async (file) => {
    const lines: Uint8Array[] = []
    const { size } = await file.stat()
    // A failed write is cut off again: then the file is shorter than what was read.
    if (size < place.offset) return { lines, end: size }
    const keep = (line: Uint8Array): boolean => lines.push(Uint8Array.from(line)) > 0
    const { offset } = await readLines(file, { from: place.offset, to: size }, keep, () => undefined)
    return { lines, end: offset }
  })
  return read ?? { lines: [], end: place.offset }
}

/** Where the last `count` whole lines begin. */
async function placeOfLast(folder: string, count: number): Promise<Place> {
  const segments = await listSegments(folder)
  let wanted = count
  for (const segment of segments.toReversed()) {
    const start = await withSegment(folder, segment.ordinal, (file) => startOfLast(file, wanted))
    wanted -= start?.found ?? 0
    if (wanted <= 0 || segment === segments[0]) return { ordinal: segment.ordinal, offset: start?.offset ?? 0 }
  }
  return { ordinal: 1, offset: 0 }
}

/** Looks backwards for line feeds: the start of the last `count` whole lines, or 0 when there are fewer. */
async function startOfLast(file: FileHandle, count: number): Promise<{ offset: number; found: number }> {
  const { size } = await file.stat()
  const chunk = Buffer.alloc(CHUNK_BYTES)
  let feeds = 0
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - CHUNK_BYTES)
    const { bytesRead } = await file.read(chunk, 0, end - start, start)
    for (let at = bytesRead - 1; at >= 0; at--) {
      if (chunk[at] !== LINE_FEED) continue
      if (feeds === count) return { offset: start + at + 1, found: count }
      feeds++
    }
    end = start
  }
  return { offset: 0, found: feeds }
}

async function withSegment<T>(
  folder: string,
  ordinal: number,
  use: (file: FileHandle) => Promise<T>,
): Promise<T | null> {
  const opened = await openSegment(folder, ordinal)
  return opened === null ? null : use(opened.file).finally(() => opened.file.close())
}
