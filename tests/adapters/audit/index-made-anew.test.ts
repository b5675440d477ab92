import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { SqliteAuditIndex } from '../../../main/adapters/audit-index/sqlite-audit-index.ts'
import { ALL, eventsOf, fileIn, openIndex, SMALL_SEGMENT } from '../../support/audit-index.ts'
import { changeFile, draft, keepingLogger, makeKeys, openLog, withFolder, writeLog } from '../../support/audit-log.ts'

const keys = makeKeys('key-1')

describe('an index that cannot be believed is made anew', () => {
  test.each<[string, (folder: string) => Promise<void>]>([
    ['it is missing', (folder) => rm(fileIn(folder))],
    [
      'it is not a database',
      (folder) => writeFile(fileIn(folder), 'not a database, but long enough to be looked at'.repeat(100)),
    ],
    [
      'a folder has its name',
      async (folder) => {
        await rm(fileIn(folder))
        await mkdir(join(fileIn(folder), 'in-the-way'), { recursive: true })
      },
    ],
    ['it is empty', (folder) => writeFile(fileIn(folder), '')],
    ['it was cut off', (folder) => changeFile(fileIn(folder), (bytes) => bytes.subarray(0, 5000))],
    ['it has another version', (folder) => sql(folder, 'PRAGMA user_version = 999')],
    ['the machine went down while it was open', (folder) => sql(folder, "UPDATE state SET boot = 'another boot'")],
    ['its last line is another than the one in the log', (folder) => sql(folder, "UPDATE state SET last_hash = 'x'")],
    [
      'it holds more than the log',
      (folder) =>
        sql(
          folder,
          'INSERT INTO lines SELECT 999, ts, high_ts, type, correlation_id, task_id, actor, NULL, 1, 999999, 5 FROM lines LIMIT 1',
        ),
    ],
  ])('because %s', (_, damage) =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 20, { maxSegmentBytes: SMALL_SEGMENT })
      openIndex(folder).close()
      await damage(folder)
      const index = openIndex(folder)
      expect(index.query(ALL)).toEqual(await eventsOf(folder))
      index.close()
    }),
  )

  async function sql(folder: string, statement: string): Promise<void> {
    const database = new DatabaseSync(fileIn(folder))
    database.exec(statement)
    database.close()
  }

  test('because the operator accepted the loss of the log that it was made from', () =>
    withFolder(async (folder) => {
      await writeLog(folder, keys, 5)
      openIndex(folder).close()
      await rm(join(folder, 'head.json'))
      await (await openLog(folder, keys, { recover: 'lost' })).close()
      const index = openIndex(folder)
      expect(index.query(ALL)).toMatchObject([{ seq: 6, type: 'audit_log_recovered' }])
      index.close()
    }))
})

test('an index that was killed while open is gone on with', () =>
  withFolder(async (folder) => {
    await writeLog(folder, keys, 5)
    const killed = openIndex(folder)
    const logger = keepingLogger()
    const index = openIndex(folder, logger)
    expect(index.query(ALL)).toHaveLength(5)
    expect(logger.lines).toEqual([])
    index.close()
    killed.close()
  }))

test('lines that were committed before the index was wired up are read from the log', () =>
  withFolder(async (folder) => {
    let index: SqliteAuditIndex | null = null
    const { log, close } = await openLog(folder, keys, { onCommitted: (lines) => index?.add(lines) })
    const late = openIndex(folder)
    for (let n = 1; n <= 5; n++) await log.record(draft(n))
    index = late
    for (let n = 6; n <= 8; n++) await log.record(draft(n))
    expect(late.query(ALL).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    await close()
    late.close()
  }))

test('lines of the log that do not belong there are left out and told of', () =>
  withFolder(async (folder) => {
    await writeLog(folder, keys, 4)
    await changeFile(join(folder, 'events.jsonl'), (bytes) => `garbage\n${bytes}${bytes.toString().split('\n')[1]}\n`)
    const logger = keepingLogger()
    const index = openIndex(folder, logger)
    expect(index.query(ALL).map((event) => event.seq)).toEqual([1, 2, 3, 4])
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { lines: 4, skipped: 2 } }])
    index.close()
  }))

test('an index of a log that was changed under it says so instead of answering wrongly', () =>
  withFolder(async (folder) => {
    await writeLog(folder, keys, 4)
    const index = openIndex(folder)
    await changeFile(join(folder, 'events.jsonl'), (bytes) => bytes.subarray(20))
    expect(() => index.query(ALL)).toThrow('does not fit the log at line')
    index.close()
  }))
