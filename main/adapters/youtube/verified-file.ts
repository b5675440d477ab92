import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { youtubeError } from '../../core/tools/youtube/youtube-errors.ts'

/** A file that was hashed whole and is read in pieces, of which every one is what was hashed. */
export interface VerifiedFile {
  readonly size: number
  /** Bytes from `from` up to and without `to`. Throws ToolError `artifact_altered` when they are not what was hashed. */
  read(from: number, to: number): Promise<Buffer>
  close(): Promise<void>
}

/** Each block has a hash of its own, so that any piece can be checked by reading little more than it. */
const BLOCK = 256 * 1024

/** Throws ToolError `artifact_altered` when the file does not have this sha256, the error of `signal`, or the system's. */
export async function openVerified(path: string, sha256: string, signal: AbortSignal): Promise<VerifiedFile> {
  // One open file from here on: another one that is put in its place is never read.
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    const { size } = await file.stat()
    const blocks = await hashBlocks(file, size, sha256, signal)
    return {
      size,
      read: (from, to) => readChecked(file, blocks, size, from, to),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function hashBlocks(file: FileHandle, size: number, sha256: string, signal: AbortSignal): Promise<Buffer[]> {
  const whole = createHash('sha256')
  const blocks: Buffer[] = []
  for (let at = 0; at < size; at += BLOCK) {
    signal.throwIfAborted()
    const bytes = await readBytes(file, at, Math.min(size, at + BLOCK))
    whole.update(bytes)
    blocks.push(hashOf(bytes))
  }
  if (whole.digest('hex') !== sha256) throw altered()
  return blocks
}

async function readChecked(
  file: FileHandle,
  blocks: readonly Buffer[],
  size: number,
  from: number,
  to: number,
): Promise<Buffer> {
  const first = Math.floor(from / BLOCK)
  const begin = first * BLOCK
  const end = Math.min(size, Math.ceil(to / BLOCK) * BLOCK)
  const bytes = await readBytes(file, begin, end)
  for (let index = first; index * BLOCK < end; index += 1) {
    const block = bytes.subarray(index * BLOCK - begin, (index + 1) * BLOCK - begin)
    if (blocks[index]?.equals(hashOf(block)) !== true) throw altered()
  }
  return bytes.subarray(from - begin, to - begin)
}

async function readBytes(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from)
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done)
    if (bytesRead === 0) throw altered()
    done += bytesRead
  }
  return bytes
}

const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

const altered = (): Error =>
  youtubeError('artifact_altered', 'The file is not the one that was countersigned: its sha256 is another.')
