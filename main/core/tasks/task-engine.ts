import { StoredVerdict } from '../../../contract/protocol.ts'
import type { Task, TaskStatus } from '../../../contract/task.ts'

/**
 * Status from the rest of the task: a person's verdict decides; finished work waits for its review, and what the reviewer approved for a
 * person; anything else is pending, also a round that was rejected or is over without a verdict.
 */
export function statusOf(task: Pick<Task, 'verdict' | 'rounds'>): TaskStatus {
  if (task.verdict !== null) return task.verdict.decision === 'approve' ? 'approved' : 'rejected'
  const last = task.rounds.at(-1)
  if (last === undefined || last.result === null || last.ended !== null) return 'pending'
  if (last.verdict === null) return 'needs_review'
  // Of a verdict that is not of the protocol nobody knows what it says.
  return StoredVerdict.safeParse(last.verdict).data?.decision === 'approve' ? 'needs_review' : 'pending'
}

const TITLE_LENGTH = 120

/** First line of the request, cut to 120 characters, for a task without a title. */
export function titleFrom(requestText: string): string {
  const line = requestText.trimStart().split('\n', 1)[0]?.trim() ?? ''
  return line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH - 1)}…` : line
}

/** Fills what can be derived: title, updated_at and the computed status. */
export function completed(task: Task): Task {
  const status = statusOf(task)
  if (task.status === status && task.title !== '' && task.updated_at !== null) return task
  return {
    ...task,
    status,
    title: task.title === '' ? titleFrom(task.request_text) : task.title,
    updated_at: task.updated_at ?? task.created_at,
  }
}
