import { readFileSync } from 'node:fs'
import { TaskDetail, TaskPage } from '../../contract/task.ts'
import { type CliDoor, withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import { headOf, taskLines, verdictOf, wordsOf } from './task-lines.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

function show(terminal: Terminal, json: boolean | undefined, task: TaskDetail): void {
  if (json === true) terminal.out(JSON.stringify(task))
  else for (const line of taskLines(task)) terminal.out(line)
}

export async function taskCreate(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(
    argv,
    {
      title: { type: 'string' },
      text: { type: 'string' },
      file: { type: 'string' },
      id: { type: 'string' },
      criterion: { type: 'string', multiple: true },
      'allow-external-publish': { type: 'boolean' },
    },
    [],
  )
  const text = values.text ?? (values.file === undefined ? undefined : readRequest(values.file))
  if (text === undefined) throw new UsageError('give the request with --text TEXT or --file FILE')
  return withDoor(values['data-root'], terminal, 'new', async (door) => {
    const created = await door.request('POST', '/api/tasks', {
      request_text: text,
      ...(values.title === undefined ? {} : { title: values.title }),
      ...(values.id === undefined ? {} : { task_id: values.id }),
      acceptance_criteria: (values.criterion ?? []).map((criterion, i) => ({
        criterion_id: `c${i + 1}`,
        text: criterion,
      })),
      allow_external_publish: values['allow-external-publish'] === true,
    })
    show(terminal, values.json, TaskDetail.parse(created))
    return 0
  })
}

export async function taskList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(
    argv,
    {
      status: { type: 'string' },
      source: { type: 'string' },
      q: { type: 'string' },
      limit: { type: 'string' },
      cursor: { type: 'string' },
    },
    [],
  )
  const { 'data-root': dataRoot, json, ...filters } = values
  return withDoor(dataRoot, terminal, 'existing', async (door) => {
    const page = TaskPage.parse(await door.request('GET', `/api/tasks?${new URLSearchParams(filters)}`))
    if (json === true) terminal.out(JSON.stringify(page))
    else {
      for (const row of page.items)
        terminal.out(
          `${row.task_id.padEnd(18)} ${row.status.padEnd(13)} ${printable(row.title)}${row.amended ? ' (amended)' : ''}`,
        )
      if (page.items.length === 0) terminal.out('no tasks')
      if (page.next_cursor !== null) terminal.out(`more with --cursor ${page.next_cursor}`)
    }
    return 0
  })
}

export async function taskShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['TASK_ID'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    show(terminal, values.json, TaskDetail.parse(await door.request('GET', taskPath(positionals[0]))))
    return 0
  })
}

/**
 * Without --base-sha the decision is about the task as it is now: it is read and shown first, and a change in between makes the decision
 * a conflict.
 */
export async function taskDecide(
  decision: 'approve' | 'reject',
  argv: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const own = { comment: { type: 'string' }, 'base-sha': { type: 'string' } } as const
  const overriding = decision === 'approve' ? ({ 'override-reason': { type: 'string' } } as const) : {}
  const { values, positionals } = parseVerb(argv, { ...own, ...overriding }, ['TASK_ID'])
  const path = taskPath(positionals[0])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const base_sha = values['base-sha'] ?? (await subjectOf(door, path, values.json, terminal))
    const given = {
      ...(values.comment === undefined ? {} : { comment: values.comment }),
      ...('override-reason' in values ? { override_reason: values['override-reason'] } : {}),
    }
    const decided = TaskDetail.parse(await door.request('POST', `${path}/${decision}`, { ...given, base_sha }))
    if (values.json === true) terminal.out(JSON.stringify(decided))
    else
      for (const line of [headOf(decided), ...verdictOf(decided), `  base_sha ${decided.base_sha}`]) terminal.out(line)
    return 0
  })
}

/** Shows what is about to be decided, and resolves to the base_sha that stands for exactly that. */
async function subjectOf(door: CliDoor, path: string, json: boolean | undefined, terminal: Terminal): Promise<string> {
  const task = TaskDetail.parse(await door.request('GET', path))
  if (json !== true) for (const line of [headOf(task), ...wordsOf(task), '']) terminal.out(line)
  return task.base_sha
}

const taskPath = (taskId: string | undefined): string => `/api/tasks/${encodeURIComponent(taskId ?? '')}`

function readRequest(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`--file ${path} cannot be read: ${(error as Error).message}`)
  }
}
