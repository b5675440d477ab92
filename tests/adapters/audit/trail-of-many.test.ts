import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import { eventsOf, openBoth } from '../../support/audit-index.ts'
import { draft, makeKeys, withFolder } from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
const SEGMENT = 64 * 1024 * 1024
const ROOMY = { lines: 1000, bytes: 1024 * 1024 }
const typesOf = (events: readonly AuditEvent[]): string[] => events.map(({ type }) => type)

describe('a trail of more lines than an answer holds', () => {
  test('keeps what was decided, whatever was read, and says how many requests are left out', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys, undefined, SEGMENT)
      const about = { correlation_id: 'x' }
      await log.record(draft(0, { ...about, type: 'task_created' }))
      for (let n = 1; n <= 10_000; n++) log.note(draft(n, about))
      const approved = await log.record(draft(0, { ...about, type: 'task_approved' }))
      expect(index.byCorrelation('x', false).left_out).toEqual({})
      expect(typesOf(index.byCorrelation('x', false).events)).toEqual(['task_created', 'task_approved'])
      const all = index.byCorrelation('x', true)
      expect([all.events.length, all.left_out]).toEqual([10_000, { request_served: 2 }])
      expect([all.events[0]?.seq, all.events[1]?.seq, all.events.at(-1)?.seq]).toEqual([1, 4, approved.seq])
      await close()
    }))

  test('is 8 MiB at most, and a flood of long refusals pushes out nothing but itself', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys, undefined, SEGMENT)
      const about = { correlation_id: 'x', task_id: 't' }
      const first = ['task_created', 'approval_approved', 'tool_call_done'] as const
      for (const type of first) await log.record(draft(0, { ...about, type }))
      const data = { text: 'x'.repeat(60_000) }
      for (let n = 0; n < 200; n++) log.note(draft(n, { ...about, type: 'policy_denied', data }))
      const last = await log.record(draft(1, { ...about, type: 'evidence_kept' }))
      const { events, left_out } = index.byCorrelation('x', false)
      const bytes = events.reduce((sum, event) => sum + JSON.stringify(event).length, 0)
      expect(typesOf(events).slice(0, 4)).toEqual([...first, 'policy_denied'])
      expect(events.at(-1)?.seq).toBe(last.seq)
      expect(bytes).toBeLessThanOrEqual(8 * 1024 * 1024)
      expect(bytes).toBeGreaterThan(8 * 1024 * 1024 - 100_000)
      expect(left_out).toEqual({ policy_denied: 204 - events.length })
      await close()
    }))

  test('is one line when that alone is too long', () =>
    withFolder(async (folder) => {
      const { log, index, close } = await openBoth(folder, keys, undefined, SEGMENT)
      for (let n = 0; n < 2; n++) await log.record(draft(n, { correlation_id: 'x', type: 'task_updated' }))
      const chosen = index.choose({ correlation_id: 'x', also: null }, { lines: 9, bytes: 1 })
      expect(chosen).toEqual({ seqs: [2], left_out: { task_updated: 1 } })
      await close()
    }))
})

const anyStep: fc.Arbitrary<Partial<EventDraft>> = fc.record({
  type: fc.constantFrom<AuditEventType>(
    'request_served',
    'policy_denied',
    'tool_call_done',
    'task_created',
    'approval_requested',
  ),
  correlation_id: fc.constantFrom('x', 'y'),
  task_id: fc.constantFrom(null, 't', 'u'),
})

describe('the lines that are chosen about a correlation id, or a task and its correlation id', () => {
  const rank = ({ type }: AuditEvent): number =>
    ['task_created', 'tool_call_done', 'approval_requested', 'policy_denied', 'request_served'].indexOf(type)

  test('are those that matter most, the newest of equal ones, and with those that are counted they are all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        (steps, lines) =>
          withFolder(async (folder) => {
            const { log, index, close } = await openBoth(folder, keys)
            for (const [n, extra] of steps.entries()) await log.record(draft(n, extra))
            const events = await eventsOf(folder)
            const isTold = ({ type }: AuditEvent): boolean => type !== 'request_served'
            const wanted = [
              { also: null, all: events.filter((e) => isTold(e) && e.correlation_id === 'x') },
              { also: 'requests' as const, all: events.filter((e) => e.correlation_id === 'x') },
              {
                also: { task_id: 't' },
                all: events.filter((e) => isTold(e) && (e.correlation_id === 'x' || e.task_id === 't')),
              },
            ]
            for (const { also, all } of wanted) {
              const best = [...all].sort((a, b) => rank(a) - rank(b) || b.seq - a.seq)
              const out = best.slice(lines)
              const chosen = index.choose({ correlation_id: 'x', also }, { ...ROOMY, lines })
              const expected = best.slice(0, lines).sort((a, b) => a.seq - b.seq)
              expect(index.lines(chosen.seqs)).toEqual(expected)
              const counts = Object.fromEntries(
                [...new Set(out.map(({ type }) => type))].map((type) => [
                  type,
                  out.filter((e) => e.type === type).length,
                ]),
              )
              expect(chosen.left_out).toEqual(counts)
            }
            await close()
          }),
      ),
      { numRuns: 40 },
    )
  })
})
