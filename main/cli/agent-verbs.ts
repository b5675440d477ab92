import { setTimeout as sleep } from 'node:timers/promises'
import { AgentList, AgentLogPage, AgentRun, AgentRunPage } from '../../contract/agent.ts'
import { agentLines, logLine, runLines, runRow } from './agent-lines.ts'
import { withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

const TEXT = { type: 'string' } as const
const ROUTE = '/api/agent-runs'

/** How often it is asked what an agent said, in milliseconds. */
const LOOK_MS = 500

export async function agentList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const list = AgentList.parse(await door.request('GET', '/api/agents'))
    if (values.json === true) terminal.out(JSON.stringify(list))
    else {
      for (const agent of list.items) for (const line of agentLines(agent)) terminal.out(line)
      if (list.items.length === 0) terminal.out('no agent is set up: docs/specs/AGENTS.md says how')
    }
    return 0
  })
}

export async function agentRuns(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, { task: TEXT, agent: TEXT, state: TEXT, limit: TEXT, cursor: TEXT }, [])
  const { 'data-root': dataRoot, json, task, ...rest } = values
  const query = new URLSearchParams({ ...rest, ...(task === undefined ? {} : { task_id: task }) })
  return withDoor(dataRoot, terminal, 'existing', async (door) => {
    const page = AgentRunPage.parse(await door.request('GET', `${ROUTE}?${query}`))
    if (json === true) terminal.out(JSON.stringify(page))
    else {
      for (const run of page.items) terminal.out(runRow(run))
      if (page.items.length === 0) terminal.out('no runs')
      if (page.next_cursor !== null) terminal.out(`more with --cursor ${page.next_cursor}`)
    }
    return 0
  })
}

export async function agentShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['RUN_ID'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const run = AgentRun.parse(await door.request('GET', pathOf(positionals[0])))
    if (values.json === true) terminal.out(JSON.stringify(run))
    else for (const line of runLines(run)) terminal.out(line)
    return 0
  })
}

/** What an agent said so far; with --follow to the end of its run. As JSON a line each. */
export async function agentLog(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const own = { follow: { type: 'boolean', short: 'f' } } as const
  const { values, positionals } = parseVerb(argv, own, ['RUN_ID'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    for (let from = 0; ; ) {
      const page = AgentLogPage.parse(await door.request('GET', `${pathOf(positionals[0])}/log?from=${from}`))
      for (const line of page.lines) terminal.out(values.json === true ? JSON.stringify(line) : logLine(line))
      const isAll = page.next === from
      from = page.next
      if (isAll && (page.ended || values.follow !== true)) return 0
      if (isAll) await sleep(LOOK_MS)
    }
  })
}

export async function agentStop(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { reason: TEXT }, ['RUN_ID'])
  const { reason, json } = values
  if (reason === undefined) throw new UsageError('give the reason with --reason TEXT: it stands in the log')
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const asked = await door.request('POST', `${pathOf(positionals[0])}/stop`, { reason })
    terminal.out(json === true ? JSON.stringify(asked) : `${positionals[0]}  is being ended; its round is over`)
    return 0
  })
}

const pathOf = (id: string | undefined): string => `${ROUTE}/${encodeURIComponent(id ?? '')}`
