import type { DatabaseSync } from 'node:sqlite'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { createAgentRunWriter } from './agent-run-writer.ts'
import { createApprovalWriter } from './approval-writer.ts'
import type { DeliveryLimits } from './delivery-tables.ts'
import { createDeliveryWriter } from './delivery-writer.ts'
import { createActorIds } from './index-actors.ts'
import type { LinePlace } from './segment-reader.ts'
import { createToolWriter } from './tool-writer.ts'

/** A line as the index holds it. */
export interface IndexWriter {
  put(event: AuditEvent, place: LinePlace): void
  /** Runs `work` in one transaction, with the hash of the last line that it answers (null: as before). All of it or nothing. */
  transaction(work: () => string | null): void
}

export function createIndexWriter(database: DatabaseSync, lastHighTs: number, limits: DeliveryLimits): IndexWriter {
  const insert = database.prepare('INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const deliveries = createDeliveryWriter(database, limits)
  const approvals = createApprovalWriter(database)
  const toolCalls = createToolWriter(database)
  const agentRuns = createAgentRunWriter(database)
  const actors = createActorIds(database)
  const fellBack = database.prepare('UPDATE state SET back_ms = max(back_ms, ?)')
  const remember = database.prepare('UPDATE state SET last_hash = ?')
  const begin = database.prepare('BEGIN')
  const commit = database.prepare('COMMIT')
  let highTs = lastHighTs

  /** When its file is full SQLite has rolled back by itself, and then refuses to: the cause is what the caller must learn. */
  function rollBack(): void {
    try {
      database.exec('ROLLBACK')
    } catch {
      // No transaction is open, which is what was asked for.
    }
  }

  return {
    put: (event, place) => {
      const ts = Date.parse(event.ts)
      if (ts > highTs) highTs = ts
      else if (ts < highTs) fellBack.run(highTs - ts)
      insert.run(
        event.seq,
        ts,
        highTs,
        event.type,
        event.correlation_id,
        event.task_id,
        actors.idOf(event.actor.sub),
        intentSeq(event),
        place.segment,
        place.offset,
        place.length,
      )
      deliveries.put(event)
      approvals.put(event)
      toolCalls.put(event)
      agentRuns.put(event)
    },
    transaction: (work) => {
      const highTsBefore = highTs
      begin.run()
      try {
        const hash = work()
        if (hash !== null) remember.run(hash)
        commit.run()
      } catch (error) {
        highTs = highTsBefore
        deliveries.forget()
        actors.forget()
        rollBack()
        throw error
      }
    },
  }
}

function intentSeq(event: AuditEvent): number | null {
  const seq = event.data['intent_seq']
  return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : null
}
