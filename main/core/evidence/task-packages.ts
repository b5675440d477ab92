import type { EvidencePackage, EvidenceRef } from '../../../contract/evidence.ts'
import type { Task } from '../../../contract/task.ts'

/**
 * The packages of one task out of those of its correlation id, which other tasks may share. What the task file says counts as well: a
 * package that it names and that is gone, or that is another one by now, is in the list as altered. So is every altered package, for
 * what it says of its task is not to be believed.
 */
export function packagesOfTask(
  task: Pick<Task, 'task_id' | 'correlation_id' | 'evidence'>,
  listed: readonly EvidencePackage[],
): EvidencePackage[] {
  const refs = new Map(task.evidence.map((ref) => [ref.package_id, ref]))
  const own = listed
    .filter((one) => one.task_id === task.task_id || one.state === 'altered' || refs.has(one.package_id))
    .map((one) => comparedWith(refs.get(one.package_id), one))
  const present = new Set(listed.map((one) => one.package_id))
  const gone = [...refs.values()].filter((ref) => !present.has(ref.package_id)).map((ref) => missing(task, ref))
  return [...own, ...gone].sort(oldestFirst)
}

type Dated = { readonly created_at: string; readonly package_id: string }

/** Order of a list of packages: by time, and by name within the same instant. */
export function oldestFirst(a: Dated, b: Dated): number {
  return Date.parse(a.created_at) - Date.parse(b.created_at) || (a.package_id < b.package_id ? -1 : 1)
}

function comparedWith(ref: EvidenceRef | undefined, found: EvidencePackage): EvidencePackage {
  if (ref === undefined || ref.manifest_sha256 === found.manifest_sha256) return found
  return { ...found, state: 'altered', problems: [...found.problems, 'the task refers to another manifest.json'] }
}

function missing(task: Pick<Task, 'task_id' | 'correlation_id'>, ref: EvidenceRef): EvidencePackage {
  return {
    package_id: ref.package_id,
    task_id: task.task_id,
    correlation_id: task.correlation_id,
    created_at: ref.captured_at,
    artifacts: [],
    key_id: '',
    manifest_sha256: ref.manifest_sha256,
    state: 'altered',
    problems: ['the task refers to this package, and it is gone'],
  }
}
