import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { Task } from '../../../contract/task.ts'

/**
 * How long a task file may become by a step, in characters. A file is read up to 4 Mi characters (docs/specs/CONTRACTS.md); the steps that
 * follow must still find room, so that nobody can bring a round to a stand by what it sends.
 */
export const ROOM = { dispatch: 2_600_000, result: 3_400_000, observed: 3_800_000, verdict: 4_000_000 } as const

export const takesTooMuch = (task: Task, room: number): boolean => JSON.stringify(task, null, 2).length > room

/** A task file holds at most so many locks (contract/task.ts). */
export const MAX_LOCKS = 100

const MAX_REFS = 1000

/** The task with these packages among those that it names; a task names at most 1000. */
export function withEvidence(task: Task, refs: readonly (EvidenceRef | null | undefined)[]): Task {
  const known = new Set(task.evidence.map(({ package_id }) => package_id))
  const added = refs
    .filter((ref) => ref !== null && ref !== undefined)
    .filter(({ package_id }) => !known.has(package_id))
  return added.length === 0 ? task : { ...task, evidence: [...task.evidence, ...added].slice(0, MAX_REFS) }
}
