import { describe, expect, test } from 'vitest'
import type { DeliveryPage } from '../../../contract/delivery.ts'
import { deliveryKey, mergedRows, nameOfKey } from '../../../renderer/features/deliveries/delivery-rows.ts'
import { stagedDelivery, summaryOf } from '../../e2e/support/staged-facts.ts'

/** A page of the rows with these seqs; `more`: there are older ones. */
const page = (seqs: readonly number[], more: boolean, outcome: 'recorded' | 'task_created'): DeliveryPage => ({
  items: seqs.map((seq) => summaryOf(stagedDelivery(seq, { outcome }))),
  next_cursor: more ? 'more' : null,
})
const told = (rows: readonly { seq: number; outcome: string | null }[]) =>
  rows.map(({ seq, outcome }) => `${seq} ${outcome === 'task_created' ? 'new' : 'old'}`)

describe('the list of deliveries while more come in', () => {
  const pages = [page([9, 8, 7], true, 'recorded'), page([6, 5], false, 'recorded')]

  test('shows the newest page as it is now, above the older rows', () => {
    const { rows, hasHole } = mergedRows(pages, page([11, 10, 9], true, 'task_created'))
    expect(told(rows)).toEqual(['11 new', '10 new', '9 new', '8 old', '7 old', '6 old', '5 old'])
    expect(hasHole).toBe(false)
  })

  test('a row that no longer fits the filter is gone from the newest page and from the list', () => {
    const { rows } = mergedRows(pages, page([11, 9, 7], true, 'task_created'))
    expect(told(rows)).toEqual(['11 new', '9 new', '7 new', '6 old', '5 old'])
  })

  test('says that rows are missing when more came in than one page holds', () => {
    expect(mergedRows(pages, page([30, 29, 28], true, 'task_created')).hasHole).toBe(true)
  })

  test('a newest page with nothing below it is the whole list', () => {
    const { rows, hasHole } = mergedRows(pages, page([9], false, 'task_created'))
    expect(told(rows)).toEqual(['9 new'])
    expect(hasHole).toBe(false)
  })
})

test('the key of a row leads back to the delivery, whatever its id looks like', () => {
  const name = { source: 'telegram', delivery_id: 'update 7 github 8' } as const
  expect(nameOfKey(deliveryKey(name))).toEqual(name)
})
