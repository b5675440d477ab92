import { describe, expect, test } from 'vitest'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import type { DeliveryIndex } from '../../../main/core/ingest/delivery-index.ts'
import { openBoth } from '../../support/audit-index.ts'
import { makeKeys, withFolder } from '../../support/audit-log.ts'
import { claimOf } from '../../support/delivery-lines.ts'

const KEY = 'github:o/r#1'
const keys = makeKeys('key-1')
const ONE_SEGMENT = 1_000_000

const at = (second: number): string => new Date(Date.parse('2026-01-31T09:30:00Z') + second * 1000).toISOString()
const claim = (id: string, event_at: string | null): EventDraft => claimOf(id, { about: [KEY], event_at })
const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, n) => first + n)

const told = (deliveries: DeliveryIndex): string[] => deliveries.about([KEY]).map(({ delivery_id }) => delivery_id)

/** A log with these lines and nothing pruned. */
const withLines = (lines: readonly EventDraft[], use: (deliveries: DeliveryIndex, add: Add) => Promise<void>) =>
  withFolder(async (folder) => {
    const { log, index, close } = await openBoth(folder, keys, undefined, ONE_SEGMENT)
    await Promise.all(lines.map((line) => log.record(line)))
    await use(index.deliveries, (line) => log.record(line))
    await close()
  })
type Add = (line: EventDraft) => Promise<unknown>

describe('of the deliveries about one thing', () => {
  test('all 500 are told, and of 501 all but the one that happened first, in the order in which they happened', () => {
    const backwards = range(1, 500).toReversed()
    return withLines(
      backwards.map((n) => claim(`d${n}`, at(n))),
      async (deliveries, add) => {
        expect(told(deliveries)).toEqual(range(1, 500).map((n) => `d${n}`))
        await add(claim('d501', at(501)))
        expect(told(deliveries)).toEqual(range(2, 501).map((n) => `d${n}`))
        await add(claim('d0', at(0)))
        expect(told(deliveries)).toEqual(range(2, 501).map((n) => `d${n}`))
      },
    )
  })

  test('that happened in the same instant, or do not say when, the 500 with the higher ids are told, in their order', () =>
    withLines(
      range(1, 501)
        .toReversed()
        .map((n) => claim(`d${n}`, at(0))),
      async (deliveries, add) => {
        expect(told(deliveries)).toEqual(range(2, 501).map((n) => `d${n}`))
        for (const n of [1, 2]) await add(claim(`undated${n}`, null))
        await add(claim('late', at(1)))
        const dated = range(5, 501).map((n) => `d${n}`)
        expect(told(deliveries)).toEqual([...dated, 'late', 'undated1', 'undated2'])
      },
    ))
})
