import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createLineSplitter } from '../../core/audit/line-splitter.ts'
import { ACTIVE_SEGMENT, rotatedName, rotatedOrdinal } from '../../core/audit/segment-names.ts'

/** Where a line lies: `length` bytes, without the line feed, at `offset` of a segment. */
export interface LinePlace {
  readonly segment: number
  readonly offset: number
  readonly length: number
}

/** Reads lines out of the segments of a log that someone else may be appending to. */
export interface SegmentReader {
  /** The bytes at a place; shorter when the segment ends before. Throws when there is no such segment. */
  read(place: LinePlace): Buffer
  /** Every whole line from `start` to the end of the log, until `onLine` answers false. */
  scan(start: { segment: number; offset: number }, onLine: (line: Uint8Array, place: LinePlace) => boolean): void
  /** Ordinal of the first segment. */
  first(): number
  close(): void
}

const CHUNK_BYTES = 1024 * 1024
const MAX_OPEN_FILES = 32

export function createSegmentReader(folder: string): SegmentReader {
  const files = new Map<number, number>()

  function descriptor(segment: number): number {
    const known = files.get(segment)
    if (known !== undefined) return known
    if (files.size >= MAX_OPEN_FILES) closeOldest()
    const file = openSegment(folder, segment)
    files.set(segment, file)
    return file
  }

  function closeOldest(): void {
    for (const [segment, file] of files) {
      files.delete(segment)
      closeSync(file)
      return
    }
  }

  return {
    read: ({ segment, offset, length }) => {
      const bytes = Buffer.allocUnsafe(length)
      return bytes.subarray(0, readSync(descriptor(segment), bytes, 0, length, offset))
    },
    scan: (start, onLine) => {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      let going = true
      for (let segment = start.segment; going && segment <= activeOrdinal(folder); segment++) {
        const file = descriptor(segment)
        let position = segment === start.segment ? start.offset : 0
        const splitter = createLineSplitter(position, (line, offset) => {
          if (going) going = onLine(line, { segment, offset, length: line.length })
        })
        for (const end = fstatSync(file).size; going && position < end; ) {
          const got = readSync(file, chunk, 0, Math.min(CHUNK_BYTES, end - position), position)
          if (got === 0) break
          position += got
          splitter.push(chunk.subarray(0, got))
        }
      }
    },
    first: () => rotatedOrdinals(folder)[0] ?? 1,
    close: () => {
      for (const file of files.values()) closeSync(file)
      files.clear()
    },
  }
}

function openSegment(folder: string, segment: number): number {
  const rotated = join(folder, rotatedName(segment))
  if (existsSync(rotated)) return openSync(rotated, 'r')
  const file = openSync(join(folder, ACTIVE_SEGMENT), 'r')
  // Looked at after the active one was opened: if the segment was put away in between, that one is its successor.
  if (!existsSync(rotated) && segment >= activeOrdinal(folder)) return file
  closeSync(file)
  if (!existsSync(rotated)) throw new Error(`${basename(folder)}/${rotatedName(segment)} is missing`)
  return openSync(rotated, 'r')
}

function rotatedOrdinals(folder: string): number[] {
  return readdirSync(folder)
    .map(rotatedOrdinal)
    .filter((ordinal) => ordinal !== null)
    .sort((a, b) => a - b)
}

/** Ordinal of the last segment; 0 when the log has no file. */
function activeOrdinal(folder: string): number {
  const lastRotated = rotatedOrdinals(folder).at(-1) ?? 0
  return existsSync(join(folder, ACTIVE_SEGMENT)) ? lastRotated + 1 : lastRotated
}
