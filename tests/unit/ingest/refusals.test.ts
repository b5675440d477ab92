import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { type CountedEvent, createCountedLines } from '../../../main/core/ingest/counted-lines.ts'
import type { MemoryLog } from '../../support/memory-log.ts'
import { REFUSAL, refusalsAtWork } from '../../support/refusals-at-work.ts'

const sum = (log: MemoryLog): number => log.events.reduce((all, { data }) => all + Number(data['count']), 0)
const counts = (events: readonly AuditEvent[]): unknown[] => events.map(({ data }) => data['count'])

describe('a refusal', () => {
  it('is written at once when it is the first of its kind', async () => {
    const { log, refusals } = refusalsAtWork()
    refusals.refuse(REFUSAL)
    expect(log.events).toMatchObject([
      {
        type: 'webhook_rejected',
        actor: { sub: 'anonymous', door: 'webhook' },
        correlation_id: 'req-1',
        data: {
          ...{ source: 'github', reason: 'signature_invalid', signature_valid: false, count: 1, bytes: 7 },
          ...{ address: '203.0.113.7', refusal_id: 'id-1', first_at: '2026-01-31T09:30:00.000Z' },
        },
      },
    ])
  })
  it('is told to whoever watches, once for each line', async () => {
    const { frames, timers, refusals } = refusalsAtWork()
    for (let i = 0; i < 50; i += 1) refusals.refuse(REFUSAL)
    timers.advance(5000)
    await refusals.flush()
    expect(frames.map(({ name }) => name)).toEqual(['webhook_rejected', 'webhook_rejected'])
    expect(JSON.parse(frames[0]?.data ?? '')).toMatchObject({ source: 'github', delivery_id: '' })
  })
})

describe('a flood', () => {
  it('of 50 a second for 15 seconds is four lines that count 750', async () => {
    const { log, timers, refusals } = refusalsAtWork()
    for (let i = 0; i < 750; i += 1) {
      refusals.refuse({ ...REFUSAL, correlation_id: `req-${i}` })
      timers.advance(20)
      await Promise.resolve()
    }
    await refusals.close()
    expect(log.events.length).toBeLessThanOrEqual(5)
    expect(sum(log)).toBe(750)
    expect(new Set(log.events.map(({ data }) => data['refusal_id'])).size).toBe(1)
  })
  it('says when the first and the last of a line came, and how many bytes', async () => {
    const { log, timers, refusals } = refusalsAtWork()
    refusals.refuse(REFUSAL)
    timers.advance(1000)
    refusals.refuse({ ...REFUSAL, correlation_id: 'req-2' })
    timers.advance(1000)
    refusals.refuse({ ...REFUSAL, correlation_id: 'req-3' })
    timers.advance(3000)
    expect(log.events.at(-1)).toMatchObject({
      correlation_id: 'req-2',
      data: { count: 2, bytes: 14, first_at: '2026-01-31T09:30:01.000Z', last_at: '2026-01-31T09:30:02.000Z' },
    })
  })
  it('that pauses for a window is a new one afterwards, written at once and with its own id', async () => {
    const { log, timers, refusals } = refusalsAtWork()
    refusals.refuse(REFUSAL)
    await refusals.flush()
    timers.advance(5000)
    refusals.refuse(REFUSAL)
    expect(log.events.map(({ data }) => [data['refusal_id'], data['count']])).toEqual([
      ['id-1', 1],
      ['id-2', 1],
    ])
  })
  it('is told apart by source, reason, address and type', () => {
    const { log, refusals } = refusalsAtWork()
    for (const other of [{}, { source: 'xcode' as const }, { reason: 'signature_missing' }, { address: '203.0.113.8' }])
      refusals.refuse({ ...REFUSAL, ...other })
    refusals.refuse({ ...REFUSAL, type: 'telegram_sender_refused' })
    expect(counts(log.events)).toEqual([1, 1, 1, 1, 1])
  })
  it('from more than ten new addresses in a window goes on in one line without address, and no count is lost', async () => {
    const { log, timers, refusals } = refusalsAtWork()
    for (let i = 0; i < 3000; i += 1) refusals.refuse({ ...REFUSAL, address: `2001:db8:0:${i.toString(16)}::/64` })
    expect(log.events).toHaveLength(11)
    timers.advance(5000)
    await refusals.close()
    expect(log.events).toHaveLength(12)
    expect(log.events.at(-1)?.data).toMatchObject({ address: null, count: 2989 })
    expect(sum(log)).toBe(3000)
  })
  it('from addresses that change all the time stays a few lines in a window, however long it lasts', async () => {
    const { log, timers, refusals } = refusalsAtWork()
    for (let i = 0; i < 4000; i += 1) {
      refusals.refuse({ ...REFUSAL, address: `2001:db8:0:${i.toString(16)}::/64` })
      timers.advance(10)
    }
    await refusals.close()
    // Forty seconds: eight windows.
    expect(log.events.length).toBeLessThan(8 * 25)
    expect(sum(log)).toBe(4000)
  })
})

describe('when the log cannot take a line', () => {
  it('the count waits and is written with the next window', async () => {
    const { log, timers, refusals } = refusalsAtWork()
    log.fail('webhook_rejected')
    refusals.refuse(REFUSAL)
    refusals.refuse(REFUSAL)
    await refusals.flush()
    timers.advance(5000)
    await refusals.flush()
    expect(log.events).toEqual([])
    log.mend()
    timers.advance(5000)
    await refusals.flush()
    expect(counts(log.events)).toEqual([2])
  })
  it('until the end, the logger is told how many wait, and the journal has them for the next start', async () => {
    const { log, journal, told, refusals } = refusalsAtWork()
    log.fail('webhook_rejected')
    for (let i = 0; i < 7; i += 1) refusals.refuse(REFUSAL)
    await refusals.close()
    expect(told).toEqual([{ waiting: 7 }])
    expect(journal.left()).toMatchObject([{ id: 'id-1', total: 7, bytes: 49, since_ms: 1_769_851_800_000 }])
  })
  it('because it is closed already, nothing is written behind its last line', async () => {
    const { log, told, refusals } = refusalsAtWork()
    await refusals.close()
    refusals.refuse(REFUSAL)
    expect([log.events, told]).toEqual([[], ['late']])
  })
})

describe('the counts of all lines', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('a', 'b'), address: fc.constantFrom(null, '1', '2', '3', '4') }),
    fc.record({ advance: fc.integer({ min: 0, max: 12_000 }) }),
    fc.record({ disk: fc.constantFrom('full', 'free') }),
    fc.constant('turn' as const),
    fc.constant('flush' as const),
  )
  it('are together as many as there were events, whatever the timing and whatever the disk does meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { log, journal, timers, parts } = refusalsAtWork()
        const lines = createCountedLines({
          ...parts,
          windowMs: 5000,
          maxGroups: 3,
          maxFresh: 2,
          onWritten: () => undefined,
        })
        let events = 0
        for (const each of steps) {
          if (each === 'turn') await Promise.resolve()
          else if (each === 'flush') await lines.flush()
          else if ('advance' in each) timers.advance(each.advance)
          else if ('disk' in each) each.disk === 'full' ? log.fail('request_refused') : log.mend()
          else {
            lines.count(eventOf(each))
            events += 1
          }
        }
        log.mend()
        await lines.close()
        expect(sum(log)).toBe(events)
        expect(timers.waiting()).toBe(0)
        expect(journal.left()).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  const eventOf = ({ kind, address }: { kind: string; address: string | null }): CountedEvent => ({
    ...{ type: 'request_refused', actor: { sub: 'anonymous', scopes: [], door: 'http' }, route: null, status: 404 },
    ...{ kind, address, facts: { error_code: 'not_found' }, bytes: 0, correlation_id: 'req-1' },
  })
})
