import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Delivery } from '../../../main/core/ingest/delivery-service.ts'
import { createCore } from '../../support/core-parts.ts'
import { deliveryGuid } from '../../support/github-stand-in/delivery-guid.ts'

let core: Awaited<ReturnType<typeof createCore>>
beforeEach(async () => {
  core = await createCore()
})

const GITHUB = { actor: { sub: 'github', scopes: [], door: 'webhook' as const }, correlation_id: 'req-1' }
const ADMIN = { actor: { sub: 'anna', scopes: ['admin' as const], door: 'console' as const }, correlation_id: 'req-2' }
const issue = (over: object = {}) => ({
  action: 'opened',
  repository: { full_name: 'octo/cat' },
  issue: {
    ...{ number: 1, title: 'One', body: 'Text', html_url: 'https://github.com/octo/cat/issues/1', state: 'open' },
    ...{ updated_at: '2026-01-31T08:00:00Z', ...over },
  },
})
const delivery = (delivery_id: string, event = 'issues', payload: unknown = issue()): Delivery => ({
  ...{ source: 'github', event, delivery_id, assurance: 'signed', payload },
  ...{ raw: Buffer.from(JSON.stringify(payload)), headers: { 'x-github-event': event } },
})
const accept = async (d: Delivery) => (await core.deliveries.accept(GITHUB, d, null)).result
const resume = () =>
  core.deliveries.resume(
    () => true,
    () => undefined,
  )
const count = (type: string) => core.log.types().filter((t) => t === type).length

describe('a delivery', () => {
  it('is claimed before any effect and its result is recorded after', async () => {
    const result = await accept(delivery('d1'))
    expect(result).toMatchObject({ outcome: 'task_created', replayed: false })
    expect(core.log.types()).toEqual(['webhook_received', 'task_write_intended', 'task_created', 'webhook_applied'])
  })
  it('has one correlation id from the claim to the task', async () => {
    const { result, correlation_id } = await core.deliveries.accept(GITHUB, delivery('d1'), null)
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
    core.log.mend()
    expect(await accept(delivery('d1'))).toMatchObject({ outcome: 'task_created', replayed: false })
    expect([count('task_created'), count('webhook_received'), count('webhook_applied')]).toEqual([1, 1, 1])
  })
  it('under the id of another body is refused, also while that one is on its way', async () => {
    const first = accept(delivery('d1'))
    const other = delivery('d1', 'issues', issue({ title: 'Two' }))
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
    expect(await accept(delivery('d2', 'star', { starred: true }))).toMatchObject({ outcome: 'recorded', task_ids: [] })
  })
  it('that says nothing new is unchanged', async () => {
    await accept(delivery('d1'))
    const seenBy = { ...issue(), sender: { login: 'another hook' } }
    expect(await accept(delivery('d2', 'issues', seenBy))).toMatchObject({ outcome: 'unchanged' })
  })
  it('with the same body under another id is a replay: the id is not covered by the signature', async () => {
    await accept(delivery('d1'))
    expect(await accept(delivery('d2'))).toMatchObject({ delivery_id: 'd2', outcome: 'task_created', replayed: true })
    expect([count('task_created'), count('webhook_received')]).toEqual([1, 1])
  })
  it('older than what the task holds is recorded and not applied', async () => {
    await accept(delivery('d1'))
    const older = issue({ title: 'Before', updated_at: '2026-01-31T07:00:00Z' })
    const result = await accept(delivery('d2', 'issues', older))
    expect(result.outcome).toBe('stale')
    expect(core.tasks.get(result.task_ids[0] ?? '').task.title).toBe('One')
    const line = core.log.events.find((e) => e.type === 'stale_event_rejected')
    expect(line).toMatchObject({ task_id: result.task_ids[0], data: { delivery_id: 'd2' } })
  })
  it('keeps its body before its claim, so that a claim can always be carried out', async () => {
    core.log.fail('webhook_received')
    await expect(accept(delivery('d1'))).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect([...core.bodies.kept.keys()]).toEqual(['github:d1'])
  })
  it('that failed after its claim is a dead letter, which an admin carries out', async () => {
    core.log.fail('task_write_intended')
    await expect(accept(delivery('d1'))).rejects.toMatchObject({ code: 'audit_unavailable' })
    expect(core.log.events.at(-1)).toMatchObject({ type: 'webhook_failed', data: { delivery_id: 'd1' } })
    core.log.mend()
    const { result } = await core.deliveries.replay(ADMIN, 'github', 'd1')
    expect(result).toMatchObject({ outcome: 'task_created', replayed: false })
    expect(core.log.events.find((e) => e.type === 'webhook_replay_requested')?.actor.sub).toBe('anna')
  })
  it('that was claimed before a crash is carried out at the next start, without the sender', async () => {
    core.log.fail('task_write_intended')
    await expect(accept(delivery('d1'))).rejects.toThrow()
    core.log.mend()
    expect(await resume()).toEqual({ finished: 1, failed: 0 })
    expect(core.store.index.size).toBe(1)
    expect(await resume()).toEqual({ finished: 0, failed: 0 })
  })
  it('that was claimed and whose body is gone is told as failed, and does not stop the start', async () => {
    core.log.fail('task_write_intended')
    await expect(accept(delivery('d1'))).rejects.toThrow()
    core.log.mend()
    core.bodies.kept.clear()
    expect(await resume()).toEqual({ finished: 0, failed: 1 })
  })
  it('that its sender sends again while a start reads its body is carried out once', async () => {
    core.log.fail('task_write_intended')
    await expect(accept(delivery('d1'))).rejects.toMatchObject({ code: 'audit_unavailable' })
    core.log.mend()
    const { read } = core.bodies
    core.bodies.read = async (...name) => {
      core.bodies.read = read
      await accept(delivery('d1'))
      return read(...name)
    }
    expect(await resume()).toEqual({ finished: 1, failed: 0 })
    expect([count('webhook_applied'), count('task_created')]).toEqual([1, 1])
  })
  it('that was carried out can be carried out again, which restores a task file that is gone', async () => {
    const { task_ids } = await accept(delivery('d1'))
    expect((await core.deliveries.replay(ADMIN, 'github', 'd1')).result).toMatchObject({
      outcome: 'unchanged',
      task_ids,
    })
  })
  it('that was never received cannot be carried out again', async () => {
    const unknown = core.deliveries.replay(ADMIN, 'github', 'nowhere')
    await expect(unknown).rejects.toMatchObject({ code: 'delivery_not_found' })
  })
  it('whose body is no longer kept cannot be carried out again', async () => {
    await accept(delivery('d1'))
    core.bodies.kept.clear()
    const gone = core.deliveries.replay(ADMIN, 'github', 'd1')
    await expect(gone).rejects.toMatchObject({ code: 'delivery_not_replayable' })
  })
  it('about an issue that is not here yet waits, and is applied when the issue appears', async () => {
    const edited = { ...issue({ title: 'Edited', updated_at: '2026-01-31T08:30:00Z' }), action: 'edited' }
    expect(await accept(delivery('d2', 'issues', edited))).toMatchObject({ outcome: 'recorded', task_ids: [] })
    const { task_ids } = await accept(delivery('d1'))
    expect(core.tasks.get(task_ids[0] ?? '').task.title).toBe('Edited')
  })
  it('carried out again within the same second as a later one does not put its words back', async () => {
    await accept(delivery('d1'))
    core.advance(1000)
    const later = { ...issue({ title: 'Later' }), action: 'edited' }
    const { task_ids } = await accept(delivery('d2', 'issues', later))
    expect((await core.deliveries.replay(ADMIN, 'github', 'd1')).result.outcome).toBe('stale')
    expect(core.tasks.get(task_ids[0] ?? '').task.title).toBe('Later')
  })
  it('captured and sent again under an invented id, later by its time, does not put its words back within a second', async () => {
    const guid = (ticks: number): string => deliveryGuid(Date.parse('2026-01-31T08:00:00Z'), ticks)
    await accept(delivery(guid(0)))
    const { task_ids } = await accept(delivery(guid(1), 'issues', { ...issue({ title: 'Later' }), action: 'edited' }))
    const before = core.tasks.get(task_ids[0] ?? '').task
    expect(before.title).toBe('Later')
    for (const invented of [guid(2), 'invented', guid(2)])
      expect(await accept(delivery(invented))).toMatchObject({ outcome: 'task_created', replayed: true })
    await core.deliveries.replay(ADMIN, 'github', guid(0))
    expect(core.tasks.get(task_ids[0] ?? '').task).toEqual(before)
  })
  it('about a task whose file is broken is a dead letter until the file is whole again', async () => {
    const { task_ids } = await accept(delivery('d1'))
    const file = join(core.folder, `${task_ids[0]}.json`)
    const whole = await readFile(file)
    await writeFile(file, '{')
    await core.store.refresh(task_ids[0] ?? '')
    const edited = { ...issue({ title: 'Edited', updated_at: '2026-01-31T08:30:00Z' }), action: 'edited' }
    const refused = accept(delivery('d2', 'issues', edited))
    await expect(refused).rejects.toMatchObject({ code: 'task_file_invalid' })
    await writeFile(file, whole)
    await core.store.refresh(task_ids[0] ?? '')
    expect(await resume()).toEqual({ finished: 1, failed: 0 })
    expect(core.tasks.get(task_ids[0] ?? '').task.title).toBe('Edited')
  })
  it('that is a dead letter is carried out, not claimed anew, when its body comes under other ids', async () => {
    core.log.fail('task_write_intended')
    await expect(accept(delivery('d1'))).rejects.toThrow()
    for (const id of ['d2', 'd3']) await expect(accept(delivery(id))).rejects.toThrow()
    expect([count('webhook_received'), [...core.bodies.kept.keys()]]).toEqual([1, ['github:d1']])
    core.log.mend()
    expect(await accept(delivery('d4'))).toMatchObject({ delivery_id: 'd1', outcome: 'task_created' })
    expect(await resume()).toEqual({ finished: 0, failed: 0 })
  })
  it('whose body comes under several ids at once is claimed once', async () => {
    const results = await Promise.all(['d1', 'd2', 'd3', 'd4'].map((id) => accept(delivery(id))))
    expect(results.map(({ replayed }) => replayed).sort()).toEqual([false, true, true, true])
    expect(count('webhook_received')).toBe(1)
  })
  it("that was fetched from the sender's record is a replay when the signed original comes", async () => {
    const fetched: Delivery = {
      ...delivery('d1'),
      assurance: 'token',
      raw: Buffer.from(JSON.stringify(issue(), null, 1)),
    }
    await accept(fetched)
    expect(await accept(delivery('d1'))).toMatchObject({ outcome: 'task_created', replayed: true })
    const forged = { ...delivery('d1', 'issues', issue({ title: 'Other' })), assurance: 'token' as const }
    await expect(accept(forged)).rejects.toMatchObject({ code: 'delivery_changed' })
  })
  it('whose body was sent under the name of another event before is not taken for that: the name is not signed', async () => {
    expect(await accept({ ...delivery('d1'), event: 'ping' })).toMatchObject({ outcome: 'pong' })
    expect(await accept(delivery('d2'))).toMatchObject({ outcome: 'task_created', replayed: false })
    await expect(accept(delivery('d1'))).rejects.toMatchObject({ code: 'delivery_changed' })
  })
})
