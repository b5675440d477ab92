import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { createCountedLines } from '../../../main/core/ingest/counted-lines.ts'
import { settleOwedCounts } from '../../../main/core/ingest/owed-counts.ts'
import type { RefusalTally } from '../../../main/core/ingest/refusal-journal.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { memoryJournal } from '../../support/memory-journal.ts'
import { createMemoryLog, type MemoryLog } from '../../support/memory-log.ts'

const START = Date.parse('2026-01-31T09:30:00.000Z')

function heldIn(events: readonly AuditEvent[]) {
  return {
    counted: (id: string) => {
      const mine = events.filter(({ data }) => data['refusal_id'] === id)
      const sum = (name: string): number => mine.reduce((all, { data }) => all + Number(data[name]), 0)
      return { count: sum('count'), bytes: sum('bytes') }
    },
  }
}

const sumOf = ({ events }: MemoryLog, name = 'count'): number =>
  events.reduce((all, { data }) => all + Number(data[name]), 0)

function keepingLogger() {
  const told: string[] = []
  const tell = (_: unknown, message: string): void => void told.push(message)
  return { told, info: tell, warn: tell, error: tell }
}

const tally = (given: Partial<RefusalTally> = {}): RefusalTally => ({
  ...{ id: 'r1', type: 'webhook_rejected', actor: { sub: 'anonymous', scopes: [], door: 'webhook' } },
  ...{ route: null, status: null, facts: { source: 'github', reason: 'signature_invalid' }, address: '203.0.113.7' },
  ...{ total: 12, bytes: 120, correlation_id: 'req-5', since_ms: START, last_ms: START + 900 },
  ...given,
})

describe('counts that a killed process owes the log', () => {
  it('are written as what the journal counted less what the log holds, and say so', async () => {
    const log = createMemoryLog()
    const logger = keepingLogger()
    const journal = memoryJournal([tally()])
    await settleOwedCounts({ journal, log, logger, index: { counted: () => ({ count: 5, bytes: 50 }) } })
    expect(log.events).toMatchObject([
      {
        ...{ type: 'webhook_rejected', correlation_id: 'req-5', actor: { sub: 'anonymous' } },
        data: {
          ...{ source: 'github', reason: 'signature_invalid', address: '203.0.113.7', refusal_id: 'r1' },
          ...{ count: 7, bytes: 70, first_at: '2026-01-31T09:30:00.000Z', last_at: '2026-01-31T09:30:00.900Z' },
          after_restart: true,
        },
      },
    ])
    expect([journal.left(), logger.told.length]).toEqual([[], 1])
  })
  it('leave no line when the log holds them all', async () => {
    const log = createMemoryLog()
    const journal = memoryJournal([tally()])
    const index = { counted: () => ({ count: 12, bytes: 120 }) }
    await settleOwedCounts({ journal, log, index, logger: keepingLogger() })
    expect([log.events, journal.left()]).toEqual([[], []])
  })
  it('stay in the journal when the log cannot take them, the others are written, and it is told', async () => {
    const log = createMemoryLog()
    log.fail('webhook_rejected')
    const logger = keepingLogger()
    const journal = memoryJournal([tally(), tally({ id: 'r2', type: 'request_refused', total: 3 })])
    await settleOwedCounts({ journal, log, logger, index: heldIn(log.events) })
    expect([sumOf(log), journal.left().map(({ id }) => id)]).toEqual([3, ['r1']])
    expect(logger.told).toContain('a count of refusals could not be written; it is kept')
    log.mend()
    await settleOwedCounts({ journal, log, logger, index: heldIn(log.events) })
    expect([sumOf(log), journal.left()]).toEqual([15, []])
  })
})

describe('a process that is killed at any moment', () => {
  const step = fc.oneof(
    { arbitrary: fc.record({ address: fc.constantFrom(null, '1', '2', '3') }), weight: 4 },
    fc.record({ advance: fc.integer({ min: 0, max: 7000 }) }),
    fc.record({ disk: fc.constantFrom('full', 'free') }),
    fc.constant('turn' as const),
    // The journal reaches the disk.
    fc.constant('journal' as const),
  )

  it('has counted every refusal once after the next start that its journal had told of, and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(2), async (steps, starts) => {
        const log = createMemoryLog()
        const timers = createManualTimers(START)
        const journal = memoryJournal()
        let made = 0
        const lines = createCountedLines({
          ...{ log, journal, clock: timers.clock, timers, ids: { hex: () => `id-${++made}` }, logger: keepingLogger() },
          ...{ windowMs: 5000, maxGroups: 3, maxFresh: 3, onWritten: () => undefined },
        })
        let events = 0
        let told = 0
        let onDisk: RefusalTally[] = []
        for (const each of steps) {
          if (each === 'turn') await Promise.resolve()
          else if (each === 'journal') [onDisk, told] = [journal.left(), events]
          else if ('advance' in each) timers.advance(each.advance)
          else if ('disk' in each) each.disk === 'full' ? log.fail('request_refused') : log.mend()
          else {
            const actor = { sub: 'anonymous', scopes: [], door: 'http' as const }
            const event = { type: 'request_refused' as const, actor, route: null, status: 404, kind: 'a', facts: {} }
            lines.count({ ...event, address: each.address, bytes: 2, correlation_id: `req-${events}` })
            events += 1
          }
        }
        log.mend()
        for (let start = 0; start <= starts; start += 1) {
          const left = memoryJournal(onDisk)
          await settleOwedCounts({ journal: left, log, logger: keepingLogger(), index: heldIn(log.events) })
          expect(left.left()).toEqual([])
        }
        expect(sumOf(log)).toBeGreaterThanOrEqual(told)
        expect(sumOf(log)).toBeLessThanOrEqual(events)
        expect(sumOf(log, 'bytes')).toBe(2 * sumOf(log))
      }),
      { numRuns: 500 },
    )
  })
})
