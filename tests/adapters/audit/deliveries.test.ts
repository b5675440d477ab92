import { describe, expect, test } from 'vitest'
import { DeliveryPage } from '../../../contract/delivery.ts'
import { draft } from '../../support/audit-log.ts'
import { claimOf, failureOf, refusalOf, replayOf, requestOf, resultOf, writeOf } from '../../support/delivery-lines.ts'
import { deliveryQuery as query, withDeliveries } from '../../support/indexed-deliveries.ts'

describe('a delivery', () => {
  test('is known from its claim on, with what was written for it and its latest result', () =>
    withDeliveries(async ({ log, deliveries }) => {
      expect(deliveries.record('github', 'd1')).toBe(null)
      const claim = await log.record(claimOf('d1'))
      await log.record(claimOf('d2'))
      expect(deliveries.record('github', 'd1')).toMatchObject({ claim, result: null, writes: [] })
      const created = await log.record(writeOf('task_created', 'd1', 't1'))
      const updated = await log.record(writeOf('task_updated', 'd1', 't2'))
      const amended = await log.record(writeOf('task_amended', 'd1', 't2'))
      await log.record(resultOf('d1', 'task_created', ['t1']))
      const applied = await log.record(resultOf('d1', 'task_updated', ['t1', 't2']))
      expect(deliveries.record('github', 'd1')).toMatchObject({
        ...{ claim, result: applied, writes: [created, updated, amended] },
      })
      expect(deliveries.record('xcode', 'd1')).toBe(null)
    }))

  test('of one source is another than that of the same id of another source', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1'))
      await log.record(claimOf('d1', { source: 'telegram', event: 'message', assurance: 'token' }))
      await log.record(resultOf('d1', 'task_created', ['t1'], 'telegram'))
      expect(deliveries.summary('github', 'd1')).toMatchObject({ state: 'open', assurance: 'signed', task_ids: [] })
      expect(deliveries.summary('telegram', 'd1')).toMatchObject({ state: 'accepted', assurance: 'token' })
    }))

  test('is open, then failed with the reason, then accepted; each time that it came again is counted', () =>
    withDeliveries(async ({ log, deliveries }) => {
      const { seq, ts } = await log.record(claimOf('d1', { event_at: '2026-01-31T09:00:00Z' }))
      const open = {
        ...{ seq, source: 'github', delivery_id: 'd1', event: 'issues', assurance: 'signed', state: 'open' },
        ...{ outcome: null, reason: null, task_ids: [], correlation_id: 'c-1', received_at: ts, finished_at: null },
        ...{ bytes: 12, body_sha256: 'a'.repeat(64), replays: 0, failures: 0, count: 1, address: null },
      }
      expect(deliveries.summary('github', 'd1')).toEqual(open)
      await log.record(failureOf('d1', 'storage_failed'))
      await log.record(failureOf('d1', 'write_conflict'))
      const failed = { ...open, state: 'failed', reason: 'write_conflict', failures: 2 }
      expect(deliveries.summary('github', 'd1')).toEqual(failed)
      await log.record(requestOf('d1'))
      const { ts: finished_at } = await log.record(resultOf('d1', 'task_created', ['t1']))
      await log.record(replayOf('d1'))
      const accepted = { state: 'accepted', outcome: 'task_created', reason: null, task_ids: ['t1'], finished_at }
      expect(deliveries.summary('github', 'd1')).toEqual({ ...failed, ...accepted, replays: 2 })
    }))

  test('that came under another id with the same bytes counts as come again', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1'))
      await log.record(resultOf('d1', 'pong', []))
      await log.record(replayOf('d2', { same_body_as: 'd1' }))
      expect(deliveries.summary('github', 'd1')?.replays).toBe(1)
      expect(deliveries.summary('github', 'd2')).toBe(null)
    }))

  test('that waited is listed with the task that it was applied to later', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1'))
      await log.record(resultOf('d1', 'recorded', []))
      await log.record(writeOf('task_updated', 'd1', 't1'))
      expect(deliveries.page(query({ task_id: 't1' })).items).toMatchObject([{ delivery_id: 'd1', task_ids: ['t1'] }])
    }))

  test('is found by its body: the first that was claimed with it', () =>
    withDeliveries(async ({ log, deliveries }) => {
      for (const [id, body] of [
        ['d1', 'b'],
        ['d2', 'c'],
        ['d3', 'c'],
      ] as const)
        await log.record(claimOf(id, { body_sha256: body.repeat(64) }))
      expect(deliveries.byBody('github', 'c'.repeat(64))).toEqual({ source: 'github', delivery_id: 'd2' })
      expect(deliveries.byBody('xcode', 'c'.repeat(64))).toBe(null)
      expect(deliveries.byBody('github', 'd'.repeat(64))).toBe(null)
    }))

  test('is found by what it is about, in the order in which things happened, whatever the order of the claims', () =>
    withDeliveries(async ({ log, deliveries }) => {
      const about = (id: string, event_at: string | null, ...about: string[]) =>
        log.record(claimOf(id, { event_at, about }))
      await about('late', '2026-01-31T10:00:00Z', 'github:o/r#1', 'commit:o/r@a')
      await about('undated', null, 'github:o/r#1')
      await about('early', '2026-01-31T10:00:00+01:00', 'commit:o/r@a')
      await about('twin', '2026-01-31T10:00:00.000Z', 'github:o/r#1')
      await about('other', '2026-01-31T08:00:00Z', 'github:o/r#2')
      const ids = (...found: string[]) => deliveries.about(found).map(({ delivery_id }) => delivery_id)
      expect(ids('github:o/r#1', 'commit:o/r@a')).toEqual(['early', 'late', 'twin', 'undated'])
      expect(ids('github:o/r#2')).toEqual(['other'])
      expect(ids()).toEqual([])
    }))

  test('is open until it has a result, also when it failed', () =>
    withDeliveries(async ({ log, deliveries }) => {
      for (const id of ['d1', 'd2', 'd3']) await log.record(claimOf(id))
      await log.record(failureOf('d1', 'storage_failed'))
      await log.record(resultOf('d2', 'pong', []))
      await log.record(failureOf('d2', 'storage_failed'))
      await log.record(refusalOf('r1', 1))
      expect(deliveries.open().map(({ delivery_id }) => delivery_id)).toEqual(['d1', 'd3'])
    }))
})

describe('refusals', () => {
  test('of one kind are one row with their count, which keeps its place', () =>
    withDeliveries(async ({ log, deliveries }) => {
      const { seq } = await log.record(refusalOf('r1', 1, { last_at: '2026-01-31T09:30:00.000Z' }))
      expect(deliveries.summary('github', 'refusal-r1')).toMatchObject({ count: 1, bytes: 10, finished_at: null })
      await log.record(refusalOf('r2', 1, { source: 'xcode', reason: 'webhook_token_invalid', address: null }))
      await log.record(refusalOf('r1', 7, { last_at: '2026-01-31T09:30:09.000Z' }))
      const row = {
        ...{ seq, source: 'github', delivery_id: 'refusal-r1', event: null, assurance: 'none', state: 'refused' },
        ...{ reason: 'signature_invalid', count: 8, bytes: 80, address: '203.0.113.9', body_sha256: null },
        ...{ received_at: '2026-01-31T09:30:00.000Z', finished_at: '2026-01-31T09:30:09.000Z' },
      }
      expect(deliveries.page(query({ state: 'refused' })).items).toMatchObject([
        { delivery_id: 'refusal-r2', assurance: 'none', address: null },
        row,
      ])
    }))

  test('of verified senders say how far they were verified', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(refusalOf('r1', 1, { signature_valid: true, reason: 'payload_not_json' }))
      const stranger = { source: 'telegram', reason: 'sender_not_allowed', address: 'chat 1, user 2' }
      await log.record({ ...refusalOf('r2', 3, stranger), type: 'telegram_sender_refused' })
      expect(deliveries.summary('github', 'refusal-r1')?.assurance).toBe('signed')
      expect(deliveries.summary('telegram', 'refusal-r2')).toMatchObject({ assurance: 'token', count: 3 })
    }))

  test('cannot be mistaken for a delivery whose sender chose the id of a refusal', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(refusalOf('r1', 1))
      expect(deliveries.record('github', 'refusal-r1')).toBe(null)
      await log.record(claimOf('refusal-r1'))
      await log.record(refusalOf('r1', 2))
      expect(deliveries.summary('github', 'refusal-r1')).toMatchObject({ state: 'open', count: 1 })
      expect(deliveries.page(query({ state: 'refused' })).items).toMatchObject([{ count: 3 }])
    }))
})

describe('lines of the first version', () => {
  test('are taken as signed deliveries of GitHub that are about nothing', () =>
    withDeliveries(async ({ log, deliveries }) => {
      const old = (type: Parameters<typeof writeOf>[0], data: object, task_id: string | null) =>
        log.record(draft(1, { type, data: { ...data }, task_id }))
      const name = { source: 'github', event: 'issues', delivery_id: 'd1' }
      await old('webhook_received', { ...name, signature_valid: true, body_sha256: 'b'.repeat(64) }, null)
      const write = await old('task_created', { delivery_id: 'd1', intent_seq: 1 }, 't1')
      const result = { delivery_id: 'd1', event: 'issues', outcome: 'task_created', task_ids: ['t1'], replayed: false }
      await old('webhook_applied', { ...name, result, broadcast_count: 0 }, null)
      const refused = await old(
        'webhook_rejected',
        { source: 'github', signature_valid: false, reason: 'signature_invalid', bytes: 5 },
        null,
      )
      expect(deliveries.record('github', 'd1')).toMatchObject({ writes: [write] })
      const accepted = { assurance: 'signed', state: 'accepted', task_ids: ['t1'], bytes: null }
      expect(deliveries.page(query()).items).toMatchObject([
        { delivery_id: `refusal-line-${refused.seq}`, count: 1, bytes: 5, received_at: refused.ts },
        accepted,
      ])
      expect(DeliveryPage.safeParse(deliveries.page(query())).error).toBe(undefined)
    }))

  test('that say less than they should are left out and spoil nothing', () =>
    withDeliveries(async ({ log, deliveries }) => {
      await log.record(claimOf('d1', { source: 'carrier-pigeon' }))
      await log.record(draft(1, { type: 'webhook_received', data: {} }))
      await log.record(draft(1, { type: 'webhook_rejected', data: { source: 7 } }))
      await log.record(
        claimOf('d2', { assurance: 'very', body_sha256: 'short', bytes: -1, about: 'all', event_at: 'now' }),
      )
      await log.record(
        draft(1, { type: 'webhook_applied', data: { source: 'github', delivery_id: 'd2', result: null } }),
      )
      const { items } = DeliveryPage.parse(deliveries.page(query()))
      expect(items).toMatchObject([
        { delivery_id: 'd2', state: 'accepted', outcome: null, bytes: null, body_sha256: null },
      ])
    }))
})
