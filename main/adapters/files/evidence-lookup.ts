import type { BigIntStats } from 'node:fs'
import { join } from 'node:path'
import { type Artifact, ArtifactName, PackageId } from '../../../contract/evidence.ts'
import { CorrelationId } from '../../../contract/ids.ts'
import type { EvidenceStore } from '../../core/evidence/evidence-store.ts'
import type { ManifestKeys, PackagePlace } from '../../core/evidence/manifest.ts'
import { artifactProblem } from '../../core/evidence/package-check.ts'
import { oldestFirst } from '../../core/evidence/task-packages.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { packageFolder, packageIdsIn, readManifest, shownPath, unreadable } from './evidence-reading.ts'
import { hashPlain, partOfPlain, type Recognised, UNBROKEN } from './plain-file.ts'
import { portableName } from './portable-name.ts'
import { differsInCtimeOnly, identityOf, type VerifiedFiles } from './verified-files.ts'

/** Single files of packages below `root`, which is `audit/evidence/`. */
export function createEvidenceLookup(
  root: string,
  keys: Pick<ManifestKeys, 'publicKey' | 'keyId'>,
  verified: VerifiedFiles,
  logger: Pick<Logger, 'warn'>,
): Pick<EvidenceStore, 'find' | 'read'> {
  const find: EvidenceStore['find'] = async ({ task_id, correlation_id }, wanted) => {
    const naming: { readonly artifact: Artifact; readonly created_at: string; readonly package_id: string }[] = []
    const altered: string[] = []
    const ids = CorrelationId.safeParse(correlation_id).success ? await packageIdsIn(root, correlation_id) : []
    for (const package_id of ids) {
      const place = { correlation_id, package_id }
      const verdict = (await readManifest(root, place, keys))?.manifest?.verdict ?? null
      if (verdict === null) continue
      const said = verdict.state === 'trusted' ? verdict.manifest : verdict.claims
      const artifact = said?.artifacts.find(({ sha256 }) => sha256 === wanted)
      if (said === null || artifact === undefined || said.task_id !== task_id) continue
      if (verdict.state === 'trusted') naming.push({ artifact, created_at: said.created_at, package_id })
      else altered.push(shownPath(place))
    }
    for (const { artifact, package_id } of naming.sort(oldestFirst)) {
      const place = { correlation_id, package_id }
      const file = join(packageFolder(root, place), portableName(artifact.path))
      const found = await hashPlain(file, artifact.bytes, UNBROKEN).catch(unreadable)
      if (artifactProblem(artifact, found) === null) return { artifact, package_id, file }
      altered.push(shownPath(place))
    }
    if (altered.length === 0) return null
    throw new AppError('evidence_altered', `${altered.join(', ')}: what names this file does not hold it any more.`)
  }

  /** Knows a file by what it was when it was hashed; when only its ctime is another, its bytes are hashed again. */
  function recogniser(artifact: Artifact, file: string, hashed: string): (stat: BigIntStats) => Promise<Recognised> {
    let identity = hashed
    return async (stat) => {
      const now = identityOf(stat)
      if (now === identity) return 'same'
      if (!differsInCtimeOnly(identity, now)) return 'other'
      const found = await verified.hash(file, artifact.bytes).catch(unreadable)
      if ('fault' in found || artifactProblem(artifact, found) !== null) return 'other'
      identity = found.identity
      return 'again'
    }
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
    const found = await verified.hash(file, artifact.bytes).catch(unreadable)
    const problem = artifactProblem(artifact, found)
    if (problem !== null || 'fault' in found) throw altered(problem ?? 'it cannot be read')
    return {
      artifact,
      task_id: verdict.manifest.task_id,
      pieces: async function* (from, to) {
        for await (const piece of partOfPlain(file, { from, to }, recogniser(artifact, file, found.identity))) {
          if (piece === null) {
            logger.warn({ file: `${shownPath(place)}/${name}` }, 'a file of evidence changed while it was given out')
            throw altered(`${name} changed while it was read`)
          }
          yield piece
        }
      },
    }
  }

  return { find, read }
}

const isPlace = (place: PackagePlace): boolean =>
  CorrelationId.safeParse(place.correlation_id).success && PackageId.safeParse(place.package_id).success
