import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ArtifactName, type EvidenceManifest, type EvidenceRef, PackageId } from '../../../contract/evidence.ts'
import { CorrelationId, type Sha256 } from '../../../contract/ids.ts'
import type { ArtifactDraft, EvidenceStore, PackageDraft } from '../../core/evidence/evidence-store.ts'
import {
  type ManifestKeys,
  type MeasuredPackage,
  manifestBytes,
  manifestOf,
  type PackagePlace,
  refOf,
} from '../../core/evidence/manifest.ts'
import { artifactProblem, judgePackage } from '../../core/evidence/package-check.ts'
import { oldestFirst } from '../../core/evidence/task-packages.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { createKeyedLock } from '../../core/kernel/keyed-lock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { TEMPORARY_PREFIX } from './atomic-write.ts'
import { packageFolder, packageIdsIn, readManifest, readPackage, unreadable } from './evidence-reading.ts'
import { FOLDER_MODE, syncPackage, writePackage } from './evidence-writing.ts'
import { measurePlain, readPlain } from './plain-file.ts'
import { portableName } from './portable-name.ts'

export interface EvidenceFilesOptions {
  /** `audit/evidence/` of the data root; made when it is missing. */
  readonly folder: string
  readonly keys: ManifestKeys
  readonly logger: Logger
}

/** Packages as folders. Opening removes what a crash left half-done: only for the process that has the data root. */
export function openEvidenceFiles({ folder: root, keys, logger }: EvidenceFilesOptions): EvidenceStore {
  mkdirSync(root, { recursive: true, mode: FOLDER_MODE })
  if (process.platform !== 'win32' && (statSync(root).mode & 0o077) !== 0) chmodSync(root, FOLDER_MODE)
  removeLeftovers(root, logger)
  const exclusive = createKeyedLock()

  async function measured(draft: PackageDraft): Promise<MeasuredPackage> {
    const artifacts: MeasuredPackage['artifacts'][number][] = []
    for (const artifact of draft.artifacts) artifacts.push({ ...artifact, ...(await measure(artifact)) })
    return { ...draft, artifacts }
  }

  async function keepNow(draft: PackageDraft, manifest: EvidenceManifest): Promise<void> {
    const found = await readPackage(root, manifest, keys)
    if (found === null) return writePackage(root, manifest, draft.artifacts)
    const { problems } = judgePackage(found)
    if (problems.length > 0) throw occupied(manifest, `is not what was recorded: ${problems.join('; ')}`)
    if (!Buffer.from(manifestBytes(manifest)).equals(found.manifest?.bytes ?? new Uint8Array()))
      throw occupied(manifest, 'holds other content')
    await syncPackage(root, manifest)
  }

  async function keep(draft: PackageDraft): Promise<EvidenceRef> {
    try {
      const manifest = manifestOf(await measured(draft), keys)
      await exclusive(packageFolder(root, manifest), () => keepNow(draft, manifest))
      return refOf(manifest)
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new AppError('storage_failed', `${shownPath(draft)} could not be written (${code}).`, {}, { cause })
    }
  }

  const find: EvidenceStore['find'] = async (correlationId, wanted) => {
    const named: string[] = []
    for (const one of await list(correlationId)) {
      const artifact = one.artifacts.find(({ sha256 }) => sha256 === wanted)
      if (artifact === undefined) continue
      const place = { correlation_id: correlationId, package_id: one.package_id }
      if (one.state === 'whole')
        return {
          artifact,
          package_id: one.package_id,
          file: join(packageFolder(root, place), portableName(artifact.path)),
        }
      named.push(shownPath(place))
    }
    if (named.length === 0) return null
    throw new AppError('evidence_altered', `${named.join(', ')}: no package that names this file is whole any more.`)
  }

  async function list(correlationId: string) {
    if (!CorrelationId.safeParse(correlationId).success) return []
    const packages = []
    for (const package_id of await packageIdsIn(root, correlationId)) {
      const found = await readPackage(root, { correlation_id: correlationId, package_id }, keys)
      if (found !== null) packages.push(judgePackage(found))
    }
    return packages.sort(oldestFirst)
  }

  const read: EvidenceStore['read'] = async (correlation_id, package_id, name) => {
    const place = { correlation_id, package_id }
    const head = isPlace(place) && ArtifactName.safeParse(name).success ? await readManifest(root, place, keys) : null
    if (head === null) throw new AppError('evidence_not_found', 'There is no such package of evidence.')
    const altered = (why: string) => new AppError('evidence_altered', `${shownPath(place)}: ${why}.`)
    const verdict = head.manifest?.verdict ?? null
    if (verdict === null) throw altered(head.faults.join('; '))
    if (verdict.state === 'untrusted') throw altered(verdict.reason)
    const artifact = verdict.manifest.artifacts.find(({ path }) => path === name)
    if (artifact === undefined) throw new AppError('evidence_not_found', `${shownPath(place)} has no file ${name}.`)
    const file = join(packageFolder(root, place), portableName(name))
    const found = await readPlain(file, artifact.bytes).catch(unreadable)
    const problem = artifactProblem(artifact, 'fault' in found ? found : { sha256: sha256(found.bytes) })
    if (problem !== null || 'fault' in found) throw altered(problem ?? 'it cannot be read')
    return { bytes: found.bytes, artifact, task_id: verdict.manifest.task_id }
  }

  return { keep, list, find, read }
}

async function measure(artifact: ArtifactDraft): Promise<{ readonly sha256: Sha256; readonly size: number }> {
  if ('bytes' in artifact) return { sha256: sha256(artifact.bytes), size: artifact.bytes.length }
  const found = await measurePlain(artifact.file)
  if ('fault' in found) throw new AppError('storage_failed', `The file for ${artifact.path} ${found.fault}.`)
  return found
}

const isPlace = (place: PackagePlace): boolean =>
  CorrelationId.safeParse(place.correlation_id).success && PackageId.safeParse(place.package_id).success

const shownPath = ({ correlation_id, package_id }: PackagePlace): string =>
  `audit/evidence/${portableName(correlation_id)}/${portableName(package_id)}`

/** Nothing that was kept is ever overwritten, whatever is offered in its place. */
function occupied(place: PackagePlace, why: string): AppError {
  return new AppError('storage_failed', `${shownPath(place)} exists and ${why}; nothing was overwritten.`)
}

function removeLeftovers(root: string, logger: Logger): void {
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(TEMPORARY_PREFIX))) {
    try {
      rmSync(join(root, name), { recursive: true, force: true })
    } catch (error) {
      // It is in nobody's way: no package can bear this name.
      logger.warn({ err: error, folder: name }, 'unfinished evidence of an earlier run could not be removed')
    }
  }
}
