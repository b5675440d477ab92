import type { EvidencePackage, EvidenceRef } from '../../../contract/evidence.ts'
import type { ProtocolRound } from '../../../contract/protocol-view.ts'

/** The packages that a round names as its proof, without those of its checks. */
export function proofsOf({ result, observed }: Pick<ProtocolRound, 'result' | 'observed'>): EvidenceRef[] {
  const refs = [...(result?.artifacts ?? []), result?.diff_snapshot?.evidence, observed?.workspace?.diff]
  return refs.filter((ref) => ref !== null && ref !== undefined)
}

/** Every package that a round names. */
export function packagesOfRound(round: Pick<ProtocolRound, 'result' | 'observed'>): EvidenceRef[] {
  const outputs = round.observed?.checks.flatMap(({ output }) => output ?? []) ?? []
  return [...proofsOf(round), ...outputs]
}

/** What is wrong with a package that a task names, in words; null when it is there, whole, this very one, and of this very task. */
export function packageProblem(taskId: string, ref: EvidenceRef, packages: readonly EvidencePackage[]): string | null {
  const found = packages.find(({ package_id }) => package_id === ref.package_id)
  if (found === undefined) return `package ${ref.package_id} is not there`
  if (found.state !== 'whole') return `package ${ref.package_id} is not what was recorded`
  if (found.task_id !== taskId) return `package ${ref.package_id} belongs to another task`
  return found.manifest_sha256 === ref.manifest_sha256
    ? null
    : `package ${ref.package_id} is another one than was named`
}
