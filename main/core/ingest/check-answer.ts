import type { CiCheck } from '../../../contract/outside-refs.ts'
import type { Task } from '../../../contract/task.ts'
import type { UpsertAnswer } from '../tasks/task-service.ts'
import { heldCheck, withCheck } from './ci-status.ts'

/**
 * What a word of a check makes of a task: only a pull request has a commit that it can be about. Null when it says nothing of the
 * task. `receivedAt` becomes the instant of the change.
 */
export function answerToCheck(current: Task | null, check: CiCheck, receivedAt: string): UpsertAnswer | null {
  if (current?.external_ref?.kind !== 'github_pull_request') return null
  const ci_status = withCheck(current.ci_status, check, current.external_ref.head_commit)
  if (ci_status === null) return null
  if (ci_status === 'stale') {
    const held_at = heldCheck(current.ci_status, check)?.updated_at ?? current.ci_status?.updated_at ?? receivedAt
    return { stale: { event_at: check.updated_at, held_at } }
  }
  const task = { ...current, ci_status, updated_at: receivedAt, version: current.version + 1 }
  return { change: 'task_updated', task }
}
