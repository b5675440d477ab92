import { describe, expect, it } from 'vitest'
import { DeliveryDetail, DeliveryPage } from '../../contract/delivery.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { type RunningApp, signed, startApp } from '../support/running-app.ts'

const issue = (number: number) => ({
  action: 'opened',
  repository: { full_name: 'octo/cat' },
  issue: {
    ...{ number, title: `Issue ${number}`, body: 'Please', state: 'open', updated_at: '2026-01-31T09:30:00Z' },
    html_url: `https://github.com/octo/cat/issues/${number}`,
  },
})

async function detail(app: RunningApp, id: string): Promise<DeliveryDetail> {
  return DeliveryDetail.parse(await (await app.call('GET', `/api/deliveries/github/${id}`, 'observer')).json())
}

async function send(app: RunningApp, id: string, payload: object, headers: Record<string, string>): Promise<number> {
  const body = JSON.stringify(payload)
  const all = { ...signed('issues', id, body), ...headers }
  const answer = await fetch(`${app.url}/webhooks/github`, { method: 'POST', body, headers: all })
  await answer.text()
  return answer.status
}

const forge = (app: RunningApp, nth: number, headers: Record<string, string> = {}): Promise<number> =>
  send(app, `forged-${nth}`, { nth }, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, ...headers })

async function refusedRows(app: RunningApp): Promise<DeliveryDetail[]> {
  const answer = await app.call('GET', '/api/deliveries?state=refused', 'observer')
  const { items } = DeliveryPage.parse(await answer.json())
  return Promise.all(items.map(({ delivery_id }) => detail(app, delivery_id)))
}

describe('a row of refused deliveries', () => {
  it('shows the first and the latest with what each sent, also those that the log does not count yet', async () => {
    const app = await startApp()
    for (let nth = 1; nth <= 15; nth += 1) expect(await forge(app, nth)).toBe(401)
    const [row] = await refusedRows(app)
    expect(row).toMatchObject({ state: 'refused', count: 15, replayable: false, replays_seen: [], latest: null })
    expect(row?.samples.map(({ nth }) => nth)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    for (const { nth, body, headers, address, headers_dropped } of row?.samples ?? [])
      expect([
        body?.text,
        headers['x-github-delivery'],
        headers['x-hub-signature-256'],
        address,
        headers_dropped,
      ]).toEqual([`{"nth":${nth}}`, `forged-${nth}`, '(redacted)', '127.0.0.1', 0])
    expect([row?.headers, row?.body]).toEqual([row?.samples[0]?.headers, row?.samples[0]?.body])
  })

  it('keeps what was kept over a restart', async () => {
    const app = await startApp()
    for (let nth = 1; nth <= 3; nth += 1) await forge(app, nth)
    const before = await refusedRows(app)
    await app.stop()
    const again = await startApp({ dataRoot: app.config.data_root })
    const after = await refusedRows(again)
    expect(after.map(({ samples }) => samples)).toEqual(before.map(({ samples }) => samples))
    expect(after.map(({ count }) => count)).toEqual([3])
  })

  it('says how many headers had no room', async () => {
    const app = await startApp()
    const long = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`x-long-${i}`, 'x'.repeat(480)]))
    await forge(app, 1, long)
    const [sample] = (await refusedRows(app))[0]?.samples ?? []
    expect(sample?.headers_dropped).toBe(
      12 - Object.keys(sample?.headers ?? {}).filter((n) => n.startsWith('x-l')).length,
    )
    expect(sample?.headers_dropped).toBeGreaterThan(2)
  })
})

describe('a delivery that came again', () => {
  it('lists each time with what it came with, newest first', async () => {
    const app = await startApp()
    const from = (address: string) => ({ 'x-forwarded-for': address, authorization: 'Bearer secret-of-a-proxy' })
    await send(app, 'd-1', issue(1), from('203.0.113.1'))
    await send(app, 'd-1', issue(1), { ...from('203.0.113.2'), 'user-agent': 'GitHub-Hookshot/again' })
    await send(app, 'd-2', issue(1), from('203.0.113.3'))
    const shown = await detail(app, 'd-1')
    expect(shown.replays_seen).toMatchObject([
      { by: 'sender', who: 'github', door: 'webhook', delivery_id: 'd-2', address: '203.0.113.3', same_body: true },
      {
        ...{ by: 'sender', delivery_id: 'd-1', address: '203.0.113.2', same_body: true, headers_dropped: 0 },
        headers: {
          'user-agent': 'GitHub-Hookshot/again',
          authorization: '(redacted)',
          'x-hub-signature-256': '(redacted)',
        },
      },
    ])
    expect([shown.replays, shown.samples, shown.latest]).toEqual([2, [], null])
    const lines = await app.lines('webhook_replayed')
    expect(lines.map(({ data }) => data['body_sha256'])).toEqual(Array(2).fill(sha256(JSON.stringify(issue(1)))))
    expect(JSON.stringify(lines)).not.toContain('secret-of-a-proxy')
  })

  it('while the first was on its way is listed too', async () => {
    const app = await startApp()
    await Promise.all(Array.from({ length: 4 }, () => send(app, 'd-1', issue(1), {})))
    expect((await detail(app, 'd-1')).replays_seen.map(({ by, same_body }) => [by, same_body])).toEqual(
      Array(3).fill(['sender', true]),
    )
  })

  it('lists at most fifty times, and counts them all', async () => {
    const app = await startApp()
    for (let i = 0; i < 53; i += 1) await send(app, 'd-1', issue(1), { 'x-turn': String(i) })
    const { replays, replays_seen } = await detail(app, 'd-1')
    expect([replays, replays_seen.length]).toEqual([52, 50])
    expect(replays_seen[0]?.headers?.['x-turn']).toBe('52')
    expect(replays_seen.at(-1)?.headers?.['x-turn']).toBe('3')
  })

  it('bounds what a line of the log takes of its headers', async () => {
    const app = await startApp()
    const long = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x-long-${i}`, 'x'.repeat(480)]))
    for (let i = 0; i < 2; i += 1) await send(app, 'd-1', issue(1), long)
    const [line] = await app.lines('webhook_replayed')
    expect(JSON.stringify(line?.data['headers']).length).toBeLessThanOrEqual(4096)
    expect((await detail(app, 'd-1')).replays_seen[0]?.headers_dropped).toBe(line?.data['headers_dropped'])
    expect(line?.data['headers_dropped']).toBeGreaterThan(10)
  })
})

describe('a delivery that an admin had carried out again', () => {
  it('says who asked, keeps its first outcome and tells the newest', async () => {
    const app = await startApp()
    await send(app, 'd-1', issue(1), {})
    const before = await detail(app, 'd-1')
    expect(before).toMatchObject({ outcome: 'task_created', latest: null, replays_seen: [] })
    expect((await app.call('POST', '/api/deliveries/github/d-1/replay', 'admin')).status).toBe(200)
    const after = await detail(app, 'd-1')
    const [line] = await app.lines('webhook_replay_requested')
    expect(after).toMatchObject({
      ...{ outcome: 'task_created', finished_at: before.finished_at, replays: 1 },
      latest: { outcome: 'unchanged', task_ids: before.task_ids },
      replays_seen: [
        {
          by: 'admin',
          who: line?.actor.sub,
          door: 'http',
          headers: null,
          address: null,
          same_body: true,
          seq: line?.seq,
        },
      ],
    })
  })
})
