import { isDeepStrictEqual } from 'node:util'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { DeliveryResult } from '../../contract/delivery.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { parseTaskFile } from '../../main/core/tasks/task-file.ts'
import type { Ledger, SentDelivery } from './crash-ledger.ts'
import type { Snapshot } from './crash-snapshot.ts'

const WRITES: readonly AuditEvent['type'][] = [
  'task_created',
  'task_updated',
  'task_amended',
  'task_approved',
  'task_rejected',
]

/** Every promise that the data root breaks, one line each. Pure. Take the snapshot when no write is on its way. */
export function brokenPromises(disk: Snapshot, ledger: Ledger): string[] {
  const histories = historiesOf(disk.events)
  return [
    ...tornFiles(disk.files),
    ...intentsWithoutOneOutcome(disk.events),
    ...[...histories].flatMap(([taskId, writes]) => brokenHistory(taskId, writes, disk.files.get(taskId))),
    ...[...disk.files.keys()].filter((id) => !histories.has(id)).map((id) => `${id}: a file that no line tells of`),
    ...lostWrites(histories, ledger),
    ...deliveriesNotAppliedOnce(disk.events, ledger.deliveries),
    ...ledger.strange,
  ]
}

export function tornFiles(files: Snapshot['files']): string[] {
  return [...files].flatMap(([taskId, bytes]) => {
    const parsed = parseTaskFile(taskId, Buffer.from(bytes).toString())
    return parsed.ok ? [] : [`${taskId}: torn file: ${parsed.reason}`]
  })
}

function historiesOf(events: readonly AuditEvent[]): Map<string, AuditEvent[]> {
  const histories = new Map<string, AuditEvent[]>()
  for (const event of events) {
    if (event.task_id === null || !WRITES.includes(event.type)) continue
    const writes = histories.get(event.task_id)
    if (writes === undefined) histories.set(event.task_id, [event])
    else writes.push(event)
  }
  return histories
}

function intentsWithoutOneOutcome(events: readonly AuditEvent[]): string[] {
  const outcomes = new Map<unknown, number>()
  for (const { data } of events) {
    const intent = data['intent_seq']
    if (intent !== undefined) outcomes.set(intent, (outcomes.get(intent) ?? 0) + 1)
  }
  const intents = events.filter(({ type }) => type === 'task_write_intended')
  return intents
    .filter(({ seq }) => outcomes.get(seq) !== 1)
    .map(({ seq, task_id }) => `${task_id}: intent ${seq} has ${outcomes.get(seq) ?? 0} outcomes`)
}

/** From nothing to the bytes on the disk, each write standing on the one before it: nothing lost, nothing done twice. */
function brokenHistory(taskId: string, writes: readonly AuditEvent[], file: Uint8Array | undefined): string[] {
  const broken: string[] = []
  let sha: unknown = null
  for (const [i, { type, data, seq }] of writes.entries()) {
    const fits = data['version'] === i + 1 && data['base_sha'] === sha && (type === 'task_created') === (i === 0)
    if (!fits) broken.push(`${taskId}: line ${seq} (${type}, version ${data['version']}) does not follow write ${i}`)
    sha = data['after_sha']
  }
  if (file === undefined) broken.push(`${taskId}: the file is lost`)
  else if (sha256(file) !== sha) broken.push(`${taskId}: the file is not what write ${writes.length} left`)
  return broken
}

function lostWrites(histories: ReadonlyMap<string, readonly AuditEvent[]>, ledger: Ledger): string[] {
  return ledger.writes.flatMap(({ change, task_id, sha }) => {
    const written = histories.get(task_id)?.filter(({ type, data }) => type === change && data['after_sha'] === sha)
    return written?.length === 1
      ? []
      : [`${task_id}: acknowledged ${change} (${sha}) stands ${written?.length ?? 0} times`]
  })
}

function deliveriesNotAppliedOnce(events: readonly AuditEvent[], sent: readonly SentDelivery[]): string[] {
  const lines = new Map<unknown, AuditEvent[]>()
  for (const event of events) {
    const id = event.data['delivery_id']
    if (id !== undefined) lines.set(id, [...(lines.get(id) ?? []), event])
  }
  return sent.flatMap((delivery) => {
    const own = lines.get(delivery.delivery_id) ?? []
    const writes = own.filter(({ type }) => WRITES.includes(type))
    const claims = own.filter(({ type }) => type === 'webhook_received')
    const applied = own.filter(({ type }) => type === 'webhook_applied')
    const name = `delivery ${delivery.delivery_id}`
    if (claims.length !== 1 || applied.length !== 1)
      return [`${name}: claimed ${claims.length} times, applied ${applied.length} times`]
    const result = DeliveryResult.parse(applied[0]?.data['result'])
    const concerned = result.task_ids
    const written = result.outcome.startsWith('task_') ? concerned.length : 0
    const strange = writes.length !== written || writes.some(({ task_id }) => !concerned.includes(task_id ?? ''))
    // What was recorded because it came early is written when its task appears.
    if (strange && result.outcome !== 'recorded')
      return [`${name}: says ${written} tasks, but there are ${writes.length} writes for it`]
    if (delivery.carried_out > 1) return [`${name}: was answered as new ${delivery.carried_out} times`]
    const told = delivery.answer === null ? result : { ...delivery.answer, replayed: false }
    return isDeepStrictEqual(told, result) ? [] : [`${name}: was answered with another result than the recorded one`]
  })
}
