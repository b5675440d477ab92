import { readFile } from 'node:fs/promises'
import { JsonObject } from '../../contract/json-object.ts'
import { HeartbeatTaken } from '../../contract/protocol.ts'
import { Dispatched } from '../../contract/protocol-requests.ts'
import { ProtocolView } from '../../contract/protocol-view.ts'
import { AcceptanceCriterion, TaskDetail } from '../../contract/task.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type CliDoor, withDoor } from './cli-door.ts'
import { parseVerb, secondsFrom } from './flags.ts'
import { dispatchLines, protocolLines } from './protocol-lines.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'
import { withSender } from './token-door.ts'

const TEXT = { type: 'string' } as const

export async function taskProtocol(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['TASK_ID'])
  return withDoor(values['data-root'], terminal, 'existing', async ({ request }) => {
    show(terminal, values.json, await viewOf(request, positionals[0]))
    return 0
  })
}

/** Without --base-sha what is given out is the task as it is now: a change in between makes it a conflict. */
export async function taskDispatch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const own = {
    ...{ agent: TEXT, reviewer: TEXT, criteria: TEXT, deadline: TEXT, 'base-sha': TEXT },
    scope: { type: 'string', multiple: true },
  } as const
  const { values, positionals } = parseVerb(argv, own, ['TASK_ID'])
  const { agent, reviewer, scope, json } = values
  const criteria = values.criteria === undefined ? undefined : criteriaFrom(await textOf(values.criteria, terminal))
  const deadline = values.deadline === undefined ? undefined : secondsFrom('--deadline', values.deadline)
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    // The program of an agent lives as long as the console that started it.
    if (door.url === null && (agent ?? reviewer) !== undefined)
      throw new StartupError(1, 'no console runs on this data root', 'start it: an agent ends with its console')
    const path = pathOf(positionals[0])
    const seen = values['base-sha'] ?? TaskDetail.parse(await door.request('GET', path)).base_sha
    const given = {
      ...(agent === undefined ? {} : { agent }),
      ...(reviewer === undefined ? {} : { reviewer }),
      ...(criteria === undefined ? {} : { acceptance_criteria: criteria }),
      ...(scope === undefined ? {} : { declared_scope: scope }),
      ...(deadline === undefined ? {} : { deadline_seconds: deadline }),
    }
    const answer = Dispatched.parse(await door.request('POST', `${path}/dispatch`, { ...given, base_sha: seen }))
    if (json === true) terminal.out(JSON.stringify(answer))
    else for (const line of dispatchLines(answer.dispatch)) terminal.out(line)
    return 0
  })
}

/** A message of an executor or a reviewer, as it stands in the file or on stdin. */
export type TaskMessage = 'ack' | 'heartbeat' | 'result' | 'verdict'

export async function taskMessage(
  message: TaskMessage,
  argv: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseVerb(withoutDash(argv), { file: TEXT }, ['TASK_ID'])
  const body = objectFrom(await textOf(values.file ?? '-', terminal))
  return withSender(values['data-root'], terminal, async (request) => {
    const answer = await request('POST', `${pathOf(positionals[0])}/${message}`, body)
    if (values.json === true) terminal.out(JSON.stringify(answer))
    else if (message === 'heartbeat') terminal.out(`taken; the next one by ${HeartbeatTaken.parse(answer).next_by}`)
    else show(terminal, false, ProtocolView.parse(answer))
    return 0
  })
}

/**
 * Ends the open round, or opens a locked task: with --reason what is open, or locked, at this moment; with --file, or on stdin, exactly
 * what that says.
 */
export async function taskIntervene(
  what: 'withdraw' | 'unlock',
  argv: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseVerb(withoutDash(argv), { file: TEXT, reason: TEXT }, ['TASK_ID'])
  const { reason, file } = values
  if (reason !== undefined && file !== undefined) throw new UsageError('give --reason TEXT or --file FILE, not both')
  const said = reason === undefined ? objectFrom(await textOf(file ?? '-', terminal)) : null
  return withSender(values['data-root'], terminal, async (request) => {
    const path = pathOf(positionals[0])
    const body = said ?? { reason: reason ?? '', ...bindingOf(what, await viewOf(request, positionals[0])) }
    const view = ProtocolView.parse(await request('POST', `${path}/${what}`, body))
    show(terminal, values.json, view)
    return 0
  })
}

/** Where nothing was ever given out there is nothing to name: the console says so. */
const bindingOf = (what: 'withdraw' | 'unlock', { rounds, base_sha }: ProtocolView): JsonObject =>
  what === 'unlock' ? { base_sha } : { dispatch_id: rounds.at(-1)?.dispatch.dispatch_id ?? '00000000' }

function show(terminal: Terminal, json: boolean | undefined, view: ProtocolView): void {
  if (json === true) terminal.out(JSON.stringify(view))
  else for (const line of protocolLines(view, new Date().toISOString())) terminal.out(line)
}

const pathOf = (taskId: string | undefined): string => `/api/tasks/${encodeURIComponent(taskId ?? '')}`

const viewOf = async (request: CliDoor['request'], taskId: string | undefined): Promise<ProtocolView> =>
  ProtocolView.parse(await request('GET', `${pathOf(taskId)}/protocol`))

/** `task ack ID -` says what `task ack ID` says. */
const withoutDash = (argv: readonly string[]): readonly string[] =>
  argv.filter((word, at) => word !== '-' || argv[at - 1] === '--file')

/** `-`: stdin. */
async function textOf(file: string, terminal: Terminal): Promise<string> {
  if (file === '-') return terminal.input()
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartupError(
      1,
      `${file} cannot be read (${error.code ?? 'unknown'})`,
      'name a file with JSON, or - for stdin',
    )
  })
}

function objectFrom(text: string): JsonObject {
  const parsed = JsonObject.safeParse(jsonOf(text))
  if (!parsed.success) throw new UsageError('the message must be one JSON object, in --file FILE or on stdin')
  return parsed.data
}

function criteriaFrom(text: string): AcceptanceCriterion[] {
  const parsed = AcceptanceCriterion.array().safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new UsageError(
    '--criteria takes a file with a JSON array: [{"criterion_id":"c1","text":"…","check":{"argv":["npm","test"]}}]',
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
