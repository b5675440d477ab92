import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { EvidenceManifest } from '../../../contract/evidence.ts'
import type { ArtifactDraft, PackageDraft } from '../../core/evidence/evidence-store.ts'
import { MANIFEST_FILE, type MeasuredPackage, manifestBytes, type PackagePlace } from '../../core/evidence/manifest.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { syncFolder } from '../disk/sync-folder.ts'
import { type Content, type EvidenceObjects, linked } from './evidence-objects.ts'
import { packageFolder } from './evidence-reading.ts'
import { copyPlain, statOf } from './plain-file.ts'
import { portableName } from './portable-name.ts'

export const FOLDER_MODE = 0o700
const MANIFEST_MODE = 0o600

/** Several packages may share the file: nobody writes into it by mistake. On Windows such a file could not even be removed. */
const ARTIFACT_MODE = process.platform === 'win32' ? 0o600 : 0o400

/** A draft with what is in its files. */
export interface StagedPackage {
  readonly measured: MeasuredPackage
  /**
   * Makes the package, which does not exist yet, of its files and its manifest, each synced, by one rename. A crash leaves the whole package
   * or nothing but a temporary folder. Durable when it resolves; answers how many bytes more the disk holds now.
   */
  write(manifest: EvidenceManifest): Promise<number>
  /** Removes what was not written. */
  discard(): Promise<void>
}

/**
 * Measures a draft. A file is copied into a temporary folder while it is hashed: whoever made it may go on to change it, and what the
 * manifest names is what was written here. Throws AppError `storage_failed` for a file that cannot be one of evidence; rejects when the
 * disk does.
 */
export async function stagePackage(
  root: string,
  draft: PackageDraft,
  objects: EvidenceObjects,
): Promise<StagedPackage> {
  const temporary = join(root, `${TEMPORARY_PREFIX}${process.pid}.${randomBytes(8).toString('hex')}`)
  const discard = (): Promise<void> => rm(temporary, { recursive: true, force: true }).catch(() => undefined)
  const staged = (index: number): string => join(temporary, `staged-${index}`)
  try {
    const artifacts: MeasuredPackage['artifacts'][number][] = []
    for (const [index, artifact] of draft.artifacts.entries()) {
      if ('file' in artifact) await mkdir(temporary, { mode: FOLDER_MODE, recursive: true })
      artifacts.push({ ...artifact, ...(await measure(artifact, staged(index))) })
    }
    const measured = { ...draft, artifacts }
    return {
      measured,
      discard,
      write: async (manifest) => {
        await mkdir(temporary, { mode: FOLDER_MODE, recursive: true })
        const own = await fillFolder(temporary, measured, staged, objects)
        const bytes = manifestBytes(manifest)
        await writeSynced(join(temporary, MANIFEST_FILE), bytes, MANIFEST_MODE)
        await syncFolder(temporary)
        const target = packageFolder(root, manifest)
        await makeFolder(dirname(target))
        await rename(temporary, target)
        await syncPackage(root, manifest)
        return own + bytes.length
      },
    }
  } catch (error) {
    await discard()
    throw error
  }
}

/**
 * Puts every artifact under its name: a link to the same content where there is one already, bytes of its own otherwise. Answers how many
 * bytes these are.
 */
async function fillFolder(
  folder: string,
  { artifacts }: MeasuredPackage,
  staged: (index: number) => string,
  objects: EvidenceObjects,
): Promise<number> {
  let own = 0
  const placed = new Map<string, string>()
  for (const [index, artifact] of artifacts.entries()) {
    const path = join(folder, portableName(artifact.path))
    const same = placed.get(artifact.sha256)
    const lent = (same !== undefined && (await linked(same, path))) || (await objects.lend(artifact, path))
    placed.set(artifact.sha256, path)
    if (!lent) own += artifact.size
    if ('bytes' in artifact && !lent) await writeSynced(path, artifact.bytes, ARTIFACT_MODE)
    if ('file' in artifact) await (lent ? rm(staged(index)) : rename(staged(index), path))
  }
  return own
}

async function measure(artifact: ArtifactDraft, copy: string): Promise<Content> {
  if ('bytes' in artifact) return { sha256: sha256(artifact.bytes), size: artifact.bytes.length }
  const found = await copyPlain(artifact.file, copy, ARTIFACT_MODE)
  if ('fault' in found) throw new AppError('storage_failed', `The file for ${artifact.path} ${found.fault}.`)
  return found
}

/** Makes the name of a package durable. Also for one that is found in place: whoever renamed it may have died before this. */
export async function syncPackage(root: string, place: PackagePlace): Promise<void> {
  await syncFolder(dirname(packageFolder(root, place)))
  await syncFolder(root)
}

async function writeSynced(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode)
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
