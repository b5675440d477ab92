import { ToolInfo, ToolList, ToolRunPage } from '../../contract/tool.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type CliDoor, withDoor } from './cli-door.ts'
import { findCall } from './find-call.ts'
import { parseVerb } from './flags.ts'
import { printable } from './printable.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { callLine, callLines, toolPage } from './tool-lines.ts'

const TEXT = { type: 'string' } as const

/** One tool with its arguments, or one call with its outcome: the name of a tool has a dot, the id of a call has none. */
export async function toolShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['NAME or CALL_ID'])
  const [name = ''] = positionals
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const isCall = /^call-[^.]*$/.test(name)
    const found = isCall ? await callOf(door, name) : await toolOf(door, name)
    if (values.json === true) terminal.out(JSON.stringify(found))
    else for (const line of 'call_id' in found ? callLines(found) : toolPage(found, Date.now())) terminal.out(line)
    return 0
  })
}

/** Calls, newest first, refused ones too. */
export async function toolCalls(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const own = { task: TEXT, tool: TEXT, state: TEXT, limit: TEXT, cursor: TEXT }
  const { values } = parseVerb(argv, own, [])
  const { 'data-root': dataRoot, json, task, ...others } = values
  const query = new URLSearchParams({ ...others, ...(task === undefined ? {} : { task_id: task }) })
  return withDoor(dataRoot, terminal, 'existing', async (door) => {
    const page = ToolRunPage.parse(await door.request('GET', `/api/tool-calls?${query}`))
    if (json === true) terminal.out(JSON.stringify(page))
    else {
      for (const run of page.items) terminal.out(callLine(run))
      if (page.items.length === 0) terminal.out('no calls')
      if (page.next_cursor !== null) terminal.out(`more with --cursor ${page.next_cursor}`)
    }
    return 0
  })
}

/** Throws StartupError when there is none. */
export async function callOf(door: CliDoor, callId: string) {
  const run = await findCall(door, callId, {})
  if (run !== null) return run
  throw new StartupError(1, `there is no call ${printable(callId)}`, '`countersign tool calls` lists them')
}

async function toolOf(door: CliDoor, name: string): Promise<ToolInfo> {
  const tool = ToolList.parse(await door.request('GET', '/api/tools')).items.find((one) => one.tool === name)
  if (tool !== undefined) return ToolInfo.parse(tool)
  throw new StartupError(1, `there is no tool ${printable(name)}`, '`countersign tool list` lists them')
}
