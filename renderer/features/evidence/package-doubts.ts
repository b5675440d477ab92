import type { EvidencePackage, EvidenceRef } from '../../../contract/evidence.ts'

/** Why a package is not to be trusted, in words: what the service found, and whether it is the one that the task names. */
export function doubts(kept: EvidencePackage, refs: readonly EvidenceRef[]): string[] {
  const found =
    kept.state === 'altered' && kept.problems.length === 0 ? ['It is not what was recorded.'] : kept.problems
  const named = refs.find((ref) => ref.package_id === kept.package_id)
  if (named === undefined) return [...found, 'The task does not name this package.']
  return named.manifest_sha256 === kept.manifest_sha256
    ? [...found]
    : [
        ...found,
        `Another package was put in its place: the task names the manifest ${named.manifest_sha256.slice(0, 12)}….`,
      ]
}
