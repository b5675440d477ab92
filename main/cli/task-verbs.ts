import { readFileSync } from 'node:fs'
import { TaskDetail, TaskPage } from '../../contract/task.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

function show(terminal: Terminal, json: boolean | undefined, task: TaskDetail): void {
  if (json === true) {
    terminal.out(JSON.stringify(task))
    return
  }
  terminal.out(`${task.task_id}  ${task.status}  v${task.version}  ${printable(task.title)}`)
  terminal.out(`  source ${task.source}, created ${task.created_at}, correlation ${task.correlation_id}`)
  if (task.verdict !== null) {
    const { decision, decided_by, decided_at, comment } = task.verdict
    terminal.out(`  ${decision} by ${decided_by} at ${decided_at}${comment === null ? '' : `: ${printable(comment)}`}`)
  }
  if (task.ci_status !== null) terminal.out(`  CI ${task.ci_status.state}: ${printable(task.ci_status.name)}`)
  for (const { criterion_id, text } of task.acceptance_criteria)
    terminal.out(`  ${printable(criterion_id)}: ${printable(text)}`)
  terminal.out(`  base_sha ${task.base_sha}`)
  terminal.out('')
  for (const line of task.request_text.split('\n')) terminal.out(`  | ${printable(line)}`)
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
        terminal.out(`${row.task_id.padEnd(18)} ${row.status.padEnd(13)} ${printable(row.title)}`)
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

export async function taskDecide(
  decision: 'approve' | 'reject',
  argv: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { comment: { type: 'string' }, 'base-sha': { type: 'string' } }, [
    'TASK_ID',
  ])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const decided = await door.request('POST', `${taskPath(positionals[0])}/${decision}`, {
      ...(values.comment === undefined ? {} : { comment: values.comment }),
      ...(values['base-sha'] === undefined ? {} : { base_sha: values['base-sha'] }),
    })
    show(terminal, values.json, TaskDetail.parse(decided))
    return 0
  })
}

const taskPath = (taskId: string | undefined): string => `/api/tasks/${encodeURIComponent(taskId ?? '')}`

function readRequest(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`--file ${path} cannot be read: ${(error as Error).message}`)
  }
}
