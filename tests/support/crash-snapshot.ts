import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { TEMPORARY_PREFIX } from '../../main/adapters/disk/atomic-write.ts'
import { listSegments } from '../../main/adapters/files/log-segments.ts'
import { verifyLogFolder } from '../../main/adapters/files/verify-log-folder.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import type { ChainVerdict } from '../../main/core/audit/tamper.ts'

/** What the disk holds of one data root. */
export interface Snapshot {
  /** Task id, by file name, and the file's bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Every whole line of the log, over all segments. */
  readonly events: readonly AuditEvent[]
}

const SUFFIX = '.json'

export function readTaskFiles(dataRoot: string): Map<string, Uint8Array> {
  const folder = join(dataRoot, 'ssot')
  const names = readdirSync(folder).filter((name) => name.endsWith(SUFFIX) && !name.startsWith('.'))
  return new Map(names.map((name) => [name.slice(0, -SUFFIX.length), readFileSync(join(folder, name))]))
}

export async function readEvents(dataRoot: string): Promise<AuditEvent[]> {
  const events: AuditEvent[] = []
  for (const segment of await listSegments(join(dataRoot, 'audit'))) {
    const lines = (await readFile(segment.path, 'utf8')).split('\n').slice(0, -1)
    for (const line of lines) events.push(JSON.parse(line) as AuditEvent)
  }
  return events
}

/** Temporary files anywhere in the data root, as paths from it. */
export function temporaryFiles(dataRoot: string): string[] {
  const names = readdirSync(dataRoot, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => basename(name).startsWith(TEMPORARY_PREFIX))
}

/** What `countersign audit verify` would say. */
export function verifyChain(dataRoot: string, isServiceRunning: boolean): Promise<ChainVerdict> {
  const { publicKey, keyId } = openSecretFiles(dataRoot).existingAuditKeys()
  const folder = join(dataRoot, 'audit')
  return verifyLogFolder({ folder, publicKey, keyId, isServiceRunning, deposits: [], onProgress: () => undefined })
}
