import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import type { Sha256 } from '../../../contract/ids.ts'
import type { FoundFile } from '../../core/evidence/package-check.ts'

/** A link is not followed, and a pipe in place of the file does not keep us waiting. Windows has neither flag. */
const READ_PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Bytes hashed in one go: others have their turn in between. */
const PIECE_BYTES = 256 * 1024

/** Status of what stands at `path` itself, or null when nothing does. */
export async function statOf(path: string): Promise<Stats | null> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
}

/** Reads a plain file of at most `maxBytes`; otherwise says what is wrong with it. Rejects when the disk does. */
export async function readPlain(
  path: string,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array } | { readonly fault: string }> {
  return withPlain(path, async (handle, size) => {
    if (size > maxBytes) return { fault: 'is too large' }
    const bytes = Buffer.alloc(size)
    let done = 0
    for await (const piece of piecesOf(handle, size)) {
      bytes.set(piece, done)
      done += piece.length
    }
    return done === size ? { bytes } : { fault: 'changed while it was read' }
  })
}

/** Hash and size in bytes of a plain file of any size. Rejects when the disk does. */
export async function measurePlain(
  path: string,
): Promise<{ readonly sha256: Sha256; readonly size: number } | { readonly fault: string }> {
  return withPlain(path, async (handle, size) => ({ sha256: await hashOf(handle, size), size }))
}

/** Hashes a plain file that must be `size` bytes long; nothing else is read. Rejects when the disk does. */
export async function hashPlain(path: string, size: number): Promise<FoundFile> {
  return withPlain(path, async (handle, found) => {
    if (found !== size) return { fault: `has ${found} bytes instead of ${size}` }
    return { sha256: await hashOf(handle, size) }
  })
}

async function hashOf(handle: FileHandle, size: number): Promise<Sha256> {
  const hash = createHash('sha256')
  for await (const piece of piecesOf(handle, size)) hash.update(piece)
  return hash.digest('hex') as Sha256
}

async function withPlain<T>(
  path: string,
  work: (handle: FileHandle, size: number) => Promise<T | { fault: string }>,
): Promise<T | { fault: string }> {
  const seen = await statOf(path)
  if (seen === null) return { fault: 'is missing' }
  if (!seen.isFile()) return { fault: 'is not a plain file' }
  const handle = await open(path, READ_PLAIN).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') return null
    throw error
  })
  if (handle === null) return { fault: 'changed while it was read' }
  try {
    const stat = await handle.stat()
    return stat.isFile() ? await work(handle, stat.size) : { fault: 'is not a plain file' }
  } finally {
    await handle.close()
  }
}

/** The first `size` bytes, or fewer when the file is shorter by now. A piece is valid until the next one is asked for. */
async function* piecesOf(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(Math.min(size, PIECE_BYTES))
  for (let done = 0; done < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - done), done)
    if (bytesRead === 0) return
    done += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
