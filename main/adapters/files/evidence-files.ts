import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { EvidenceManifest, EvidenceRef } from '../../../contract/evidence.ts'
import type { EvidenceShelf } from '../../core/evidence/evidence-shelf.ts'
import type { EvidenceStore, PackageDraft } from '../../core/evidence/evidence-store.ts'
import { type ManifestKeys, manifestBytes, manifestOf, type PackagePlace, refOf } from '../../core/evidence/manifest.ts'
import { judgePackage } from '../../core/evidence/package-check.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { createKeyedLock } from '../../core/kernel/keyed-lock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { TEMPORARY_PREFIX } from '../disk/atomic-write.ts'
import { createEvidenceLookup } from './evidence-lookup.ts'
import { createEvidenceObjects } from './evidence-objects.ts'
import { packageFolder, readPackage, shownPath } from './evidence-reading.ts'
import { createEvidenceSurvey } from './evidence-survey.ts'
import { FOLDER_MODE, type StagedPackage, stagePackage, syncPackage } from './evidence-writing.ts'
import { hashPlain, UNBROKEN } from './plain-file.ts'
import { portableName } from './portable-name.ts'
import { createVerifiedFiles } from './verified-files.ts'

export interface EvidenceFilesOptions {
  /** `audit/evidence/` of the data root; made when it is missing. */
  readonly folder: string
  readonly keys: ManifestKeys
  readonly logger: Logger
  /** So many bytes were added to the disk. */
  readonly grown: (bytes: number) => void
}

/** Packages as folders. Opening removes what a crash left half-done: only for the process that has the data root. */
export function openEvidenceFiles({
  folder: root,
  keys,
  logger,
  grown,
}: EvidenceFilesOptions): EvidenceStore & EvidenceShelf {
  mkdirSync(root, { recursive: true, mode: FOLDER_MODE })
  if (process.platform !== 'win32' && (statSync(root).mode & 0o077) !== 0) chmodSync(root, FOLDER_MODE)
  removeLeftovers(root, logger)
  const exclusive = createKeyedLock()
  const verified = createVerifiedFiles(hashPlain)
  const objects = createEvidenceObjects(root, verified, logger)

  async function keepNow(staged: StagedPackage, manifest: EvidenceManifest): Promise<void> {
    const found = await readPackage(root, manifest, keys, hashPlain, UNBROKEN)
    if (found === null) return grown(await staged.write(manifest))
    const { problems } = judgePackage(found)
    if (problems.length > 0) throw occupied(manifest, `is not what was recorded: ${problems.join('; ')}`)
    if (!Buffer.from(manifestBytes(manifest)).equals(found.manifest?.bytes ?? new Uint8Array()))
      throw occupied(manifest, 'holds other content')
    await syncPackage(root, manifest)
  }

  /** The package stands already, and is whole without its objects. */
  async function depositAll(manifest: EvidenceManifest): Promise<void> {
    for (const { path, sha256, bytes } of manifest.artifacts) {
      const file = join(packageFolder(root, manifest), portableName(path))
      await objects.deposit({ sha256, size: bytes }, file).catch((error: unknown) => {
        logger.warn({ err: error, object: sha256 }, 'an artifact could not be kept under its sha256 as well')
      })
    }
  }

  async function keep(draft: PackageDraft): Promise<EvidenceRef> {
    try {
      const staged = await stagePackage(root, draft, objects)
      try {
        const manifest = manifestOf(staged.measured, keys)
        await exclusive(packageFolder(root, manifest), () => keepNow(staged, manifest))
        await depositAll(manifest)
        return refOf(manifest)
      } finally {
        await staged.discard()
      }
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new AppError('storage_failed', `${shownPath(draft)} could not be written (${code}).`, {}, { cause })
    }
  }

  return { keep, ...createEvidenceSurvey(root, keys, verified), ...createEvidenceLookup(root, keys, verified, logger) }
}

/** Nothing that was kept is ever overwritten, whatever is offered in its place. */
function occupied(place: PackagePlace, why: string): AppError {
  return new AppError('storage_failed', `${shownPath(place)} exists and ${why}; nothing was overwritten.`)
}

function removeLeftovers(root: string, logger: Logger): void {
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(TEMPORARY_PREFIX))) {
    try {
      rmSync(join(root, name), { recursive: true, force: true })
      logger.info({ folder: name }, 'unfinished evidence of an earlier run was removed')
    } catch (error) {
      // It is in nobody's way: no package can bear this name.
      logger.warn({ err: error, folder: name }, 'unfinished evidence of an earlier run could not be removed')
    }
  }
}
