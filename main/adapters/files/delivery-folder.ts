import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DeliveryName } from '../../core/ingest/delivery-index.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { deliveryOfFileName } from './delivery-file.ts'
import type { ShelvedFile } from './delivery-shelf.ts'

const FOLDER_MODE = 0o700

/**
 * Makes the folder if need be, for its owner alone, removes unfinished files and resolves to the deliveries in it, oldest first. `read`
 * tells whose file it is when the name cannot. What is no delivery stays and is not counted.
 */
export async function openDeliveryFolder(
  folder: string,
  logger: Logger,
  read: (file: string) => Promise<DeliveryName | null>,
): Promise<ShelvedFile[]> {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, FOLDER_MODE)
  const found: (ShelvedFile & { readonly changed: number })[] = []
  for (const file of readdirSync(folder)) {
    if (file.startsWith(TEMPORARY_PREFIX)) {
      removeLeftover(folder, file, logger)
      continue
    }
    const told = deliveryOfFileName(file)
    const stat = told === null ? null : lstatSync(join(folder, file), { throwIfNoEntry: false })
    if (stat === null || stat === undefined || !stat.isFile()) continue
    const name = told === 'unknown' ? await read(file) : told
    if (name !== null) found.push({ file, name, bytes: stat.size, changed: stat.mtimeMs })
  }
  return found
    .sort((a, b) => a.changed - b.changed || (a.file < b.file ? -1 : 1))
    .map(({ file, name, bytes }) => ({ file, name, bytes }))
}

function removeLeftover(folder: string, file: string, logger: Logger): void {
  try {
    rmSync(join(folder, file), { recursive: true, force: true })
  } catch (error) {
    // It is in nobody's way: no delivery has this name.
    logger.warn({ err: error, file }, 'an unfinished file of an earlier run could not be removed')
  }
}
