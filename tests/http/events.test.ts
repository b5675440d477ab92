import { rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PUSHED_EVENTS, type PushedEventName } from '../../contract/events.ts'
import { openStream } from '../support/event-reader.ts'
import { startApp } from '../support/running-app.ts'
import { taskFile } from '../support/task-files.ts'

type Running = Awaited<ReturnType<typeof startApp>>
const create = (running: Running, task_id: string): Promise<Response> =>
  running.call('POST', '/api/tasks', 'admin', { task_id, request_text: 'x' })

async function stream(running: Running, lastEventId: string | null = null) {
  const opened = await openStream(running.url, await running.token('observer'), lastEventId)
  onTestFinished(opened.close)
  return opened
}

describe('the event stream', () => {
  it('tells all of three clients of every change, with payloads of the contract', async () => {
    const running = await startApp()
    const clients = await Promise.all([stream(running), stream(running), stream(running)])
    await create(running, 't1')
    await running.decide('approve', 't1')
    for (const client of clients) {
      await expect.poll(() => client.events.map((e) => e.name)).toEqual(['task_created', 'task_approved'])
      for (const event of client.events)
        expect(PUSHED_EVENTS[event.name as PushedEventName].parse(JSON.parse(event.data))).toMatchObject({
          task_id: 't1',
          seq: Number(event.id),
        })
    }
    const audited = (await running.lines('task_approved')).at(-1)
    expect(audited).toMatchObject({ seq: Number(clients[0].events[1]?.id), data: { broadcast_count: 3 } })
  })
  it('replays what a returning client missed', async () => {
    const running = await startApp()
    const first = await stream(running)
    await create(running, 't1')
    await expect.poll(() => first.events).toHaveLength(1)
    first.close()
    await create(running, 't2')
    await create(running, 't3')
    const back = await stream(running, first.events[0]?.id ?? null)
    await expect.poll(() => back.events.map((e) => JSON.parse(e.data).task_id)).toEqual(['t2', 't3'])
  })
  it('tells a client from before the start to read everything again', async () => {
    const running = await startApp()
    for (const id of ['0', 'nonsense', '999999']) {
      const back = await stream(running, id)
      await expect.poll(() => back.events.map((e) => e.name)).toEqual(['resync'])
    }
  })
  it('records who comes and who goes', async () => {
    const running = await startApp()
    const client = await stream(running)
    await expect.poll(async () => (await running.lines('sse_client_connected')).length).toBe(1)
    client.close()
    await expect.poll(async () => (await running.lines('sse_client_disconnected')).length).toBe(1)
  })
  it('needs a token, and a socket', async () => {
    const running = await startApp()
    expect((await running.call('GET', '/api/events', null)).status).toBe(401)
    const identity = { sub: 'operator', scopes: ['admin' as const], door: 'desktop' as const }
    const inside = await running.app.fetch(new Request('http://x.invalid/api/events'), { identity })
    expect([inside.status, (await inside.json()).error_code]).toEqual([406, 'socket_required'])
  })
  it('ends at once for a token that is revoked', async () => {
    const running = await startApp()
    const created = await running.call('POST', '/api/tokens', 'admin', { scope: 'observer' })
    const { token, jti } = (await created.json()) as { token: string; jti: string }
    const client = await openStream(running.url, token, null)
    await running.call('POST', `/api/tokens/${jti}/revoke`, 'admin')
    await expect.poll(() => client.isOpen()).toBe(false)
  })
  it('is not there for HEAD', async () => {
    const running = await startApp()
    const authorization = `Bearer ${await running.token('observer')}`
    const answer = await running.raw('HEAD', '/api/events', { host: '127.0.0.1', authorization })
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET'])
  })
  it('cuts off a client that does not read, records it, and keeps the others whole', async () => {
    const running = await startApp()
    const reader = await stream(running)
    const { hostname, port } = new URL(running.url)
    const sleeper = connect(Number(port), hostname)
    onTestFinished(() => void sleeper.destroy())
    sleeper.write(
      `GET /api/events HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${await running.token('observer')}\r\n\r\n`,
    )
    await expect.poll(() => running.app.events.clients).toBe(2)
    sleeper.pause()
    const payload = {
      ts: '2026-01-01T00:00:00Z',
      correlation_id: 'c',
      source: 'test',
      event: 'x'.repeat(64 * 1024),
      delivery_id: 'd',
    }
    let seq = running.app.events.clients + 1_000_000
    await expect
      .poll(
        () => {
          for (let i = 0; i < 20; i += 1) running.app.events.publish('webhook_applied', { seq: seq++, ...payload })
          return running.app.events.clients
        },
        { interval: 20, timeout: 20_000 },
      )
      .toBe(1)
    await expect.poll(async () => (await running.lines('sse_client_dropped')).length).toBe(1)
    const sent = seq - 1
    await expect.poll(() => Number(reader.events.at(-1)?.id), { timeout: 20_000 }).toBe(sent)
    expect(reader.isOpen()).toBe(true)
  })
  it('ends when the console stops', async () => {
    const running = await startApp()
    const client = await stream(running)
    await running.stop()
    await expect.poll(() => client.isOpen()).toBe(false)
  })
})

describe('files of ssot/ changed by other programs', () => {
  it('are seen, recorded and told: added, changed, broken, deleted', async () => {
    const running = await startApp()
    const client = await stream(running)
    const file = join(running.config.data_root, 'ssot', 'mine.json')
    const changes = (): string[] =>
      client.events.filter((e) => e.name === 'ssot_external_change').map((e) => JSON.parse(e.data).change)

    await writeFile(file, taskFile('mine', 'one'))
    await expect.poll(changes).toEqual(['added'])
    await writeFile(file, taskFile('mine', 'two'))
    await expect.poll(changes).toEqual(['added', 'changed'])
    await writeFile(file, '{"task_id": "mine"')
    await expect.poll(changes).toEqual(['added', 'changed', 'invalid'])
    const broken = await running.call('GET', '/api/tasks/mine', 'observer')
    expect([broken.status, (await broken.json()).error_code]).toEqual([422, 'task_file_invalid'])
    const list = (await (await running.call('GET', '/api/tasks?status=invalid', 'observer')).json()) as {
      items: object[]
    }
    expect(list.items).toEqual([
      expect.objectContaining({ task_id: 'mine', title: 'two', invalid_reason: expect.stringMatching(/not JSON/) }),
    ])
    await rm(file)
    await expect.poll(changes).toEqual(['added', 'changed', 'invalid', 'deleted'])
    expect((await running.call('GET', '/api/tasks/mine', 'observer')).status).toBe(404)
    expect((await running.lines('ssot_external_change')).map((e) => e.data['change'])).toEqual([
      'added',
      'changed',
      'invalid',
      'deleted',
    ])
  })
})
