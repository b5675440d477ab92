import type { TaskId } from '../../../../contract/ids.ts'
import { answerToCheck } from '../check-answer.ts'
import type { MappedDelivery, Mapping, TaskIntent } from '../task-mapping.ts'
import { checkReport } from './github-check.ts'
import { commitKey, seekOfGithubTask, subjectKey } from './github-keys.ts'

/** Ids of the tasks whose external reference stands at this commit. */
export type CommitLookup = (repository: string, commit: string) => readonly string[]

/** As many tasks as a delivery may be about. */
const MAX_SUBJECTS = 49

/**
 * `workflow_run`, `check_suite`, `check_run` and `status`: a check of the tasks that stand at the commit, and of the pull requests that
 * the payload names, as far as they stand there too. Null for anything else.
 */
export function mapCheck(
  delivery: MappedDelivery,
  atCommit: CommitLookup,
  taskIdOf: (repository: string, number: number) => TaskId,
): Mapping | null {
  const report = checkReport(delivery)
  if (report === null) return null
  const { repository, commit, check, event_at } = report
  const numbers = [...new Set(report.pull_requests)].slice(0, MAX_SUBJECTS)
  const ids = new Set<string>([...numbers.map((n) => taskIdOf(repository, n)), ...atCommit(repository, commit)])
  const about = [commitKey(repository, commit), ...numbers.map((n) => subjectKey(repository, n))]
  const upsert: TaskIntent['upsert'] = (current) => answerToCheck(current, check, delivery.received_at)
  const intents = [...ids].map((id) => ({ task_id: id as TaskId, upsert, evidence: [], seek: seekOfGithubTask }))
  return { work: intents.length === 0 ? { kind: 'recorded' } : { kind: 'tasks', intents }, about, event_at }
}
