import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { PageFilter } from '../../../main/core/audit/audit-pages.ts'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import { eventsOf, openBoth } from '../../support/audit-index.ts'
import { draft, makeKeys, withFolder } from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
const BEGAN = Date.parse('2026-01-31T09:30:00.000Z')
const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const orNot = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 2 })

interface Step {
  readonly extra: Partial<EventDraft>
  /** Milliseconds until the next line; the clock may go back. */
  readonly ms: number
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  extra: fc.record({
    type: oneOf('request_served', 'request_served', 'task_created', 'task_updated'),
    correlation_id: oneOf('x', 'y'),
    task_id: oneOf(null, 't1', 't2'),
    actor: oneOf('olga', 'otto', 'agent').map((sub) => ({ sub, scopes: ['admin'], door: 'http' })),
  }),
  ms: fc.integer({ min: -3000, max: 5000 }),
}) as fc.Arbitrary<Step>

const instant = fc.integer({ min: -5, max: 60 }).map((s) => new Date(BEGAN + s * 1000).toISOString())
const anyFilter: fc.Arbitrary<PageFilter> = fc.record({
  correlation_id: orNot(oneOf('x', 'nobody')),
  task_id: orNot(oneOf('t1', 't2')),
  type: orNot(oneOf('request_served' as const, 'task_created' as const)),
  actor: orNot(oneOf('olga', 'agent', 'nobody')),
  since_ts: orNot(instant),
  since_seq: orNot(fc.integer({ min: 0, max: 30 })),
  until_ts: orNot(instant),
  until_seq: orNot(fc.integer({ min: 0, max: 30 })),
  requests: fc.boolean(),
})

/** The same by looking at every line. */
function wanted(events: readonly AuditEvent[], filter: PageFilter): AuditEvent[] {
  const { correlation_id, task_id, type, actor, since_ts, since_seq, until_ts, until_seq, requests } = filter
  return events.filter(
    (line) =>
      (correlation_id === null || line.correlation_id === correlation_id) &&
      (task_id === null || line.task_id === task_id) &&
      (type === null || line.type === type) &&
      (actor === null || line.actor.sub === actor) &&
      (since_ts === null || Date.parse(line.ts) >= Date.parse(since_ts)) &&
      (since_seq === null || line.seq > since_seq) &&
      (until_ts === null || Date.parse(line.ts) < Date.parse(until_ts)) &&
      (until_seq === null || line.seq <= until_seq) &&
      (requests || line.type !== 'request_served'),
  )
}

describe('pages over the log', () => {
  test('are the lines that fit all conditions, whatever the clock did, walked in either direction', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1, maxLength: 30 }),
        fc.array(anyFilter, { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 1, max: 7 }),
        (steps, filters, limit) =>
          withFolder(async (folder) => {
            let now = BEGAN
            const { log, index, close } = await openBoth(folder, keys, { now: () => now })
            for (const [n, { extra, ms }] of steps.entries()) {
              await log.record(draft(n, extra))
              now += ms
            }
            const events = await eventsOf(folder)
            for (const filter of filters) {
              const all = wanted(events, filter)
              for (const forwards of [true, false]) {
                const walked: AuditEvent[] = []
                let from: number | null = null
                for (let more = true; more; ) {
                  const page = index.page(filter, { forwards, from }, limit)
                  if (forwards) walked.push(...page.events)
                  else walked.unshift(...page.events)
                  more = forwards ? page.newer : page.older
                  from = (forwards ? page.events.at(-1) : page.events[0])?.seq ?? null
                }
                expect(walked).toEqual(all)
              }
              const first = index.page(filter, { forwards: false, from: null }, limit)
              expect([first.older, first.newer]).toEqual([all.length > limit, false])
            }
            await close()
          }),
      ),
      { numRuns: 25 },
    )
  })

  test('know of what was behind the place that they were asked from', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys)
      for (let n = 1; n <= 6; n++) await log.record(draft(n))
      const filter = { ...NO_CONDITION, requests: true }
      expect(index.page(filter, { forwards: true, from: 2 }, 2)).toMatchObject({
        ...{ events: [{ seq: 3 }, { seq: 4 }], older: true, newer: true },
      })
      expect(index.page(filter, { forwards: true, from: null }, 2)).toMatchObject({ older: false, newer: true })
      await close()
    }))

  test('hold 8 MiB at most, and their cursors lead on in both directions without a gap and without a line twice', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys, undefined, 64 * 1024 * 1024)
      const long = { type: 'policy_denied' as const, data: { text: 'x'.repeat(1024 * 1024) } }
      for (let n = 1; n <= 20; n++) await log.record(draft(n, long))
      const all = Array.from({ length: 20 }, (_, at) => at + 1)
      for (const forwards of [true, false]) {
        const pages: number[][] = []
        for (let [more, from]: [boolean, number | null] = [true, null]; more; ) {
          const page = index.page(NO_CONDITION, { forwards, from }, 1000)
          const seqs = page.events.map(({ seq }) => seq)
          pages.push(seqs)
          more = forwards ? page.newer : page.older
          from = (forwards ? seqs.at(-1) : seqs[0]) ?? null
        }
        expect(pages.map((seqs) => seqs.length)).toEqual([7, 7, 6])
        expect((forwards ? pages : pages.toReversed()).flat()).toEqual(all)
      }
      await close()
    }))
})

const NO_CONDITION: PageFilter = {
  ...{ correlation_id: null, task_id: null, type: null, actor: null, since_ts: null, since_seq: null },
  ...{ until_ts: null, until_seq: null, requests: false },
}
