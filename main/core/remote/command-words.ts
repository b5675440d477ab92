import type { TaskEntry } from '../tasks/task-entry.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { isOpen, statusWords } from './card.ts'
import { cutText, MESSAGE_LENGTH, oneLine, spokenTime } from './cut-text.ts'

type Index = TaskStore['index']

const MOST_TASKS = 10

export const NO_ID = 'Send /task and the id of a task. /tasks lists what is open.'
export const TOO_FAST = 'Too many commands: the next ones are not answered until a few seconds have passed.'

/** How many tasks there are of each status, and of when that is. */
export function statusAnswer(index: Index, now: string): string {
  const counts = Object.entries(index.counts()).map(([status, count]) => `${statusWords(status)}: ${count}`)
  return ['Tasks', ...counts, `As of ${spokenTime(now)}.`].join('\n')
}

/** The newest open tasks with their ids. */
export function tasksAnswer(index: Index, now: string): string {
  const open = openTasks(index)
  const rows = open.slice(0, MOST_TASKS).map(({ task_id, task }) => {
    const status = task === null ? '' : ` (${statusWords(task.status)}, ${task.source})`
    return `/task ${task_id}${status}\n${oneLine(task?.title ?? '', 120)}`
  })
  const missing = open.length - rows.length
  return cutText(
    [
      open.length === 0 ? 'No task is open.' : `Open tasks: ${open.length}, newest first`,
      ...rows,
      ...(missing > 0 ? [`… and ${missing} more.`] : []),
      `As of ${spokenTime(now)}.`,
    ].join('\n'),
    MESSAGE_LENGTH,
  )
}

/** What is said of a task that has no card: there is none, or its file is no task. `taskId` is as it was asked for. */
export function noTaskAnswer(taskId: string, entry: TaskEntry | undefined): string {
  const id = oneLine(taskId, 64)
  if (entry === undefined) return `There is no task ${id}.`
  return `The file of task ${id} cannot be read: ${oneLine(entry.invalid_reason ?? 'unknown', 300)}`
}

/** `decides`: whether the reader is an operator; `off`: nobody is. */
export function helpAnswer(reader: { readonly decides: boolean; readonly off: boolean }): string {
  const deciding = reader.decides
    ? 'You may decide: each new task comes as a card with Approve, Reject and Details.'
    : reader.off
      ? 'Deciding from Telegram is off.'
      : 'Tasks are decided by operators.'
  return [
    'Write a message: it becomes a task.',
    '/status: how many tasks there are',
    '/tasks: the newest open tasks',
    '/task ID: one task',
    '/help: this',
    deciding,
  ].join('\n')
}

function openTasks(index: Index): TaskEntry[] {
  const open: TaskEntry[] = []
  for (const id of index.ids()) {
    const entry = index.get(id)
    if (entry !== undefined && isOpen(entry.task)) open.push(entry)
  }
  return open.sort((a, b) => b.created_ms - a.created_ms || (a.task_id < b.task_id ? -1 : 1))
}
