import type { EvidencePackage, EvidenceRef } from '../../../contract/evidence.ts'
import type { Dispatch, TaskResult } from '../../../contract/protocol.ts'
import { packageProblem } from './proofs.ts'

/**
 * Why a result does not fit its dispatch, in words; null when it does. `packages`: those of the correlation id of the task, as they were
 * found now.
 */
export function resultProblem(
  taskId: string,
  dispatch: Pick<Dispatch, 'acceptance_criteria'>,
  result: TaskResult,
  packages: readonly EvidencePackage[],
): string | null {
  return logProblem(result) ?? claimProblem(dispatch, result) ?? artifactProblem(taskId, result.artifacts, packages)
}

function logProblem({ work_log }: TaskResult): string | null {
  const seen = new Set<string>()
  for (const { entry_id, started_at, finished_at } of work_log) {
    if (seen.has(entry_id)) return `work_log has two entries ${shown(entry_id)}.`
    seen.add(entry_id)
    if (finished_at !== null && Date.parse(finished_at) < Date.parse(started_at))
      return `work_log entry ${shown(entry_id)} ends before it begins.`
  }
  return null
}

function claimProblem(
  { acceptance_criteria }: Pick<Dispatch, 'acceptance_criteria'>,
  result: TaskResult,
): string | null {
  const criteria = new Set(acceptance_criteria.map(({ criterion_id }) => criterion_id))
  const entries = new Set(result.work_log.map(({ entry_id }) => entry_id))
  const seen = new Set<string>()
  for (const { criterion_ref, work_log_refs } of result.claims) {
    if (!criteria.has(criterion_ref))
      return `A claim names criterion ${shown(criterion_ref)}, which was not dispatched.`
    if (seen.has(criterion_ref)) return `There are two claims about criterion ${shown(criterion_ref)}.`
    seen.add(criterion_ref)
    const nowhere = work_log_refs.find((ref) => !entries.has(ref))
    if (nowhere !== undefined)
      return `The claim about ${shown(criterion_ref)} names work_log entry ${shown(nowhere)}, which is not in the result.`
  }
  return null
}

function artifactProblem(
  taskId: string,
  artifacts: readonly EvidenceRef[],
  packages: readonly EvidencePackage[],
): string | null {
  for (const ref of artifacts) {
    const problem = packageProblem(taskId, ref, packages)
    if (problem !== null) return `artifacts: ${problem}.`
  }
  return null
}

/** A name that somebody else gave, in quotation marks and on one line. */
const shown = (name: string): string => JSON.stringify(name)
