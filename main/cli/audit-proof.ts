import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AnchorList, ProofExport } from '../../contract/audit-chain.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { type CliDoor, RefusedError, withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/** Writes a proof folder about a task or a correlation id, and copies it to `--out`. */
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
    if (values.json === true) terminal.out(JSON.stringify({ ...made, folder }))
    else {
      terminal.out(`${folder}`)
      terminal.out(
        `  ${made.lines} lines about ${made.subject.kind} ${made.subject.id}, ${made.files} files, ${made.bytes} bytes`,
      )
      terminal.out(made.anchored_seq === null ? '  not anchored' : `  anchored up to line ${made.anchored_seq}`)
      terminal.out(`  verify it anywhere: node verify.mjs --key ${made.key_fingerprint}`)
    }
    return 0
  })
}

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
