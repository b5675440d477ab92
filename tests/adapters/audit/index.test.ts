import { rm } from 'node:fs/promises'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { SqliteAuditIndex } from '../../../main/adapters/audit-index/sqlite-audit-index.ts'
import type { AuditFilter } from '../../../main/core/audit/audit-index.ts'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import { ALL, eventsOf, fileIn, openBoth, openIndex } from '../../support/audit-index.ts'
import { draft, makeKeys, withFolder } from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
/** What the index must answer, said in the simplest way. */
function expected(events: readonly AuditEvent[], filter: AuditFilter): readonly AuditEvent[] {
  const found = events.filter(
    (event) =>
      (filter.task_id === null || event.task_id === filter.task_id) &&
      (filter.type === null || event.type === filter.type) &&
      (filter.since_seq === null || event.seq > filter.since_seq) &&
      (filter.since_ts === null || Date.parse(event.ts) >= Date.parse(filter.since_ts)),
  )
  const forwards = filter.since_seq !== null || filter.since_ts !== null
  return forwards ? found.slice(0, filter.limit) : found.slice(-filter.limit)
}

const anyStep: fc.Arbitrary<Partial<EventDraft> & { advance: number }> = fc.record({
  type: fc.constantFrom('request_served', 'task_created', 'task_write_intended', 'webhook_received'),
  task_id: fc.constantFrom(null, 'a', 'b'),
  correlation_id: fc.constantFrom('x', 'y', 'z'),
  // The clock of a machine is set back at times.
  advance: fc.integer({ min: -3000, max: 5000 }),
})

const BEGAN = Date.parse('2026-01-31T09:30:00.000Z')
const anyFilter: fc.Arbitrary<AuditFilter> = fc.record({
  task_id: fc.constantFrom(null, 'a', 'b', 'nobody'),
  type: fc.constantFrom(null, 'request_served', 'task_created', 'service_stopped'),
  since_ts: fc.option(
    fc.integer({ min: -10_000, max: 60_000 }).map((ms) => new Date(BEGAN + ms).toISOString()),
    { nil: null },
  ),
  since_seq: fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }),
  limit: fc.integer({ min: 1, max: 50 }),
})

describe('the index answers as the log does', () => {
  test('after any lines, over segments, whether it was asked in between, made anew or opened again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1, maxLength: 30 }),
        fc.array(anyFilter, { minLength: 5, maxLength: 5 }),
        fc.nat(29),
        (steps, filters, pause) =>
          withFolder(async (folder) => {
            let now = BEGAN
            const { log, index, closeLog, close } = await openBoth(folder, keys, { now: () => now })
            for (const [i, { advance, ...extra }] of steps.entries()) {
              now += advance
              if (i === pause) index.query(ALL)
              if (i % 4 === 0) await log.record(draft(i, extra))
              else log.note(draft(i, extra))
            }
            await log.record(draft(99, { correlation_id: 'last' }))
            await closeLog()
            const events = await eventsOf(folder)
            const check = (asked: SqliteAuditIndex): void => {
              for (const filter of filters) expect(asked.query(filter)).toEqual(expected(events, filter))
              for (const id of ['x', 'y', 'z', 'last', 'nobody']) {
                const all = events.filter((event) => event.correlation_id === id)
                const told = all.filter((event) => event.type !== 'request_served')
                expect(asked.byCorrelation(id, true)).toEqual({ events: all, left_out: {} })
                expect(asked.byCorrelation(id, false)).toEqual({ events: told, left_out: {} })
              }
              expect(asked.indexedSeq()).toBe(events.length)
            }
            check(index)
            await close()
            const again = openIndex(folder)
            check(again)
            again.close()
            await rm(fileIn(folder))
            const anew = openIndex(folder)
            check(anew)
            anew.close()
          }),
      ),
      { numRuns: 25 },
    )
  })

  test('an answer holds every line that was committed before the question', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys)
      for (let n = 1; n <= 50; n++) {
        const { seq } = await log.record(draft(n))
        expect(index.query({ ...ALL, limit: 1 })[0]?.seq).toBe(seq)
      }
      await close()
    }))

  test('lines reach the file without a question', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys)
      for (let n = 1; n <= 600; n++) log.note(draft(n))
      await expect.poll(() => index.indexedSeq()).toBeGreaterThanOrEqual(600)
      await close()
    }))

  test('an instant with an offset is the same instant', () =>
    withFolder(async (folder) => {
      let now = BEGAN
      const { log, index, close } = await openBoth(folder, keys, { now: () => now })
      await log.record(draft(1))
      now += 1000
      await log.record(draft(2))
      expect(index.query({ ...ALL, since_ts: '2026-01-31T10:30:01.000+01:00' }).map((event) => event.seq)).toEqual([2])
      await close()
    }))
})

describe('open intents', () => {
  test('are those after the last start of the service that no later line names', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys)
      const intent = (n: number) => log.record(draft(n, { type: 'task_write_intended' }))
      const outcome = (type: EventDraft['type'], intent_seq: number) =>
        log.record(draft(0, { type, data: { intent_seq } }))
      expect(index.openIntents()).toEqual([])
      await intent(1)
      await log.record(draft(2, { type: 'service_started' }))
      const first = await intent(3)
      const second = await intent(4)
      const third = await intent(5)
      await outcome('task_created', first.seq)
      await outcome('task_write_abandoned', third.seq)
      expect(index.openIntents()).toMatchObject([second])
      await close()
    }))
})
