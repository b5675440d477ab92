import { randomBytes } from 'node:crypto'
import { constants, fstatSync, type Stats } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createFolderSync } from './folder-sync.ts'

/** A file written and synced under a temporary name beside its target. Exactly one of `commit` and `discard` ends it. */
export interface StagedFile {
  /** Identity of the written file, as it will be after the rename. */
  readonly stat: Stats
  /** Renames over the target. A crash leaves the old file or the new one. Durable once the folder is synced. */
  commit(): Promise<void>
  discard(): Promise<void>
}

/** Prefix of temporary files. What bears it after a crash is waste. */
export const TEMPORARY_PREFIX = '.tmp-'

/** With O_DSYNC a write is on the disk when it returns. Windows has no such flag and syncs afterwards. */
const NEW_FILE: number = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_DSYNC ?? 0)

/** Writes and syncs `bytes` beside `target`; the target is untouched until `commit`. */
export async function stageFile(target: string, bytes: Uint8Array | string, mode: number): Promise<StagedFile> {
  const temporary = join(
    dirname(target),
    `${TEMPORARY_PREFIX}${basename(target)}.${process.pid}.${randomBytes(6).toString('hex')}`,
  )
  const discard = (): Promise<void> => rm(temporary, { force: true })
  try {
    const handle = await open(temporary, NEW_FILE, mode)
    let stat: Stats
    try {
      await handle.writeFile(bytes)
      if (constants.O_DSYNC === undefined) await handle.datasync()
      stat = fstatSync(handle.fd)
    } finally {
      await handle.close()
    }
    return { stat, commit: () => rename(temporary, target), discard }
  } catch (error) {
    await discard().catch(() => undefined)
    throw error
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
  const folder = createFolderSync(dirname(target))
  await folder.sync().finally(folder.close)
}
