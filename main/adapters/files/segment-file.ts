import { type FileHandle, open } from 'node:fs/promises'

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

/** Opens an existing file whose first `length` bytes are good and which has no others. */
export async function openSegmentFile(path: string, length: number): Promise<SegmentFile> {
  return createSegmentFile(await open(path, 'r+'), length)
}

/** The part of a FileHandle that a segment needs. */
export type SegmentHandle = Pick<FileHandle, 'write' | 'datasync' | 'truncate' | 'stat' | 'close'>

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
      const { size, nlink } = await handle.stat()
      if (nlink === 0) throw new Error('the file was removed while it was open')
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
