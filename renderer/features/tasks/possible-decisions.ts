import type { TaskDetail } from '../../../contract/task.ts'
import type { DecisionKind } from '../../client/api.ts'

const NOT_LIVE = 'The service does not answer now'

/** Why a decision cannot be made now, or null when it can. */
export type PossibleDecisions = Readonly<Record<DecisionKind, string | null>>

/** `isLive`: the service is heard. What it would not hear is not offered. */
export function possibleDecisions(
  task: TaskDetail | undefined,
  mayDecide: boolean,
  isLive: boolean,
): PossibleDecisions {
  if (task === undefined) return { approve: 'The task is being read', reject: 'The task is being read' }
  if (!isLive) return { approve: NOT_LIVE, reject: NOT_LIVE }
  if (!mayDecide) return { approve: 'This session may only read', reject: 'This session may only read' }
  return {
    approve: task.status === 'approved' ? 'The task is approved' : null,
    reject: task.status === 'rejected' ? 'The task is rejected' : null,
  }
}
