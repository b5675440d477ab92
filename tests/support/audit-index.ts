import { join } from 'node:path'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { DELIVERY_LIMITS, type DeliveryLimits } from '../../main/adapters/audit-index/delivery-tables.ts'
import { openSqliteAuditIndex, type SqliteAuditIndex } from '../../main/adapters/audit-index/sqlite-audit-index.ts'
import type { HeadKeys } from '../../main/adapters/files/signed-head.ts'
import type { AuditFilter } from '../../main/core/audit/audit-index.ts'
import type { EventLog } from '../../main/core/audit/event-log.ts'
import { keepingLogger, linesOf, openLog, SYSTEM_CLOCK } from './audit-log.ts'

export const SMALL_SEGMENT = 2000
export const ALL: AuditFilter = { task_id: null, type: null, since_ts: null, since_seq: null, limit: 1000 }
export const fileIn = (folder: string): string => join(folder, 'index.sqlite')

export function openIndex(
  folder: string,
  logger = keepingLogger(),
  deliveryLimits: DeliveryLimits = DELIVERY_LIMITS,
): SqliteAuditIndex {
  const facts = { file: fileIn(folder), logFolder: folder, deliveryLimits }
  return openSqliteAuditIndex({ ...facts, logger, clock: SYSTEM_CLOCK })
}

export interface Opened {
  readonly log: EventLog
  readonly index: SqliteAuditIndex
  closeLog(): Promise<void>
  close(): Promise<void>
}

export async function openBoth(
  folder: string,
  keys: HeadKeys,
  clock = SYSTEM_CLOCK,
  maxSegmentBytes = SMALL_SEGMENT,
  deliveryLimits: DeliveryLimits = DELIVERY_LIMITS,
): Promise<Opened> {
  let index: SqliteAuditIndex | null = null
  const opened = await openLog(folder, keys, {
    clock,
    maxSegmentBytes,
    onCommitted: (lines) => index?.add(lines),
  })
  const ready = openIndex(folder, keepingLogger(), deliveryLimits)
  index = ready
  const close = async (): Promise<void> => {
    await opened.close()
    ready.close()
  }
  return { log: opened.log, index: ready, closeLog: opened.close, close }
}

export const eventsOf = async (folder: string): Promise<AuditEvent[]> =>
  (await linesOf(folder)).map((line) => JSON.parse(line))
