import { chmodSync, constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { atomicWrite, TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { readPlain } from './plain-file.ts'

/** A file of lines that grows and is now and then written anew. Every call rejects when the disk does. */
export interface RefusalJournalFile {
  /** Its lines, without line feeds; empty when there is none. `fault`: why it cannot be read. */
  read(maxBytes: number): Promise<{ readonly lines: readonly string[]; readonly fault: string | null }>
  /** Whether `append` may be called: it was written by this process, and nobody took it away since. */
  isWhole(): Promise<boolean>
  /** Bytes in it. */
  readonly size: number
  append(lines: string): Promise<void>
  /** Writes it anew: a crash leaves the old file or the new one. */
  replace(lines: string): Promise<void>
  close(): Promise<void>
}

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/** A link in place of the file is not followed. Windows has no such flag. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0)

/** Makes the folder for its owner alone, and removes what an unfinished `replace` left there. */
export function openRefusalJournalFile(path: string): RefusalJournalFile {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, FOLDER_MODE)
  for (const name of readdirSync(folder))
    if (name.startsWith(`${TEMPORARY_PREFIX}${basename(path)}`)) rmSync(join(folder, name), { force: true })
  let handle: FileHandle | null = null
  let size = 0

  async function close(): Promise<void> {
    const old = handle
    handle = null
    await old?.close()
  }

  return {
    get size() {
      return size
    },
    read: async (maxBytes) => {
      const found = await readPlain(path, maxBytes)
      if ('fault' in found) return { lines: [], fault: found.fault === 'is missing' ? null : found.fault }
      const text = Buffer.from(found.bytes).toString()
      return { lines: text.split('\n').filter((line) => line !== ''), fault: null }
    },
    isWhole: async () => handle !== null && (await handle.stat()).nlink > 0,
    append: async (lines) => {
      if (handle === null) throw new Error('the journal of refusals is not open')
      try {
        await handle.appendFile(lines)
        size += Buffer.byteLength(lines)
      } catch (error) {
        // It may end in half a line; what would follow it there could not be read.
        await close().catch(() => undefined)
        throw error
      }
    },
    replace: async (lines) => {
      await close()
      await atomicWrite(path, lines, FILE_MODE)
      handle = await open(path, APPEND)
      size = Buffer.byteLength(lines)
    },
    close,
  }
}
