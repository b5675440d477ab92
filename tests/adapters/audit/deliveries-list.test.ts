import { describe, expect, test } from 'vitest'
import { DeliveryPage } from '../../../contract/delivery.ts'
import { claimOf, failureOf, refusalOf, replayOf, resultOf } from '../../support/delivery-lines.ts'
import { deliveryQuery as query, withDeliveries } from '../../support/indexed-deliveries.ts'

describe('the list of deliveries', () => {
  test('is newest first and can be narrowed by source, state and task', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1'))
      await log.record(resultOf('d1', 'task_created', ['t1']))
      await log.record(claimOf('d2', { source: 'xcode' }))
      await log.record(resultOf('d2', 'task_updated', ['t1', 't2'], 'xcode'))
      await log.record(replayOf('d1'))
      await log.record(claimOf('d3'))
      await log.record(failureOf('d3', 'storage_failed'))
      await log.record(refusalOf('r1', 1))
      const ids = (given: object) => deliveries.page(query(given)).items.map(({ delivery_id }) => delivery_id)
      expect(ids({})).toEqual(['refusal-r1', 'd3', 'd2', 'd1'])
      expect(ids({ source: 'github' })).toEqual(['refusal-r1', 'd3', 'd1'])
      expect(ids({ state: 'accepted' })).toEqual(['d2', 'd1'])
      expect(ids({ state: 'failed' })).toEqual(['d3'])
      expect(ids({ state: 'open' })).toEqual([])
      expect(ids({ state: 'replayed' })).toEqual(['d1'])
      expect(ids({ task_id: 't1' })).toEqual(['d2', 'd1'])
      expect(ids({ task_id: 't1', source: 'xcode', state: 'accepted' })).toEqual(['d2'])
      expect(ids({ task_id: 'nobody' })).toEqual([])
      expect(DeliveryPage.safeParse(deliveries.page(query({}))).error).toBe(undefined)
    }))

  test('comes in pages that pass over no row and show none twice, also while more arrives', () =>
    withDeliveries(async ({ log, deliveries }) => {
      for (const id of ['d1', 'd2', 'd3', 'd4']) await log.record(claimOf(id))
      const first = deliveries.page(query({ limit: 2 }))
      await log.record(claimOf('d5'))
      const second = deliveries.page(query({ limit: 2, cursor: first.next_cursor }))
      const ids = [...first.items, ...second.items].map(({ delivery_id }) => delivery_id)
      expect([ids, second.next_cursor]).toEqual([['d4', 'd3', 'd2', 'd1'], null])
    }))

  test.each(['x', 'YmVmb3JlOngx', 'YmVmb3JlOjE=', ''])(
    'does not take %j as a cursor, which it never gave out',
    (cursor) =>
      withDeliveries(async ({ deliveries }) => {
        const invalid = expect.objectContaining({ code: 'cursor_invalid' })
        expect(() => deliveries.page({ limit: 1, cursor })).toThrow(invalid)
      }),
  )
})
