import type { DoubtfulPackage, EvidencePackage, EvidenceRef, EvidenceVerdict } from '../../../contract/evidence.ts'
import type { Task } from '../../../contract/task.ts'
import { packagesOfTask } from './task-packages.ts'

/** A task with every package that it or a run for it names. */
export type NamingTask = Pick<Task, 'task_id' | 'correlation_id'> & { readonly evidence: Task['evidence'] }

type Sum = Pick<EvidenceVerdict, 'packages' | 'artifacts' | 'bytes' | 'altered' | 'missing' | 'left_out'>

/** What was found so far, put together. */
export interface VerdictSum {
  /** One package was hashed. */
  add(found: EvidencePackage): void
  /** All packages of a correlation id were hashed; `tasks`: those that have it. */
  compare(listed: readonly EvidencePackage[], tasks: readonly NamingTask[]): void
  /** A folder that is none of evidence. */
  stranger(name: string): void
  now(): Sum
}

const MAX_GIVEN = 1000

export function createVerdictSum(): VerdictSum {
  const altered: DoubtfulPackage[] = []
  const missing: DoubtfulPackage[] = []
  let packages = 0
  let artifacts = 0
  let bytes = 0
  let left_out = 0

  function give(list: DoubtfulPackage[], { correlation_id, package_id, problems }: DoubtfulPackage): void {
    if (list.length < MAX_GIVEN) list.push({ correlation_id, package_id, problems })
    else left_out += 1
  }

  return {
    add: (found) => {
      packages += 1
      artifacts += found.artifacts.length
      bytes += found.artifacts.reduce((sum, one) => sum + one.bytes, 0)
    },
    compare: (listed, tasks) => {
      const present = new Set<string>(listed.map(({ package_id }) => package_id))
      const judged = new Map<string, EvidencePackage>(listed.map((one) => [one.package_id, one]))
      for (const task of tasks)
        for (const one of packagesOfTask(task, listed)) if (one.state === 'altered') judged.set(one.package_id, one)
      for (const one of judged.values())
        if (one.state === 'altered') give(present.has(one.package_id) ? altered : missing, one)
    },
    stranger: (name) => {
      const problems = ['the folder is none of a correlation id, or nothing in it says of which']
      give(altered, { correlation_id: name.slice(0, 200), package_id: '-', problems })
    },
    now: () => ({ packages, artifacts, bytes, altered, missing, left_out }),
  }
}

export const withRefsOfRuns = (task: Task, ofRuns: readonly EvidenceRef[]): NamingTask => ({
  ...{ task_id: task.task_id, correlation_id: task.correlation_id, evidence: [...task.evidence, ...ofRuns] },
})
