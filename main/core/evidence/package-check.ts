import type { Artifact, EvidenceManifest, EvidencePackage } from '../../../contract/evidence.ts'
import { type CorrelationId, type Sha256, TaskId } from '../../../contract/ids.ts'
import { sha256 } from '../kernel/sha256.ts'
import type { ManifestVerdict, PackagePlace } from './manifest.ts'

/** What stands at the path of an artifact: its hash, or in words why there is none. */
export type FoundFile = { readonly sha256: Sha256 } | { readonly fault: string }

/** What was found in the folder of a package. */
export interface FoundPackage {
  readonly place: PackagePlace
  /** Null when there is no manifest that can be read. */
  readonly manifest: { readonly bytes: Uint8Array; readonly verdict: ManifestVerdict } | null
  /** Why there is none, or what is wrong with the folder itself. */
  readonly faults: readonly string[]
  /** By the `path` of the artifact; one for each that the manifest names. */
  readonly files: ReadonlyMap<string, FoundFile>
  /** Names in the folder that the manifest does not explain. */
  readonly extra: readonly string[]
  /** Modification time of the folder, for a package that cannot say when it was made. */
  readonly seen_at: string
}

/** What is wrong with one artifact, in words; null when it has the hash of its manifest. */
export function artifactProblem(artifact: Artifact, found: FoundFile | undefined): string | null {
  if (found === undefined) return `${artifact.path} was not read`
  if ('fault' in found) return `${artifact.path} ${found.fault}`
  return found.sha256 === artifact.sha256 ? null : `${artifact.path} does not have the sha256 that was recorded`
}

/** Judges a package as it was found: whole only if nothing differs and nothing was added. */
export function judgePackage(found: FoundPackage): EvidencePackage {
  const verdict = found.manifest?.verdict ?? null
  const claims = verdict === null ? null : verdict.state === 'trusted' ? verdict.manifest : verdict.claims
  const problems = [...found.faults]
  if (verdict?.state === 'untrusted') problems.push(verdict.reason)
  for (const artifact of claims?.artifacts ?? []) {
    const problem = artifactProblem(artifact, found.files.get(artifact.path))
    if (problem !== null) problems.push(problem)
  }
  for (const name of found.extra) problems.push(`${shown(name)} is not in the manifest`)
  return {
    ...(claims === null ? nothingClaimed(found) : withoutSignature(claims)),
    // The place, not the claim: a package is listed where it lies.
    package_id: found.place.package_id as EvidencePackage['package_id'],
    correlation_id: found.place.correlation_id as CorrelationId,
    manifest_sha256: sha256(found.manifest?.bytes ?? ''),
    state: problems.length === 0 ? 'whole' : 'altered',
    problems,
  }
}

function withoutSignature({ signature, ...rest }: EvidenceManifest): Omit<EvidenceManifest, 'signature'> {
  return rest
}

/** Without a manifest nobody can tell the task; under its own correlation id a task from Telegram has the same name. */
function nothingClaimed(found: FoundPackage) {
  const task_id = TaskId.safeParse(found.place.correlation_id).data ?? ('unknown' as TaskId)
  return { task_id, created_at: found.seen_at, artifacts: [], key_id: '' }
}

const MAX_SHOWN = 80

/** A name that somebody else gave, as a screen can be trusted with it. */
function shown(name: string): string {
  return name.slice(0, MAX_SHOWN).replaceAll(/[^ -~]/g, '?')
}
