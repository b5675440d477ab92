import { beforeEach, describe, expect, it } from 'vitest'
import type { Delivery } from '../../../main/core/ingest/delivery-service.ts'
import { mapGithub } from '../../../main/core/ingest/github-mapping.ts'
import { createCore } from '../../support/core-parts.ts'

let core: Awaited<ReturnType<typeof createCore>>
beforeEach(async () => {
  core = await createCore()
})

const GITHUB = { actor: { sub: 'github', scopes: [], door: 'webhook' as const }, correlation_id: 'req-1' }
const payload = {
  action: 'opened',
  repository: { full_name: 'octo/cat' },
  issue: { number: 1, title: 'One', body: 'Text', html_url: 'https://github.com/octo/cat/issues/1', state: 'open' },
}
const delivery = (delivery_id: string, event = 'issues'): Delivery => ({
  source: 'github',
  event,
  delivery_id,
  body_sha256: 'b'.repeat(64),
  map: () => mapGithub({ event, payload, now: '2026-02-01T00:00:00.000Z' }, () => []),
})
const accept = async (d: Delivery) => (await core.deliveries.accept(GITHUB, d)).result

describe('a delivery', () => {
  it('is claimed before any effect and its result is recorded after', async () => {
    const result = await accept(delivery('d1'))
    expect(result).toMatchObject({ outcome: 'task_created', replayed: false })
    expect(core.log.types()).toEqual(['webhook_received', 'task_write_intended', 'task_created', 'webhook_applied'])
  })
  it('has one correlation id from the claim to the task', async () => {
    const { result, correlation_id } = await core.deliveries.accept(GITHUB, delivery('d1'))
    expect(correlation_id).toBe(result.task_ids[0])
    expect(new Set(core.log.events.map((e) => e.correlation_id))).toEqual(new Set([correlation_id]))
  })
  it('replayed ten times changes nothing and gets the recorded result', async () => {
    const first = await accept(delivery('d1'))
    for (let i = 0; i < 10; i += 1) expect(await accept(delivery('d1'))).toEqual({ ...first, replayed: true })
    expect(core.tasks.get(first.task_ids[0] ?? '').task.version).toBe(1)
    expect(core.log.types().filter((t) => t === 'webhook_replayed')).toHaveLength(10)
  })
  it('that arrives many times at once is carried out once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => accept(delivery('d1'))))
    expect(results.filter((r) => !r.replayed)).toHaveLength(1)
    expect(core.log.types().filter((t) => t === 'task_created')).toHaveLength(1)
  })
  it('that stopped between its write and its result goes on without writing twice', async () => {
    core.log.fail('webhook_applied')
    await expect(accept(delivery('d1'))).rejects.toMatchObject({ code: 'audit_unavailable' })
    const again = await createCore()
    for (const event of core.log.events) again.log.events.push(event)
    const { result } = await again.deliveries.accept(GITHUB, delivery('d1'))
    expect(result).toMatchObject({ outcome: 'task_created', replayed: false })
    expect(again.log.types().filter((t) => t === 'task_created')).toHaveLength(1)
    expect(again.log.types().filter((t) => t === 'webhook_received')).toHaveLength(1)
  })
  it('under the id of another body is refused, also while that one is on its way', async () => {
    const first = accept(delivery('d1'))
    const other = { ...delivery('d1'), body_sha256: 'c'.repeat(64) }
    await expect(accept(other)).rejects.toMatchObject({ code: 'delivery_changed' })
    await first
    await expect(accept(other)).rejects.toMatchObject({ code: 'delivery_changed' })
  })
  it('does nothing when the claim cannot be recorded', async () => {
    core.log.fail('webhook_received')
    await expect(accept(delivery('d1'))).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(core.store.index.size).toBe(0)
  })
  it('of a ping or an event without a task is recorded', async () => {
    expect(await accept(delivery('d1', 'ping'))).toMatchObject({ outcome: 'pong' })
    expect(await accept(delivery('d2', 'star'))).toMatchObject({ outcome: 'recorded', task_ids: [] })
  })
  it('that says nothing new is unchanged', async () => {
    await accept(delivery('d1'))
    expect(await accept(delivery('d2'))).toMatchObject({ outcome: 'unchanged' })
  })
})
