import { constants, fstatSync, type Stats, statSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** The file that the log is appended to. Bytes are in it as a whole or not at all. */
export interface SegmentFile {
  /** Bytes that are known to be on the disk. */
  readonly length: number
  /** Rejects when the file is not as this process left it. Begin it before building a batch and await it after. */
  ready(): Promise<void>
  /** Writes and syncs. When that fails the file is cut back to `length` (at the latest by the next `ready`). */
  append(bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

/** With O_DSYNC a write is on the disk when it returns: one system call, one turn of the event loop. Windows has no such flag. */
const DSYNC: number = constants.O_DSYNC ?? 0

/** Opens an existing file whose first `length` bytes are good and which has no others. */
export async function openSegmentFile(path: string, length: number): Promise<SegmentFile> {
  const handle = await open(path, constants.O_RDWR | DSYNC)
  const opened = fstatSync(handle.fd, { bigint: true })
  const segmentHandle: SegmentHandle = {
    write: (bytes, offset, size, position) => handle.write(bytes, offset, size, position),
    datasync: async () => (DSYNC === 0 ? handle.datasync() : undefined),
    truncate: (size) => handle.truncate(size),
    // Of a file that is open, a look that never waits for the disk; going round by the thread pool costs ten times as much.
    stat: () => fstatSync(handle.fd),
    isInPlace: () => {
      const found = statSync(path, { bigint: true, throwIfNoEntry: false })
      return found !== undefined && found.ino === opened.ino && found.dev === opened.dev
    },
    close: () => handle.close(),
  }
  return createSegmentFile(segmentHandle, length)
}

/** What a segment needs of an open file. */
export interface SegmentHandle {
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesWritten: number }>
  datasync(): Promise<void>
  truncate(length: number): Promise<void>
  stat(): Pick<Stats, 'size' | 'nlink'>
  /** True while the path still leads to this file: another one would be read, verified and gone on with after the next start. */
  isInPlace(): boolean
  close(): Promise<void>
}

export function createSegmentFile(handle: SegmentHandle, initialLength: number): SegmentFile {
  let length = initialLength
  // Set while the file may hold bytes beyond `length` that this process wrote.
  let overhang = false

  async function cutBack(): Promise<void> {
    await handle.truncate(length)
    overhang = false
  }

  return {
    get length() {
      return length
    },
    ready: async () => {
      if (overhang) return cutBack()
      const { size, nlink } = handle.stat()
      if (nlink === 0) throw new Error('the file was removed while it was open')
      if (!handle.isInPlace()) throw new Error('the file was moved away or replaced while it was open')
      if (size !== length) throw new Error(`another program changed the file: ${size} bytes instead of ${length}`)
    },
    append: async (bytes) => {
      overhang = true
      try {
        for (let done = 0; done < bytes.length; ) {
          done += (await handle.write(bytes, done, bytes.length - done, length + done)).bytesWritten
        }
        await handle.datasync()
      } catch (error) {
        await cutBack().catch(() => undefined)
        throw error
      }
      length += bytes.length
      overhang = false
    },
    close: () => handle.close(),
  }
}
