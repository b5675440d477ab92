import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { DELIVERY_LIMITS } from '../../../main/adapters/audit-index/delivery-tables.ts'
import { createAnew } from '../../../main/adapters/audit-index/index-database.ts'
import { createIndexWriter } from '../../../main/adapters/audit-index/index-writer.ts'
import type { SqliteAuditIndex } from '../../../main/adapters/audit-index/sqlite-audit-index.ts'
import { ALL, fileIn, openBoth, openIndex, SMALL_SEGMENT } from '../../support/audit-index.ts'
import { draft, makeKeys, withFolder, writeLog } from '../../support/audit-log.ts'
import { claimOf } from '../../support/delivery-lines.ts'

const keys = makeKeys('key-1')

const QUESTIONS: [string, (index: SqliteAuditIndex) => unknown][] = [
  ['a query', (index) => index.query(ALL)],
  ['a trail', (index) => index.byCorrelation('c-1', true)],
  ['a delivery', (index) => index.deliveries.record('github', 'd1')],
  ['the list of deliveries', (index) => index.deliveries.page({ limit: 10 })],
]

describe('a question that the index cannot answer', () => {
  test.each(QUESTIONS)('says so while its file takes no rows, and %s is answered afterwards', (_, ask) =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys)
      const other = new DatabaseSync(fileIn(folder))
      other.exec('BEGIN IMMEDIATE')
      await log.record(draft(1))
      const locked = { code: 'audit_unavailable', message: expect.stringContaining('audit/index.sqlite: database is') }
      expect(() => ask(index)).toThrow(expect.objectContaining(locked))
      other.exec('ROLLBACK')
      other.close()
      ask(index)
      expect(index.indexedSeq()).toBe(1)
      await close()
    }),
  )

  test('names the segment that is gone', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, { maxSegmentBytes: SMALL_SEGMENT })
      const index = openIndex(folder)
      await rm(join(folder, 'events-000001.jsonl'))
      index.close()
      const again = openIndex(folder)
      const gone = {
        code: 'audit_unavailable',
        message: expect.stringContaining('audit/events-000001.jsonl is missing'),
      }
      expect(() => again.query({ ...ALL, since_seq: 0 })).toThrow(expect.objectContaining(gone))
      expect(() => again.byCorrelation('c-1', true)).toThrow(expect.objectContaining(gone))
      expect(again.query({ ...ALL, limit: 1 })).toHaveLength(1)
      again.close()
    }))
})

test('a file that is full is told of as such, although SQLite has rolled back by itself', () =>
  withFolder(async (folder) => {
    await writeLog(folder, keys, 1)
    const database = createAnew(fileIn(folder))
    const writer = createIndexWriter(database, 0, DELIVERY_LIMITS)
    const text = 'x'.repeat(100_000)
    const event = { ...draft(1, { correlation_id: text }), seq: 1, ts: '2026-01-31T09:30:00.000Z' } as AuditEvent
    const place = { segment: 1, offset: 0, length: 1 }
    const put = (): null => {
      writer.put(event, place)
      // What SQLite does when the disk is full in the middle of a transaction.
      database.exec('ROLLBACK')
      throw new Error('database or disk is full')
    }
    expect(() => writer.transaction(put)).toThrow('database or disk is full')
    writer.transaction(() => {
      writer.put(event, place)
      return null
    })
    expect(database.prepare('SELECT count(*) AS n FROM lines').get()).toEqual({ n: 1 })
    database.close()
  }))

test('deliveries of a transaction that failed do not count against the limit', () =>
  withFolder(async (folder) => {
    await writeLog(folder, keys, 1)
    const database = createAnew(fileIn(folder))
    const writer = createIndexWriter(database, 0, { deliveries: 2, refused: 2 })
    const claim = (seq: number): void => {
      const event = { ...claimOf(`d${seq}`), seq, ts: '2026-01-31T09:30:00.000Z' } as AuditEvent
      writer.put(event, { segment: 1, offset: 0, length: 1 })
    }
    const failing = (): null => {
      for (const seq of [1, 2]) claim(seq)
      throw new Error('database or disk is full')
    }
    expect(() => writer.transaction(failing)).toThrow('full')
    writer.transaction(() => {
      for (const seq of [1, 2]) claim(seq)
      return null
    })
    expect(database.prepare('SELECT count(*) AS n FROM deliveries').get()).toEqual({ n: 2 })
    database.close()
  }))
