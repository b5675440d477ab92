import { createHash } from 'node:crypto'
import { type BigIntStats, constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import type { Sha256 } from '../../../contract/ids.ts'
import type { FoundFile } from '../../core/evidence/package-check.ts'

/** A link is not followed, and a pipe in place of the file does not keep us waiting. Windows has neither flag. */
const READ_PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** For work that nobody breaks off. */
export const UNBROKEN: AbortSignal = new AbortController().signal

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

/** Copies a plain file to `to`, which must not be there, and hashes what it writes; durable when it resolves. Rejects when the disk does. */
export async function copyPlain(
  path: string,
  to: string,
  mode: number,
): Promise<{ readonly sha256: Sha256; readonly size: number } | { readonly fault: string }> {
  return withPlain(path, async (handle, size) => {
    const target = await open(to, 'wx', mode)
    try {
      const hash = createHash('sha256')
      let done = 0
      for await (const piece of piecesOf(handle, size)) {
        hash.update(piece)
        await writeWhole(target, piece)
        done += piece.length
      }
      if (done !== size) return { fault: 'changed while it was read' }
      await target.sync()
      return { sha256: hash.digest('hex') as Sha256, size: done }
    } finally {
      await target.close()
    }
  })
}

async function writeWhole(target: FileHandle, piece: Uint8Array): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    const { bytesWritten } = await target.write(piece, done, piece.length - done)
    done += bytesWritten
  }
}

/** `again`: it is the one that was looked for after all, but what was read before that was made sure of counts for nothing. */
export type Recognised = 'same' | 'again' | 'other'

/**
 * Bytes `from` up to `to` of the plain file that `recognise` knows, in pieces; null when it is another one, or is another one once its bytes
 * were read. Rejects when the disk does.
 */
export async function* partOfPlain(
  path: string,
  part: { readonly from: number; readonly to: number },
  recognise: (stat: BigIntStats) => Promise<Recognised>,
): AsyncGenerator<Uint8Array | null> {
  const handle = await open(path, READ_PLAIN)
  try {
    const buffer = Buffer.alloc(Math.min(Math.max(part.to - part.from, 1), PIECE_BYTES))
    for (let at = part.from; at < part.to; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, part.to - at), at)
      // Looked at after the bytes were read: a change before that shows.
      const recognised = bytesRead === 0 ? 'other' : await recognise(await handle.stat({ bigint: true }))
      if (recognised === 'other') return yield null
      if (recognised === 'again') continue
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

/**
 * Hashes a plain file that must be `size` bytes long; nothing else is read. Rejects when the disk does, and with the reason of `signal`.
 */
export async function hashPlain(path: string, size: number, signal: AbortSignal): Promise<FoundFile> {
  return withPlain(path, async (handle, found) => {
    if (found !== size) return { fault: `has ${found} bytes instead of ${size}` }
    return { sha256: await hashOf(handle, size, signal) }
  })
}

async function hashOf(handle: FileHandle, size: number, signal: AbortSignal): Promise<Sha256> {
  const hash = createHash('sha256')
  for await (const piece of piecesOf(handle, size)) {
    signal.throwIfAborted()
    hash.update(piece)
  }
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
