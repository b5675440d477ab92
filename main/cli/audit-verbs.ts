import { join } from 'node:path'
import { findInstance } from '../adapters/files/instance-lock.ts'
import { verifyLogFolder } from '../adapters/files/verify-log-folder.ts'
import { openSecretFiles } from '../adapters/secrets/secret-files.ts'
import { findDataRoot } from '../config.ts'
import { TAMPER_EXIT_CODES, type Tampering } from '../core/audit/tamper.ts'
import { findResources } from '../resources.ts'
import { readAnchor } from './audit-anchors.ts'
import { parseVerb } from './flags.ts'
import type { ExitCode, Terminal } from './terminal.ts'

const MIB = 1024 * 1024

/** No log and no head, although a log was signed here once. */
const GONE: Tampering = {
  ok: false,
  kind: 'truncated',
  file: 'events.jsonl',
  line_number: 1,
  seq: 1,
  detail: 'the whole log is gone, head and all; secrets/audit-log-begun says that there was one',
}

/** Checks the whole log against its signed head, and against deposits elsewhere. Exit codes from 10 on name the kind of tampering. */
export async function auditVerify(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, { anchor: { type: 'string', multiple: true } }, [])
  const dataRoot = findDataRoot(values['data-root'], terminal.env, findResources(import.meta.dirname).root)
  const secrets = openSecretFiles(dataRoot)
  const { publicKey, keyId } = secrets.existingAuditKeys()
  const anchors = await Promise.all((values.anchor ?? []).map((place) => readAnchor(place, keyId)))
  const deposits = anchors.flatMap((found) => ('deposits' in found ? found.deposits : []))
  const missing = anchors.flatMap((found) => ('missing' in found ? [found.missing] : []))[0]
  const isServiceRunning = findInstance(dataRoot) !== null
  const found = await verifyLogFolder({
    folder: join(dataRoot, 'audit'),
    publicKey,
    keyId,
    isServiceRunning,
    deposits,
    onProgress: (done, total) => {
      if (total > 64 * MIB && done % (64 * MIB) < MIB) terminal.err(`verified ${Math.round((100 * done) / total)} %`)
    },
  })
  const isGone = found.ok && found.count === 0 && secrets.auditWitness().exists()
  const verdict = isGone ? GONE : found.ok && missing !== undefined ? missing : found
  if (values.json === true) terminal.out(JSON.stringify(verdict))
  else if (verdict.ok) {
    const where = verdict.count === 0 ? 'the log is empty' : `lines ${verdict.first_seq} to ${verdict.last_seq}`
    const state = isServiceRunning && verdict.state === 'open' ? 'open: the console runs' : verdict.state
    terminal.out(`ok: ${where}, chain unbroken, signed up to ${verdict.signed_seq} (${state})`)
    if (verdict.anchored_seq !== null)
      terminal.out(`anchored: lines ${verdict.first_seq} to ${verdict.anchored_seq} are what was deposited elsewhere`)
    else if (anchors.length > 0) terminal.out('note: no deposit covers any of these lines')
    if (verdict.begins_with_recovery)
      terminal.out('note: the log begins where an operator accepted the loss of an older one')
  } else {
    terminal.out(
      `${verdict.kind.toUpperCase()}: ${verdict.file} line ${verdict.line_number} (seq ${verdict.seq}): ${verdict.detail}`,
    )
  }
  return verdict.ok ? 0 : TAMPER_EXIT_CODES[verdict.kind]
}
