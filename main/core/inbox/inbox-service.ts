import type { Approval } from '../../../contract/approval.ts'
import type { Inbox, InboxPart } from '../../../contract/inbox.ts'
import type { TaskSummary } from '../../../contract/task.ts'
import type { ApprovalIndex } from '../approvals/approval-index.ts'
import type { ApprovalService } from '../approvals/approval-service.ts'
import type { EventLog } from '../audit/event-log.ts'
import { AppError } from '../kernel/app-error.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { rankInbox } from './rank-inbox.ts'

/** Everything that waits for a person. */
export interface InboxService {
  read(): Inbox
}

const MAX_ITEMS = 500

interface Waiting {
  readonly tasks: readonly TaskSummary[]
  /** Files that are no valid tasks. */
  readonly invalid: number
}

export function createInbox(parts: {
  readonly approvals: Pick<ApprovalService, 'waiting'>
  readonly index: Pick<ApprovalIndex, 'pendingIds'>
  readonly log: Pick<EventLog, 'head'>
  readonly tasks: Pick<TaskStore, 'index'>
  readonly clock: Clock
  readonly summaryOf: (entry: TaskEntry) => TaskSummary
  /** Whether the folder of the tasks is gone. */
  readonly tasksAway: () => boolean
}): InboxService {
  const { index: taskIndex } = parts.tasks
  let known: (Waiting & { readonly revision: number }) | null = null

  /** Looked through once after every change of a task, however often the inbox is read. */
  function waitingTasks(): Waiting {
    const { revision } = taskIndex
    if (known?.revision === revision) return known
    const tasks: TaskSummary[] = []
    let invalid = 0
    for (const id of taskIndex.ids()) {
      const entry = taskIndex.get(id)
      if (entry === undefined) continue
      const status = entry.task?.status
      if (status === undefined) invalid += 1
      if (status === 'pending' || status === 'needs_review') tasks.push(parts.summaryOf(entry))
    }
    known = { revision, tasks, invalid }
    return known
  }

  /** Why there may be more tasks that wait than are known; null when nothing is wrong. */
  function whyTasksUnreachable({ invalid }: Waiting): string | null {
    if (parts.tasksAway()) return 'The folder ssot/ is gone: tasks are shown as they were last seen'
    if (invalid === 0) return null
    return invalid === 1
      ? '1 task file is not valid; whether it waits is not known'
      : `${invalid} task files are not valid; whether they wait is not known`
  }

  /** Why what is known of approvals may not be all, or cannot be decided now; null when nothing is wrong. */
  function whyUnreachable(waiting: readonly Approval[]): string | null {
    const { failure } = parts.log.head()
    if (failure !== null) return `The audit log cannot be written: ${failure}`
    try {
      const known = new Set(waiting.map(({ approval_id }) => approval_id))
      const lost = parts.index.pendingIds().filter((id) => !known.has(id)).length
      return lost === 0 ? null : `The audit log tells of ${lost} more that wait`
    } catch (error) {
      if (error instanceof AppError) return `The audit index cannot be asked: ${error.message}`
      throw error
    }
  }

  return {
    read: () => {
      const now = timestamp(parts.clock)
      const approvals = parts.approvals.waiting()
      const found = waitingTasks()
      const partOf = (part: string, reason: string | null, waiting: number): InboxPart =>
        reason === null
          ? { part, state: 'ok', reason, as_of: now, waiting }
          : { part, state: 'unreachable', reason, as_of: now, waiting: null }
      return {
        ...{ now, ...rankInbox(approvals, found.tasks, MAX_ITEMS) },
        parts: [
          partOf('approvals', whyUnreachable(approvals), approvals.length),
          partOf('tasks', whyTasksUnreachable(found), found.tasks.length),
        ],
      }
    },
  }
}
