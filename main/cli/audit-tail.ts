import { join } from 'node:path'
import { tailLog } from '../adapters/files/tail-log.ts'
import { findDataRoot } from '../config.ts'
import { findResources } from '../resources.ts'
import { parseVerb } from './flags.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

/** How far back lines are chosen from, when only some are wanted. */
const LINES_LOOKED_AT = 20_000
const REQUESTS = ['request_served', 'request_refused']

/**
 * Prints the last lines of the log as they are on the disk; with --follow it goes on until interrupted. --task and --no-requests choose
 * among the latest 20,000 lines.
 */
export async function auditTail(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(
    argv,
    {
      lines: { type: 'string', short: 'n' },
      follow: { type: 'boolean', short: 'f' },
      task: { type: 'string' },
      'no-requests': { type: 'boolean' },
    },
    [],
  )
  const count = Number(values.lines ?? '20')
  if (!Number.isInteger(count) || count < 1 || count > 100_000)
    throw new UsageError('-n takes a number from 1 to 100000')
  const dataRoot = findDataRoot(values['data-root'], terminal.env, findResources(import.meta.dirname).root)
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const { follow = false, task = null, 'no-requests': noRequests = false } = values
  const from = { folder: join(dataRoot, 'audit'), signal: stop.signal }
  const decoder = new TextDecoder()
  if (task === null && !noRequests) {
    for await (const line of tailLog({ ...from, lines: count, follow })) terminal.out(decoder.decode(line))
    return 0
  }

  const chosen: string[] = []
  let seen = 0
  for await (const line of tailLog({ ...from, lines: LINES_LOOKED_AT, follow: false })) {
    const text = decoder.decode(line)
    seen = Math.max(seen, seqOf(text))
    if (isWanted(text, task, noRequests)) chosen.push(text)
  }
  for (const text of chosen.slice(-count)) terminal.out(text)
  if (!follow) return 0
  for await (const line of tailLog({ ...from, lines: LINES_LOOKED_AT, follow: true })) {
    const text = decoder.decode(line)
    if (seqOf(text) > seen && isWanted(text, task, noRequests)) terminal.out(text)
  }
  return 0
}

/**
 * A line that is no event any more, because somebody changed it, is shown whatever was asked for. The delivery that a task comes from
 * bears the id of the task as its correlation id.
 */
function isWanted(text: string, task: string | null, noRequests: boolean): boolean {
  const event = eventOf(text)
  if (event === null) return true
  if (noRequests && REQUESTS.includes(String(event['type']))) return false
  return task === null || event['task_id'] === task || event['correlation_id'] === task
}

/** 0 for a line that has none. */
function seqOf(text: string): number {
  const seq = eventOf(text)?.['seq']
  return typeof seq === 'number' ? seq : 0
}

function eventOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
