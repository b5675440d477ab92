import { ListedStatus } from '../../../contract/task.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { isOpen, statusWords } from './card.ts'
import { cutText, MESSAGE_LENGTH, oneLine, spokenTime } from './cut-text.ts'

type Index = TaskStore['index']

const MOST_TASKS = 10

export const NO_ID = 'Send /task and the id of a task. /tasks lists what is open.'
export const NO_DISPATCH = 'Send /dispatch, the id of a task and the name of an agent. /tasks lists what is open.'
export const TOO_FAST = 'Too many commands: the next ones are not answered until a few seconds have passed.'

/** Who asks: an operator sees every task, anybody else those that were asked for in the same chat. */
export interface Reader {
  readonly decides: boolean
  readonly chat_id: number
}

export function isShownTo(reader: Reader, entry: TaskEntry): boolean {
  return reader.decides || (entry.task ?? entry.last_good)?.chat_id === reader.chat_id
}

/** How many tasks there are of each status, and of when that is. */
export function statusAnswer(index: Index, reader: Reader, now: string): string {
  const shown = entriesFor(index, reader)
  const counts = ListedStatus.options.map(
    (status) => `${statusWords(status)}: ${shown.filter(({ task }) => (task?.status ?? 'invalid') === status).length}`,
  )
  const title = reader.decides ? 'Tasks' : 'Tasks asked for in this chat'
  return [title, ...counts, `As of ${spokenTime(now)}.`].join('\n')
}

/** The newest open tasks with their ids. */
export function tasksAnswer(index: Index, reader: Reader, now: string): string {
  const open = entriesFor(index, reader)
    .filter(({ task }) => isOpen(task))
    .sort((a, b) => b.created_ms - a.created_ms || (a.task_id < b.task_id ? -1 : 1))
  const rows = open.slice(0, MOST_TASKS).map(({ task_id, task }) => {
    const status = task === null ? '' : ` (${statusWords(task.status)}, ${task.source})`
    return `/task ${task_id}${status}\n> ${oneLine(task?.title ?? '', 120)}`
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
    ...(reader.decides
      ? ['/inbox: calls that wait for an approval', '/dispatch ID AGENT: give a task to an agent, after a look at it']
      : []),
    '/help: this',
    deciding,
  ].join('\n')
}

function entriesFor(index: Index, reader: Reader): TaskEntry[] {
  const shown: TaskEntry[] = []
  for (const id of index.ids()) {
    const entry = index.get(id)
    if (entry !== undefined && isShownTo(reader, entry)) shown.push(entry)
  }
  return shown
}
