import { describe, expect, test } from 'vitest'
import { draft } from '../../support/audit-log.ts'
import { claimOf, failureOf, refusalOf, replayOf, requestOf, resultOf } from '../../support/delivery-lines.ts'
import { deliveryQuery as query, withDeliveries } from '../../support/indexed-deliveries.ts'

describe('a delivery that was carried out more than once', () => {
  test('is listed with what it came to first; its newest result is told apart', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1'))
      const { ts } = await log.record(resultOf('d1', 'task_created', ['t1']))
      await log.record(requestOf('d1'))
      const newest = await log.record(resultOf('d1', 'unchanged', ['t1', 't2']))
      const row = { outcome: 'task_created', finished_at: ts, state: 'accepted', task_ids: ['t1', 't2'] }
      expect(deliveries.summary('github', 'd1')).toMatchObject(row)
      expect(deliveries.page(query()).items).toMatchObject([row])
      expect(deliveries.record('github', 'd1')?.result).toMatchObject({ ...newest, type: 'webhook_applied' })
    }))

  test('and failed in between is a dead letter until it succeeds, and keeps its first outcome', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1'))
      const { ts } = await log.record(resultOf('d1', 'task_created', ['t1']))
      await log.record(failureOf('d1', 'storage_failed'))
      const first = { outcome: 'task_created', finished_at: ts, failures: 1 }
      expect(deliveries.summary('github', 'd1')).toMatchObject({ ...first, state: 'failed', reason: 'storage_failed' })
      await log.record(resultOf('d1', 'unchanged', ['t1']))
      expect(deliveries.summary('github', 'd1')).toMatchObject({ ...first, state: 'accepted', reason: null })
    }))
})

describe('the lines by which a delivery came again', () => {
  test('are told newest first, no more than are asked for, each with all that it says', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1'))
      await log.record(claimOf('d1', { source: 'xcode' }))
      await log.record(resultOf('d1', 'pong', []))
      const came = { body_sha256: 'a'.repeat(64), address: '203.0.113.9', headers: { 'x-a': '1' } }
      const first = await log.record(replayOf('d1', came))
      const other = await log.record(replayOf('d2', { ...came, same_body_as: 'd1' }))
      const asked = await log.record(requestOf('d1'))
      expect(deliveries.replays('github', 'd1', 50)).toMatchObject([
        { ...asked, type: 'webhook_replay_requested' },
        { ...other, data: { delivery_id: 'd2', same_body_as: 'd1' } },
        { ...first, data: came },
      ])
      expect(deliveries.replays('github', 'd1', 2).map(({ seq }) => seq)).toEqual([asked.seq, other.seq])
      expect([deliveries.replays('xcode', 'd1', 50), deliveries.replays('github', 'd2', 50)]).toEqual([[], []])
    }))

  test('go with the delivery when it leaves the list', () =>
    withDeliveries(async ({ log, deliveries }) => {
      for (const id of ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']) {
        await log.record(claimOf(id))
        await log.record(resultOf(id, 'pong', []))
        await log.record(replayOf(id))
      }
      expect(deliveries.summary('github', 'd1')).toBe(null)
      expect(deliveries.replays('github', 'd1', 50)).toEqual([])
      await log.record(claimOf('d1'))
      expect(deliveries.replays('github', 'd1', 50)).toEqual([])
    }))
})

describe('what the log holds of a group that is counted', () => {
  test('is the sum of its lines, of whatever type, also when its row has left the list', () =>
    withDeliveries(async ({ log, deliveries }) => {
      expect(deliveries.counted('r1')).toEqual({ count: 0, bytes: 0 })
      await log.record(refusalOf('r1', 1))
      await log.record(refusalOf('r1', 7))
      const outside = { door: 'ingress', count: 3, refusal_id: 'r2', bytes: 0 }
      await log.record(draft(1, { type: 'request_refused', data: outside }))
      expect([deliveries.counted('r1'), deliveries.counted('r2')]).toEqual([
        { count: 8, bytes: 80 },
        { count: 3, bytes: 0 },
      ])
      for (const id of ['r3', 'r4', 'r5', 'r6']) await log.record(refusalOf(id, 1))
      expect(deliveries.summary('github', 'refusal-r1')).toBe(null)
      await log.record(refusalOf('r1', 2))
      expect(deliveries.counted('r1')).toEqual({ count: 10, bytes: 100 })
    }))

  test('is nothing for lines that say no count', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(draft(1, { type: 'webhook_rejected', data: { source: 'github', refusal_id: 'r1' } }))
      await log.record(
        draft(1, { type: 'webhook_rejected', data: { source: 'github', refusal_id: 'r1', count: 'all' } }),
      )
      expect(deliveries.counted('r1')).toEqual({ count: 0, bytes: 0 })
    }))
})
