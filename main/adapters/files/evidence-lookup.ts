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
import { hashPlain, partOfPlain, UNBROKEN } from './plain-file.ts'
import { portableName } from './portable-name.ts'
import { identityOf, type VerifiedFiles } from './verified-files.ts'

/** How often a file may get other times while it is given out, and still hold the same. */
const ATTEMPTS = 8

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
        let { identity } = found
        let at = from
        for (let attempt = 1; ; attempt += 1) {
          let isSame = true
          for await (const piece of partOfPlain(file, { from: at, to }, (stat) => identityOf(stat) === identity)) {
            isSame = piece !== null
            if (piece === null) break
            at += piece.length
            yield piece
          }
          if (isSame) return
          // One more link to the same content changes its times as well; whether that was all, only hashing it again tells.
          const again = await verified.hash(file, artifact.bytes).catch(unreadable)
          if ('fault' in again || artifactProblem(artifact, again) !== null || attempt === ATTEMPTS) {
            logger.warn({ file: `${shownPath(place)}/${name}` }, 'a file of evidence changed while it was given out')
            throw altered(`${name} changed while it was read`)
          }
          identity = again.identity
        }
      },
    }
  }

  return { find, read }
}

const isPlace = (place: PackagePlace): boolean =>
  CorrelationId.safeParse(place.correlation_id).success && PackageId.safeParse(place.package_id).success
