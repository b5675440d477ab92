import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createLineSplitter } from '../../core/audit/line-splitter.ts'
import { ACTIVE_SEGMENT, rotatedOrdinal } from '../../core/audit/segment-names.ts'

/** One file of the log. */
export interface LogSegment {
  /** 1, 2, …; the active segment has the greatest. */
  readonly ordinal: number
  readonly name: string
  readonly path: string
}

const CHUNK_BYTES = 1024 * 1024
const LAST_LINE_GUESS_BYTES = 64 * 1024

/** Every segment in the order of its lines, the active one (if it exists) last. A folder that does not exist has none. */
export async function listSegments(folder: string): Promise<readonly LogSegment[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const segments: LogSegment[] = []
  for (const name of names) {
    const ordinal = rotatedOrdinal(name)
    if (ordinal !== null) segments.push({ ordinal, name, path: join(folder, name) })
  }
  segments.sort((a, b) => a.ordinal - b.ordinal)
  if (names.includes(ACTIVE_SEGMENT)) {
    const ordinal = (segments.at(-1)?.ordinal ?? 0) + 1
    segments.push({ name: ACTIVE_SEGMENT, ordinal, path: join(folder, ACTIVE_SEGMENT) })
  }
  return segments
}

/** Opens one segment, although the service may be putting it away; null when there is no such segment. */
export async function openSegment(
  folder: string,
  ordinal: number,
): Promise<{ segment: LogSegment; file: FileHandle } | null> {
  const find = async (): Promise<LogSegment | undefined> =>
    (await listSegments(folder)).find((segment) => segment.ordinal === ordinal)
  for (let segment = await find(); segment !== undefined; ) {
    const file = await open(segment.path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    // The name of the active segment may have passed to its successor between the two looks.
    const again = await find()
    if (file !== null && again?.name === segment.name) return { segment, file }
    await file?.close()
    segment = again
  }
  return null
}

/**
 * Reads `file` from offset `from` up to offset `to` (or its end) and gives each whole line. Stops early when `onLine`
 * answers false. Returns the bytes after the last line feed and the offset at which they begin.
 */
export async function readLines(
  file: FileHandle,
  range: { readonly from: number; readonly to: number },
  onLine: (line: Uint8Array, offset: number) => boolean,
  onProgress: (bytes: number) => void,
): Promise<{ rest: Uint8Array; offset: number }> {
  let going = true
  const splitter = createLineSplitter(range.from, (line, offset) => {
    if (going) going = onLine(line, offset)
  })
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let position = range.from
  while (going && position < range.to) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(CHUNK_BYTES, range.to - position), position)
    if (bytesRead === 0) break
    position += bytesRead
    splitter.push(chunk.subarray(0, bytesRead))
    onProgress(bytesRead)
  }
  const rest = splitter.rest()
  return { rest, offset: position - rest.length }
}

/** First whole line of a file, or null when it has none. */
export async function firstLine(path: string): Promise<Uint8Array | null> {
  const file = await open(path, 'r')
  try {
    let first: Uint8Array | null = null
    const keep = (line: Uint8Array): boolean => {
      first = Uint8Array.from(line)
      return false
    }
    await readLines(file, { from: 0, to: Number.MAX_SAFE_INTEGER }, keep, () => undefined)
    return first
  } finally {
    await file.close()
  }
}

/** Last line of a file that has its line feed, and where it begins; null when the file has none. */
export async function lastLine(path: string): Promise<{ bytes: Uint8Array; offset: number } | null> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    for (let length = Math.min(size, LAST_LINE_GUESS_BYTES); length > 0; length = Math.min(size, length * 8)) {
      const tail = Buffer.alloc(length)
      await readFully(file, tail, size - length)
      const end = tail.lastIndexOf('\n')
      const before = end <= 0 ? -1 : tail.lastIndexOf('\n', end - 1)
      if (end !== -1 && (before !== -1 || length === size)) {
        return { bytes: tail.subarray(before + 1, end), offset: size - length + before + 1 }
      }
      if (length === size) return null
    }
    return null
  } finally {
    await file.close()
  }
}

async function readFully(file: FileHandle, target: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done)
    if (bytesRead === 0) return
    done += bytesRead
  }
}
