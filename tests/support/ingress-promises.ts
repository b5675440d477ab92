import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { EvidencePackage } from '../../contract/evidence.ts'
import type { Task } from '../../contract/task.ts'
import { readPackage } from '../../main/adapters/files/evidence-reading.ts'
import { hashPlain, UNBROKEN } from '../../main/adapters/files/plain-file.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { judgePackage } from '../../main/core/evidence/package-check.ts'
import { packagesOfTask } from '../../main/core/evidence/task-packages.ts'
import { parseTaskFile } from '../../main/core/tasks/task-file.ts'
import { brokenPromises } from './crash-checks.ts'
import { emptyLedger } from './crash-ledger.ts'
import { readEvents, readTaskFiles, temporaryFiles, verifyChain } from './crash-snapshot.ts'

/** The task as its file says, or null. Throws when the file is no task. */
export function taskOnDisk(dataRoot: string, taskId: string): Task | null {
  const bytes = readTaskFiles(dataRoot).get(taskId)
  if (bytes === undefined) return null
  const parsed = parseTaskFile(taskId, Buffer.from(bytes).toString())
  if (!parsed.ok) throw new Error(`${taskId}: ${parsed.reason}`)
  return parsed.task
}

/** The lines of a type about a task, oldest first. */
export async function linesAbout(
  dataRoot: string,
  taskId: string,
  ...types: readonly AuditEvent['type'][]
): Promise<AuditEvent[]> {
  const events = await readEvents(dataRoot)
  return events.filter(({ type, task_id }) => types.includes(type) && task_id === taskId)
}

/** The packages of a task, read and hashed again: whole ones only, and exactly those that the task refers to. */
export async function expectWholeEvidence(dataRoot: string, task: Task): Promise<EvidencePackage[]> {
  const root = join(dataRoot, 'audit/evidence')
  const keys = openSecretFiles(dataRoot).existingAuditKeys()
  const found: EvidencePackage[] = []
  for (const package_id of readdirSync(join(root, task.correlation_id))) {
    const read = await readPackage(root, { correlation_id: task.correlation_id, package_id }, keys, hashPlain, UNBROKEN)
    if (read !== null) found.push(judgePackage(read))
  }
  const packages = packagesOfTask(task, found)
  const names = (list: readonly { readonly package_id: string }[]) => list.map(({ package_id }) => package_id).sort()
  expect(packages.flatMap(({ package_id, problems }) => problems.map((problem) => [package_id, problem]))).toEqual([])
  expect(names(packages)).toEqual(names(task.evidence))
  return packages
}

/**
 * What holds of a data root whatever came in and whenever the console was killed, once all is done: an unbroken chain, whole files that
 * the log explains, no unfinished ones, and every delivery that was claimed carried out exactly once.
 */
export async function expectIngressPromises(dataRoot: string): Promise<void> {
  const events = await readEvents(dataRoot)
  expect(brokenPromises({ files: readTaskFiles(dataRoot), events }, emptyLedger())).toEqual([])
  // The signed head follows the lines a moment later.
  await vi.waitFor(() => expect(temporaryFiles(dataRoot)).toEqual([]), { timeout: 60_000 })
  const ids = (type: AuditEvent['type']) =>
    events.filter((event) => event.type === type).map(({ data }) => `${data['source']} ${data['delivery_id']}`)
  const claimed = ids('webhook_received')
  expect(new Set(claimed).size).toBe(claimed.length)
  expect(ids('webhook_applied').sort()).toEqual(claimed.sort())
  expect(ids('webhook_failed')).toEqual([])
  expect(await verifyChain(dataRoot, true)).toMatchObject({ ok: true })
}
