import { setTimeout as sleep } from 'node:timers/promises'
import { EvidenceList, EvidenceVerdict, EvidenceVerification } from '../../contract/evidence.ts'
import { type CliDoor, withDoor } from './cli-door.ts'
import { listLines, verdictLines } from './evidence-lines.ts'
import { parseVerb } from './flags.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

const TEXT = { type: 'string' } as const

/** How often it is asked how far it is, in milliseconds. */
const LOOK_MS = 500

/** The packages of a task, every file hashed. Exit code 1: one is not what was recorded. */
export async function evidenceList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['TASK_ID'])
  const path = `/api/tasks/${encodeURIComponent(positionals[0] ?? '')}/evidence`
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const list = EvidenceList.parse(await door.request('GET', path))
    if (values.json === true) terminal.out(JSON.stringify(list))
    else for (const line of listLines(list)) terminal.out(line)
    return list.items.every(({ state }) => state === 'whole') ? 0 : 1
  })
}

/**
 * Hashes evidence again: of a task, a correlation id, or all. Exit code 1: not all of it is what was recorded, or nobody can say. Ctrl-C
 * ends it in the console as well.
 */
export async function evidenceVerify(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, { task: TEXT, correlation: TEXT }, [])
  const { task, correlation } = values
  if (task !== undefined && correlation !== undefined) throw new UsageError('give --task or --correlation, not both')
  const one = task === undefined ? { correlation_id: correlation } : { task_id: task }
  const of = task === undefined && correlation === undefined ? { all: true } : one
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const verdict = await verdictOn(door, of, terminal)
    if (values.json === true) terminal.out(JSON.stringify(verdict))
    else for (const line of verdictLines(verdict)) terminal.out(line)
    return verdict.state === 'whole' ? 0 : 1
  })
}

async function verdictOn(door: CliDoor, of: object, terminal: Terminal): Promise<EvidenceVerdict> {
  const path = '/api/evidence/verify'
  if (door.url === null) return EvidenceVerdict.parse(await door.request('POST', path, of))
  // Much evidence takes longer than an answer may.
  const answer = await door.request('POST', path, of, { prefer: 'respond-async' })
  const cancel = (): void => {
    door.request('POST', '/api/evidence/verification/cancel').catch((error: Error) => terminal.err(error.message))
  }
  process.once('SIGINT', cancel)
  try {
    return await followed(door, EvidenceVerification.parse(answer), terminal)
  } finally {
    process.removeListener('SIGINT', cancel)
  }
}

/** Waits for the outcome, and tells on stderr how far it is. */
async function followed(door: CliDoor, begun: EvidenceVerification, terminal: Terminal): Promise<EvidenceVerdict> {
  let { running, last } = begun
  const started = running?.started_at
  while (running !== null && running.started_at === started) {
    await sleep(LOOK_MS)
    const now = EvidenceVerification.parse(await door.request('GET', '/api/evidence/verification'))
    if (now.running !== null && now.running.packages !== running.packages)
      terminal.err(`  ${Math.round(now.running.fraction * 100)} %, ${now.running.packages} packages`)
    running = now.running
    last = now.last
  }
  return EvidenceVerdict.parse(last)
}
