import { randomBytes } from 'node:crypto'
import { JsonObject } from '../../contract/json-object.ts'
import { TaskDetail } from '../../contract/task.ts'
import { SideEffectLevel, ToolList, ToolRun } from '../../contract/tool.ts'
import { type CliDoor, RefusedError, withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

const TEXT = { type: 'string' } as const

/** A call that policy or people did not let run, or not yet. */
const DENIED: ExitCode = 3

export async function toolList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const list = await toolsOf(door)
    if (values.json === true) terminal.out(JSON.stringify(list))
    else
      for (const { tool, side_effect_level, description } of list.items)
        terminal.out(`${tool.padEnd(24)} ${side_effect_level.padEnd(16)} ${printable(description)}`)
    return 0
  })
}

/** Sends one call. Exit code 0: it ran to its end; 1: it ran and failed, or could not be asked for; 3: it was not let run. */
export async function toolRun(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { task: TEXT, args: TEXT, key: TEXT, level: TEXT }, ['NAME'])
  const [tool = ''] = positionals
  const { task, key, json } = values
  if (task === undefined) throw new UsageError('give the task that it is for with --task TASK_ID')
  const args = argsFrom(values.args ?? '{}')
  const level = values.level === undefined ? null : levelFrom(values.level)
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const known = (await toolsOf(door)).items.find((one) => one.tool === tool)
    const { correlation_id } = TaskDetail.parse(await door.request('GET', `/api/tasks/${encodeURIComponent(task)}`))
    const call = {
      ...{ tool, args, task_id: task, correlation_id },
      // What there is no tool for is refused whatever is declared.
      side_effect_level: level ?? known?.side_effect_level ?? 'read_only',
      idempotency_key: key ?? `cli-${randomBytes(8).toString('hex')}`,
    }
    try {
      const run = ToolRun.parse(await door.request('POST', '/api/tools/execute', call))
      if (json === true) terminal.out(JSON.stringify(run))
      else for (const line of runLines(run)) terminal.out(line)
      return run.state === 'done' ? 0 : 1
    } catch (error) {
      if (!(error instanceof RefusedError) || error.problem.error_code !== 'policy_denied') throw error
      if (json === true) terminal.out(JSON.stringify(error.problem))
      else for (const line of denialLines(error.problem, door.url !== null)) terminal.err(line)
      return DENIED
    }
  })
}

const toolsOf = async (door: CliDoor): Promise<ToolList> => ToolList.parse(await door.request('GET', '/api/tools'))

function argsFrom(text: string): JsonObject {
  try {
    return JsonObject.parse(JSON.parse(text))
  } catch {
    throw new UsageError('--args must be one JSON object, for example \'{"title":"News"}\'')
  }
}

function levelFrom(text: string): SideEffectLevel {
  const level = SideEffectLevel.safeParse(text)
  if (!level.success) throw new UsageError(`--level must be one of ${SideEffectLevel.options.join(', ')}`)
  return level.data
}

function runLines({ call_id, state, tool, result, failure, evidence, replayed }: ToolRun): string[] {
  return [
    `${call_id}  ${state}  ${tool}${replayed ? ' (the first outcome of this key again)' : ''}`,
    ...(result === null ? [] : [`  result ${printable(JSON.stringify(result))}`]),
    ...(failure === null
      ? []
      : [`  ${failure.error_code}: ${printable(failure.detail)}`, `  remedy: ${printable(failure.remediation_hint)}`]),
    ...evidence.map(({ package_id, manifest_sha256 }) => `  evidence ${package_id}, manifest ${manifest_sha256}`),
  ]
}

/** Why it did not run, and what would let it. */
function denialLines(problem: RefusedError['problem'], isConsoleRunning: boolean): string[] {
  const { detail, code, approval_id, denial_reason, remediation_hint } = problem
  const waits = String(code).startsWith('approval_') && typeof approval_id === 'string'
  const advice = waits
    ? `countersign approvals show ${approval_id}; once it is approved, run the same again`
    : remediation_hint
  return [
    `countersign: not run (${String(code)}): ${printable(detail)}`,
    ...(typeof denial_reason === 'string' ? [`  reason given: ${printable(denial_reason)}`] : []),
    `  remedy: ${printable(advice)}`,
    ...(waits && !isConsoleRunning
      ? ['  note: no console runs, and what waits ends with this command: start the console first']
      : []),
  ]
}
