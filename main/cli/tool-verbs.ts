import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { JsonObject } from '../../contract/json-object.ts'
import { TaskDetail } from '../../contract/task.ts'
import { SideEffectLevel, ToolList, ToolRun } from '../../contract/tool.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type CliDoor, RefusedError, withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { followRun } from './follow-run.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'
import { denialLines, runLines, toolLines } from './tool-lines.ts'
import { callOf } from './tool-looks.ts'

const TEXT = { type: 'string' } as const

/** A call that policy or people did not let run, or not yet. */
const DENIED: ExitCode = 3

export async function toolList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const list = await toolsOf(door)
    if (values.json === true) terminal.out(JSON.stringify(list))
    else for (const line of toolLines(list.items, Date.now())) terminal.out(line)
    return 0
  })
}

/**
 * Sends one call, and waits for its outcome unless --async. Exit code 0: it ran to its end, or runs; 1: it ran and failed, or could not be
 * asked for; 3: it was not let run.
 */
export async function toolRun(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const own = { task: TEXT, args: TEXT, key: TEXT, level: TEXT, async: { type: 'boolean' } } as const
  const { values, positionals } = parseVerb(argv, own, ['NAME'])
  const [tool = ''] = positionals
  const { task, key, json } = values
  if (task === undefined) throw new UsageError('give the task that it is for with --task TASK_ID')
  const args = await argsFrom(values.args ?? '{}', terminal)
  const level = values.level === undefined ? null : levelFrom(values.level)
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    if (door.url === null && values.async === true)
      throw new StartupError(
        1,
        'no console runs on this data root',
        'start it, or leave --async out: the run ends here',
      )
    const known = (await toolsOf(door)).items.find((one) => one.tool === tool)
    const { correlation_id } = TaskDetail.parse(await door.request('GET', `/api/tasks/${encodeURIComponent(task)}`))
    const call = {
      ...{ tool, args, task_id: task, correlation_id },
      // What there is no tool for is refused whatever is declared.
      side_effect_level: level ?? known?.side_effect_level ?? 'read_only',
      idempotency_key: key ?? `cli-${randomBytes(8).toString('hex')}`,
    }
    try {
      const begun = await send(door, call)
      const follows = begun.state === 'running' && values.async !== true
      const run = follows ? await followRun(door, begun, terminal) : begun
      if (json === true) terminal.out(JSON.stringify(run))
      else for (const line of runLines(run)) terminal.out(line)
      if (run.state === 'running') {
        terminal.err(`  see what comes of it with: countersign tool show ${run.call_id}`)
        terminal.err(`  end it with: countersign tool cancel ${run.call_id}`)
      }
      return run.state === 'done' || run.state === 'running' ? 0 : 1
    } catch (error) {
      if (!(error instanceof RefusedError) || error.problem.error_code !== 'policy_denied') throw error
      if (json === true) terminal.out(JSON.stringify(error.problem))
      else for (const line of denialLines(error.problem, door.url !== null)) terminal.err(line)
      return DENIED
    }
  })
}

/** Asks a running call to end. What came of it is the outcome of the call. */
export async function toolCancel(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { reason: TEXT }, ['CALL_ID'])
  const [id = ''] = positionals
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const reason = values.reason ?? 'ended at the command line'
    const path = `/api/tool-calls/${encodeURIComponent(id)}/cancel`
    const asked = await door.request('POST', path, { reason }).catch(async (error: unknown) => {
      // One that never was does not run either: who mistyped an id is told that.
      if (error instanceof RefusedError && error.problem.error_code === 'tool_call_not_running') await callOf(door, id)
      throw error
    })
    terminal.out(values.json === true ? JSON.stringify(asked) : `${id}  was asked to end`)
    return 0
  })
}

const toolsOf = async (door: CliDoor): Promise<ToolList> => ToolList.parse(await door.request('GET', '/api/tools'))

/** Where a console runs, the answer does not wait for the outcome (RFC 7240): a tool may take longer than an answer may. */
async function send(door: CliDoor, call: object): Promise<ToolRun> {
  const headers = door.url === null ? {} : { prefer: 'respond-async' }
  return ToolRun.parse(await door.request('POST', '/api/tools/execute', call, headers))
}

/** JSON; `@file`: in that file; `-`: on stdin. */
async function argsFrom(given: string, terminal: Terminal): Promise<JsonObject> {
  try {
    return JsonObject.parse(JSON.parse(await textFrom(given, terminal)))
  } catch (error) {
    if (error instanceof StartupError) throw error
    throw new UsageError('--args must be one JSON object, for example \'{"title":"News"}\'; or @FILE, or - for stdin')
  }
}

async function textFrom(given: string, terminal: Terminal): Promise<string> {
  if (given === '-') return terminal.input()
  if (!given.startsWith('@')) return given
  const file = given.slice(1)
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartupError(1, `${file} cannot be read (${error.code ?? 'unknown'})`, 'name a file with one JSON object')
  })
}

function levelFrom(text: string): SideEffectLevel {
  const level = SideEffectLevel.safeParse(text)
  if (!level.success) throw new UsageError(`--level must be one of ${SideEffectLevel.options.join(', ')}`)
  return level.data
}
