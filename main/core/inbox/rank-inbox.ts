import type { Approval } from '../../../contract/approval.ts'
import type { InboxItem } from '../../../contract/inbox.ts'
import type { TaskSummary } from '../../../contract/task.ts'
import { SideEffectLevel } from '../../../contract/tool.ts'

const GRAVITY = new Map(SideEffectLevel.options.map((level, place) => [level, place]))

/** Deciding on a task has no side effect by itself: after all approvals. Finished work before work that has not begun. */
const STATUS_ORDER = ['needs_review', 'pending']

/**
 * The gravest side effect first, then the least time left, then the longest wait; then the tasks. `rank` counts from 1. At most `limit`
 * items; `more` says how many there are beyond.
 */
export function rankInbox(
  approvals: readonly Approval[],
  tasks: readonly TaskSummary[],
  limit: number,
): { readonly items: InboxItem[]; readonly more: number } {
  const first = [...approvals].sort(byUrgency).slice(0, limit)
  const then = [...tasks].sort(byWait).slice(0, limit - first.length)
  const items: InboxItem[] = [
    ...first.map((approval, place) => ({
      ...{ kind: 'approval' as const, rank: place + 1, waiting_since: approval.created_at, approval },
    })),
    ...then.map((task, place) => ({
      ...{ kind: 'task' as const, rank: first.length + place + 1, waiting_since: waitingSince(task), task },
    })),
  ]
  return { items, more: approvals.length + tasks.length - items.length }
}

/** Since when a task waits: for its first decision since it was made, for a review since the work on it ended. */
function waitingSince({ status, created_at, updated_at }: TaskSummary): string {
  return status === 'needs_review' ? updated_at : created_at
}

function byUrgency(a: Approval, b: Approval): number {
  return (
    gravity(b) - gravity(a) ||
    Date.parse(a.expires_at) - Date.parse(b.expires_at) ||
    Date.parse(a.created_at) - Date.parse(b.created_at) ||
    byText(a.approval_id, b.approval_id)
  )
}

const gravity = ({ side_effect_level }: Approval): number => GRAVITY.get(side_effect_level) ?? 0

function byWait(a: TaskSummary, b: TaskSummary): number {
  return (
    STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) ||
    Date.parse(waitingSince(a)) - Date.parse(waitingSince(b)) ||
    byText(a.task_id, b.task_id)
  )
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
