import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sha256 } from '../../../contract/ids.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { syncFolder } from '../disk/sync-folder.ts'
import { statOf } from './plain-file.ts'
import type { VerifiedFiles } from './verified-files.ts'

/** Folder below `audit/evidence/` that holds each content once: `<2 hex>/<sha256>`. No correlation id can bear this name. */
export const OBJECTS_FOLDER = '.objects'

const FOLDER_MODE = 0o700

/** What a file is known by; `size` in bytes. */
export interface Content {
  readonly sha256: Sha256
  readonly size: number
}

/**
 * Artifacts by their content. A package holds hard links to what lies here, or copies where the disk has no links, and needs nothing of it
 * to be read: what is gone from here is missing to nobody, and comes again with the next package that has the same content.
 */
export interface EvidenceObjects {
  /** Makes `path` a link to content that is here already. False: it is not, is not what it was, or cannot be linked; nothing is at `path` then. */
  lend(content: Content, path: string): Promise<boolean>
  /** Sees to it that the content of `file`, which belongs to a package, is here, durably. What is here and altered gives way. */
  deposit(content: Content, file: string): Promise<void>
}

export const objectPath = (root: string, sha256: string): string =>
  join(root, OBJECTS_FOLDER, sha256.slice(0, 2), sha256)

/** False where the disk has no links, or the file has as many as it may have: there must be bytes of its own then. */
export async function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  )
}

/** `root`: `audit/evidence/`. */
export function createEvidenceObjects(root: string, verified: VerifiedFiles, logger: Logger): EvidenceObjects {
  const isHere = async ({ sha256, size }: Content): Promise<boolean> => {
    const found = await verified.hash(objectPath(root, sha256), size)
    return 'sha256' in found && found.sha256 === sha256
  }

  return {
    lend: async (content, path) => {
      if (!(await isHere(content))) return false
      return linked(objectPath(root, content.sha256), path)
    },
    deposit: async (content, file) => {
      const target = objectPath(root, content.sha256)
      if (await isHere(content)) return
      if ((await statOf(target)) !== null)
        // Packages that have links to the altered file keep it, and show that they are altered.
        logger.warn({ object: content.sha256 }, 'an object of evidence was altered; the same content was kept anew')
      await mkdir(dirname(target), { recursive: true, mode: FOLDER_MODE })
      const temporary = join(root, `${TEMPORARY_PREFIX}${process.pid}.${randomBytes(8).toString('hex')}`)
      try {
        if (!(await linked(file, temporary))) await copyFile(file, temporary, constants.COPYFILE_EXCL)
        await rename(temporary, target)
      } finally {
        // Where both names are one and the same file already, a rename does nothing and leaves the first (POSIX, rename).
        await rm(temporary, { force: true }).catch(() => undefined)
      }
      await syncFolder(dirname(target))
      await syncFolder(join(root, OBJECTS_FOLDER))
    },
  }
}
