import type { Approval } from '../../../contract/approval.ts'
import type { ApprovalService } from '../approvals/approval-service.ts'
import type { Clock } from '../kernel/clock.ts'
import type { PolicySource } from '../policy/policy-source.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { type Attempt, type Situation, situationOf } from './attempt.ts'
import type { ToolRegistry } from './tool-registry.ts'

/** Everything that the decision on an attempt depends on, as it is now. `standing`: what there is of exactly this call. */
export type Look = (attempt: Attempt) => Situation & { readonly standing: Approval | null }

export function createLooking(parts: {
  readonly registry: Pick<ToolRegistry, 'get'>
  readonly approvals: Pick<ApprovalService, 'standing'>
  readonly tasks: Pick<TaskStore, 'index'>
  readonly policy: Pick<PolicySource, 'current'>
  readonly clock: Clock
}): Look {
  return (attempt) => {
    const standing = parts.approvals.standing(attempt.subject.subject_sha256)
    const { tool, task_id } = attempt.wanted
    const ground = { tool: parts.registry.get(tool), entry: parts.tasks.index.get(task_id) }
    const now = { ...ground, policy: parts.policy.current(), standing, ms: parts.clock.now() }
    return { ...situationOf(attempt, now), standing }
  }
}
