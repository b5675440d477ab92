import { randomBytes } from 'node:crypto'
import { closeSync, constants, fdatasyncSync, fstatSync, open, renameSync, type Stats, write } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { syncFolder } from './sync-folder.ts'

/** A file written and synced under a temporary name beside its target. Exactly one of `commit` and `discard` ends it. */
export interface StagedFile {
  /** Identity of the written file, as it will be after the rename but for its ctime. */
  readonly stat: Stats
  /** Renames over the target. A crash leaves the old file or the new one. Durable once the folder is synced. */
  commit(): Promise<void>
  /** The same before it returns, for callers that must not give their turn away between a last look at the target and the rename. */
  commitNow(): void
  discard(): Promise<void>
}

/** Prefix of temporary files. What bears it after a crash is waste. */
export const TEMPORARY_PREFIX = '.tmp-'

const openFile = promisify(open)
const writeFile = promisify(write)

/** With O_DSYNC a write is on the disk when it returns. Windows has no such flag and syncs afterwards. */
const NEW_FILE: number = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_DSYNC ?? 0)

/**
 * Writes and syncs `bytes` beside `target`; the target is untouched until `commit`. On bare file descriptors: opening and writing
 * are the only turns of the event loop, because under load each turn costs more than the work itself.
 */
export async function stageFile(target: string, bytes: Uint8Array | string, mode: number): Promise<StagedFile> {
  const temporary = join(
    dirname(target),
    `${TEMPORARY_PREFIX}${basename(target)}.${process.pid}.${randomBytes(6).toString('hex')}`,
  )
  const discard = (): Promise<void> => rm(temporary, { force: true })
  try {
    const fd = await openFile(temporary, NEW_FILE, mode)
    let stat: Stats
    try {
      await writeAll(fd, Buffer.from(bytes))
      if (constants.O_DSYNC === undefined) fdatasyncSync(fd)
      stat = fstatSync(fd)
    } finally {
      closeSync(fd)
    }
    return {
      stat,
      commit: () => rename(temporary, target),
      commitNow: () => renameSync(temporary, target),
      discard,
    }
  } catch (error) {
    await discard().catch(() => undefined)
    throw error
  }
}

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await writeFile(fd, bytes, done, bytes.length - done, done)
    done += bytesWritten
  }
}

/** Replaces `target` with `bytes`: tmp, fsync, rename, fsync folder. A crash leaves the old file or the new one. */
export async function atomicWrite(target: string, bytes: Uint8Array | string, mode: number): Promise<void> {
  const staged = await stageFile(target, bytes, mode)
  try {
    await staged.commit()
  } catch (error) {
    await staged.discard().catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(target))
}
