import { describe, expect, test } from 'vitest'
import { DELIVERY_LIMITS } from '../../../main/adapters/audit-index/delivery-tables.ts'
import { BODY_LIMITS, OVERFULL } from '../../../main/adapters/files/delivery-files.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { claimOf, failureOf, refusalOf, requestOf, resultOf, writeOf } from '../../support/delivery-lines.ts'
import { deliveryQuery as query, withDeliveries } from '../../support/indexed-deliveries.ts'
import { openFolder, stored } from '../deliveries/delivery-folder.ts'

describe('what is kept', () => {
  test('is the latest deliveries of each source, whatever else comes in', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('x1', { source: 'xcode' }))
      for (let n = 1; n <= 7; n++) {
        await log.record(claimOf(`d${n}`, { about: ['github:o/r#1'] }))
        await log.record(writeOf('task_updated', `d${n}`, 't1'))
        await log.record(resultOf(`d${n}`, 'task_updated', ['t1']))
        await log.record(refusalOf(`r${n}`, 1))
      }
      const ids = (given: object) => deliveries.page(query(given)).items.map(({ delivery_id }) => delivery_id)
      expect(ids({ source: 'xcode' })).toEqual(['x1'])
      expect(ids({ state: 'refused' })).toEqual(['refusal-r7', 'refusal-r6', 'refusal-r5'])
      expect(ids({ state: 'accepted', source: 'github' })).toEqual(['d7', 'd6', 'd5', 'd4', 'd3'])
      expect(ids({ task_id: 't1' })).toEqual(['d7', 'd6', 'd5', 'd4', 'd3'])
      expect(deliveries.about(['github:o/r#1'])).toHaveLength(5)
      expect(deliveries.record('github', 'd2')).toBe(null)
      await log.record(resultOf('d2', 'task_updated', ['t1']))
      expect(deliveries.summary('github', 'd2')).toBe(null)
    }))

  test('is what is still to be carried out, however old, and with it its body over a restart', () =>
    withDeliveries(async ({ log, deliveries }) => {
      const kept = await openFolder(deliveries, BODY_LIMITS)
      const receive = async (id: string): Promise<void> => {
        await kept.files.keep(stored(id))
        await log.record(claimOf(id, { body_sha256: sha256(stored(id).raw) }))
      }
      await receive('open')
      await receive('failed')
      await log.record(failureOf('failed', 'storage_failed'))
      await receive('failed-again')
      await log.record(resultOf('failed-again', 'task_created', ['t1']))
      await log.record(requestOf('failed-again'))
      await log.record(failureOf('failed-again', 'storage_failed'))
      for (let n = 1; n <= 7; n++) {
        await receive(`d${n}`)
        await log.record(resultOf(`d${n}`, 'task_updated', ['t1']))
      }
      const ids = (): string[] => deliveries.page(query()).items.map(({ delivery_id }) => delivery_id)
      expect(ids()).toEqual(['d7', 'd6', 'failed-again', 'failed', 'open'])
      expect(deliveries.open().map(({ delivery_id }) => delivery_id)).toEqual(['open', 'failed'])
      expect(deliveries.waiting()).toBe(1)
      const again = await kept.open()
      for (const id of ['open', 'failed', 'failed-again']) expect(await again.read('github', id)).toEqual(stored(id))
      // Once they are carried out they go as all others do.
      for (const id of ['open', 'failed', 'failed-again']) await log.record(resultOf(id, 'task_updated', ['t1']))
      for (const id of ['d8', 'd9', 'd10']) await receive(id)
      expect(ids()).toEqual(['d10', 'd9', 'd8', 'd7', 'd6'])
    }))

  test('has an end also when nothing can be carried out: then the oldest go, of that source alone', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('x1', { source: 'xcode' }))
      for (let n = 1; n <= 7; n++) await log.record(claimOf(`d${n}`))
      expect(deliveries.open().map(({ delivery_id }) => delivery_id)).toEqual(['x1', 'd3', 'd4', 'd5', 'd6', 'd7'])
    }))

  test('is more, of what was not carried out, than there may be bodies of it', () => {
    expect(DELIVERY_LIMITS.deliveries).toBeGreaterThan(BODY_LIMITS.files * OVERFULL)
  })
})
