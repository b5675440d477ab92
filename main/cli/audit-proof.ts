import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AnchorList, ProofExport } from '../../contract/audit-chain.ts'
import { EvidenceList } from '../../contract/evidence.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type CliDoor, RefusedError, withDoor } from './cli-door.ts'
import { DOUBT_REMEDY, type Doubt, doubtLines } from './evidence-lines.ts'
import { parseVerb } from './flags.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/**
 * Writes a proof folder about a task or a correlation id, and copies it to `--out`. Exit code 1 when some of the evidence is not what was
 * recorded: the folder is there, and its verifier says the same.
 */
export async function auditProof(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, { out: { type: 'string' } }, ['ID'])
  const [id = ''] = positionals
  const out = values.out === undefined ? null : resolve(values.out)
  if (out !== null && existsSync(out))
    throw new StartupError(1, `${out} exists already`, 'name a folder that does not exist yet')
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const made = await exported(door, id)
    if (out !== null) await cp(made.folder, out, { recursive: true, errorOnExist: true, force: false })
    const folder = out ?? made.folder
    const doubtful = await doubtsAbout(door, made)
    if (values.json === true) terminal.out(JSON.stringify({ ...made, folder, doubtful }))
    else {
      terminal.out(`${folder}`)
      terminal.out(
        `  ${made.lines} lines about ${made.subject.kind} ${made.subject.id}, ${made.files} files, ${made.bytes} bytes`,
      )
      terminal.out(made.anchored_seq === null ? '  not anchored' : `  anchored up to line ${made.anchored_seq}`)
      terminal.out(`  verify it anywhere: node ${asWord(join(folder, 'verify.mjs'))} --key ${made.key_fingerprint}`)
    }
    if (doubtful.length === 0) return 0
    const words = doubtful.length === 1 ? 'a package of evidence is' : `${doubtful.length} packages of evidence are`
    terminal.err(`countersign: this proves less than it should: ${words} not what was recorded`)
    for (const line of doubtful.flatMap(doubtLines)) terminal.err(line)
    terminal.err(`  remedy: ${DOUBT_REMEDY}`)
    return 1
  })
}

/** What lies in the proof and is altered, and what the task names and is gone. */
async function doubtsAbout(door: CliDoor, { doubtful: altered, subject }: ProofExport): Promise<readonly Doubt[]> {
  const present = new Set(altered.map(({ package_id }) => package_id))
  const named = subject.kind === 'task' ? await evidenceOf(door, subject.id) : []
  const missing = named.filter(({ state, package_id }) => state !== 'whole' && !present.has(package_id))
  return [
    ...altered.map(({ package_id, problems }) => ({ what: 'altered' as const, package_id, problems })),
    ...missing.map(({ package_id, problems }) => ({ what: 'missing' as const, package_id, problems })),
  ]
}

async function evidenceOf(door: CliDoor, taskId: string): Promise<EvidenceList['items']> {
  const answer = await door.request('GET', `/api/tasks/${encodeURIComponent(taskId)}/evidence`)
  return EvidenceList.parse(answer).items
}

/** A path as one word of a shell. */
const asWord = (path: string): string => (/^[\w./:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)

/** A task of that id first: it knows its correlation id, and more may be told under its own. */
async function exported(door: CliDoor, id: string): Promise<ProofExport> {
  const path = encodeURIComponent(id)
  try {
    return ProofExport.parse(await door.request('POST', `/api/tasks/${path}/proof`))
  } catch (error) {
    const isOther =
      error instanceof RefusedError && ['task_not_found', 'validation_failed'].includes(error.problem.error_code)
    if (!isOther) throw error
    return ProofExport.parse(await door.request('POST', `/api/audit/${path}/proof`))
  }
}

/** Checks the chain and deposits its head at every configured anchor. Exit code 1 when one failed. */
export async function auditAnchor(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, {}, [])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const { items } = AnchorList.parse(await door.request('POST', '/api/audit/anchor'))
    if (values.json === true) terminal.out(JSON.stringify({ items }))
    for (const { kind, place, state, seq, failure } of values.json === true ? [] : items)
      terminal.out(`${kind} ${place}: ${failure === null ? `${state}, up to line ${seq}` : `FAILED: ${failure}`}`)
    if (items.length > 0) return items.every((one) => one.state === 'ok') ? 0 : 1
    terminal.err('countersign: no anchor is configured: set anchor_folder or anchor_git (docs/specs/CONFIG.md)')
    return 1
  })
}
