import type { DatabaseSync } from 'node:sqlite'
import type { IngressSource } from '../../../contract/assurance.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { DeliveryName } from '../../core/ingest/delivery-index.ts'
import { type ClaimFact, countedFactOf, type DeliveryFact, deliveryFactOf, type RefusalFact } from './delivery-facts.ts'
import { type DeliveryLimits, TABLES_OF_DELIVERY } from './delivery-tables.ts'

export interface DeliveryWriter {
  /** Takes what the line says of a delivery, within the transaction that holds the line. */
  put(event: AuditEvent): void
  /** The transaction was rolled back: what was counted in it does not hold. */
  forget(): void
}

/** Rows of each kind are bounded by themselves: no flood of refusals pushes deliveries out, and no source another one. */
type Kind = IngressSource | 'refused'

export function createDeliveryWriter(database: DatabaseSync, limits: DeliveryLimits): DeliveryWriter {
  const prepare = (sql: string) => database.prepare(sql)
  const find = prepare(`SELECT seq FROM deliveries WHERE source = ? AND delivery_id = ? AND state <> 'refused'`)
  const claim = prepare(`
    INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, 'open', NULL, NULL, ?, ?, NULL, ?, ?, ?, NULL, 0, 0, 1, NULL)`)
  const addKey = prepare('INSERT OR IGNORE INTO delivery_keys VALUES (?, ?)')
  const addTask = prepare('INSERT OR IGNORE INTO delivery_tasks (delivery_seq, task_id) VALUES (?, ?)')
  const addWrite = prepare('INSERT OR IGNORE INTO delivery_writes VALUES (?, ?)')
  const applied = prepare(`
    UPDATE deliveries SET state = 'accepted', outcome = coalesce(outcome, ?), reason = NULL,
    finished_at = coalesce(finished_at, ?), result_seq = ? WHERE seq = ?`)
  const failed = prepare(`
    UPDATE deliveries SET state = 'failed', reason = ?, failures = failures + 1 WHERE seq = ?`)
  const again = prepare('UPDATE deliveries SET replays = replays + 1 WHERE seq = ?')
  const addReplay = prepare('INSERT OR IGNORE INTO delivery_replays VALUES (?, ?)')
  const addCounted = prepare(`
    INSERT INTO counted_groups VALUES (?, ?, ?)
    ON CONFLICT (refusal_id) DO UPDATE SET count = count + excluded.count, bytes = bytes + excluded.bytes`)
  const findRefusal = prepare(`SELECT seq FROM deliveries WHERE source = ? AND delivery_id = ? AND state = 'refused'`)
  const refuse = prepare(`
    INSERT INTO deliveries VALUES (?, ?, ?, NULL, ?, 'refused', NULL, ?, ?, ?, ?, ?, NULL, NULL, NULL, 0, 0, ?, ?)`)
  const refuseMore = prepare(`
    UPDATE deliveries SET finished_at = ?, bytes = coalesce(bytes, 0) + ?, count = count + ? WHERE seq = ?`)
  const countClaimed = prepare(`SELECT count(*) AS n FROM deliveries WHERE source = ? AND state <> 'refused'`)
  const countRefused = prepare(`SELECT count(*) AS n FROM deliveries WHERE state = 'refused'`)
  const oldestAccepted = prepare(
    `SELECT seq FROM deliveries WHERE source = ? AND state = 'accepted' ORDER BY seq LIMIT ?`,
  )
  const oldestClaimed = prepare(
    `SELECT seq FROM deliveries WHERE source = ? AND state <> 'refused' ORDER BY seq LIMIT ?`,
  )
  const oldestRefused = prepare(`SELECT seq FROM deliveries WHERE state = 'refused' ORDER BY seq LIMIT ?`)
  const remove = TABLES_OF_DELIVERY.map(([table, column]) => prepare(`DELETE FROM ${table} WHERE ${column} = ?`))
  const counts = new Map<Kind, number>()

  function countOf(kind: Kind): number {
    const known = counts.get(kind)
    if (known !== undefined) return known
    const { n } = (kind === 'refused' ? countRefused.get() : countClaimed.get(kind)) as { n: number }
    counts.set(kind, n)
    return n
  }

  function removeAll(kind: Kind, rows: readonly Record<string, unknown>[]): void {
    for (const { seq } of rows as unknown as { seq: number }[]) for (const from of remove) from.run(seq)
    counts.set(kind, countOf(kind) - rows.length)
  }

  /**
   * What is still to be carried out stays, however old: without its row a start would take its body for one that was never claimed. Only
   * when a source has nothing else left do the oldest of these go. Also when the limit was lowered since the rows were written: then they
   * go with the next row of their kind.
   */
  function prune(kind: Kind): void {
    const excess = (): number => countOf(kind) - (kind === 'refused' ? limits.refused : limits.deliveries)
    if (excess() <= 0) return
    if (kind === 'refused') removeAll(kind, oldestRefused.all(excess()))
    else removeAll(kind, oldestAccepted.all(kind, excess()))
    if (kind !== 'refused' && excess() > 0) removeAll(kind, oldestClaimed.all(kind, excess()))
  }

  /** Runs `insert`, which adds a row, and keeps the number of rows within its limit. */
  function add(kind: Kind, insert: () => void): void {
    const before = countOf(kind)
    insert()
    counts.set(kind, before + 1)
    prune(kind)
  }

  function seqOf({ source, delivery_id }: DeliveryName): number | null {
    return (find.get(source, delivery_id) as { seq: number } | undefined)?.seq ?? null
  }

  function putClaim({ seq, ts, correlation_id }: AuditEvent, fact: ClaimFact): void {
    // The first claim counts; the core makes no second one.
    if (seqOf(fact) !== null) return
    const { source, delivery_id, event, assurance, bytes, body_sha256, event_ms } = fact
    add(source, () => {
      claim.run(seq, source, delivery_id, event, assurance, correlation_id, ts, bytes, body_sha256, event_ms)
      for (const key of fact.about) addKey.run(key, seq)
    })
  }

  function putRefusal({ seq, correlation_id }: AuditEvent, fact: RefusalFact): void {
    const { source, delivery_id, assurance, reason, first_at, last_at, bytes, count, address } = fact
    const known = findRefusal.get(source, delivery_id) as { seq: number } | undefined
    if (known !== undefined) {
      refuseMore.run(last_at, bytes ?? 0, count, known.seq)
      return
    }
    const last = count > 1 ? last_at : null
    add('refused', () => {
      refuse.run(seq, source, delivery_id, assurance, reason, correlation_id, first_at, last, bytes, count, address)
    })
  }

  /** `known`: seq of the delivery's claim. */
  function putLater(event: AuditEvent, fact: Exclude<DeliveryFact, ClaimFact | RefusalFact>, known: number): void {
    if (fact.kind === 'applied') {
      applied.run(fact.result?.outcome ?? null, event.ts, event.seq, known)
      for (const taskId of fact.result?.task_ids ?? []) addTask.run(known, taskId)
    } else if (fact.kind === 'failed') failed.run(fact.reason, known)
    else if (fact.kind === 'again') {
      again.run(known)
      addReplay.run(known, event.seq)
    } else {
      addWrite.run(known, event.seq)
      if (event.task_id !== null) addTask.run(known, event.task_id)
    }
  }

  return {
    put: (event) => {
      const counted = countedFactOf(event)
      if (counted !== null) addCounted.run(counted.refusal_id, counted.count, counted.bytes)
      const fact = deliveryFactOf(event)
      if (fact === null) return
      if (fact.kind === 'claim') putClaim(event, fact)
      else if (fact.kind === 'refusal') putRefusal(event, fact)
      else {
        const known = seqOf(fact)
        if (known !== null) putLater(event, fact, known)
      }
    },
    forget: () => counts.clear(),
  }
}
