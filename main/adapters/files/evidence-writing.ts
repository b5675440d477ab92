import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { EvidenceManifest } from '../../../contract/evidence.ts'
import type { ArtifactDraft } from '../../core/evidence/evidence-store.ts'
import { MANIFEST_FILE, manifestBytes, type PackagePlace } from '../../core/evidence/manifest.ts'
import { TEMPORARY_PREFIX } from './atomic-write.ts'
import { packageFolder } from './evidence-reading.ts'
import { statOf } from './plain-file.ts'
import { portableName } from './portable-name.ts'
import { syncFolder } from './sync-folder.ts'

export const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/**
 * Writes a package that does not exist yet: its files, its manifest last, each synced, into a temporary folder, which one rename then
 * makes the package. A crash leaves the whole package or nothing but the temporary folder. Durable when it resolves.
 */
export async function writePackage(
  root: string,
  manifest: EvidenceManifest,
  artifacts: readonly ArtifactDraft[],
): Promise<void> {
  const target = packageFolder(root, manifest)
  const temporary = join(root, `${TEMPORARY_PREFIX}${process.pid}.${randomBytes(8).toString('hex')}`)
  try {
    await mkdir(temporary, { mode: FOLDER_MODE })
    for (const artifact of artifacts) {
      const path = join(temporary, portableName(artifact.path))
      if ('bytes' in artifact) await writeSynced(path, artifact.bytes)
      else await takeOver(artifact.file, path)
    }
    await writeSynced(join(temporary, MANIFEST_FILE), manifestBytes(manifest))
    await syncFolder(temporary)
    await makeFolder(dirname(target))
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
    throw error
  }
  await syncPackage(root, manifest)
}

/** Makes the name of a package durable. Also for one that is found in place: whoever renamed it may have died before this. */
export async function syncPackage(root: string, place: PackagePlace): Promise<void> {
  await syncFolder(dirname(packageFolder(root, place)))
  await syncFolder(root)
}

/** A copy of its own: whoever made the file may go on to change it. Copy-on-write where the disk can do that. */
async function takeOver(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  await chmod(to, FILE_MODE)
  const handle = await open(to, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', FILE_MODE)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A link in place of the folder would lead the package elsewhere. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: FOLDER_MODE }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' || (await statOf(path))?.isDirectory() !== true) throw error
  })
}
