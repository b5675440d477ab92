import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DeliveryDetail, DeliveryPage, DeliveryResult } from '../../contract/delivery.ts'
import { Problem } from '../../contract/problem.ts'
import { githubTaskId } from '../../main/core/ingest/github/github-mapping.ts'
import { shownBody } from '../../main/http/delivery-body.ts'
import { type RunningApp, signed, startApp } from '../support/running-app.ts'

const issue = (number: number, title = 'Seven') => ({
  action: 'opened',
  repository: { full_name: 'octo/cat' },
  issue: {
    ...{ number, title, body: 'Please', state: 'open', updated_at: '2026-01-31T09:30:00Z' },
    html_url: `https://github.com/octo/cat/issues/${number}`,
  },
})

async function listed(app: RunningApp, query = ''): Promise<DeliveryPage> {
  return DeliveryPage.parse(await (await app.call('GET', `/api/deliveries${query}`, 'observer')).json())
}

async function detail(app: RunningApp, id: string, source = 'github'): Promise<DeliveryDetail> {
  const answer = await app.call('GET', `/api/deliveries/${source}/${encodeURIComponent(id)}`, 'observer')
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
  return DeliveryDetail.parse(await answer.json())
}

const replay = (app: RunningApp, id: string, scope: 'admin' | 'observer' = 'admin'): Promise<Response> =>
  app.call('POST', `/api/deliveries/github/${encodeURIComponent(id)}/replay`, scope)

const problem = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  Problem.parse(await answer.json()).error_code,
]

/** A delivery with a signature that is none. */
function forged(app: RunningApp, id: string): Promise<Response> {
  const body = JSON.stringify({ forged: id })
  const headers = { ...signed('issues', id, body), 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }
  return fetch(`${app.url}/webhooks/github`, { method: 'POST', body, headers })
}

/** Makes every write of the task fail: a folder stands where its file should. */
const blocked = (app: RunningApp, number: number): string =>
  join(app.config.data_root, 'ssot', `${githubTaskId('octo/cat', number)}.json`)

describe('the inspector', () => {
  it('lists what was accepted, came again, failed and was refused, newest first, in pages', async () => {
    const app = await startApp()
    await app.webhook('issues', 'd-1', issue(1))
    await app.webhook('issues', 'd-1', issue(1))
    await mkdir(blocked(app, 2))
    expect((await app.webhook('issues', 'd-2', issue(2))).status).toBe(503)
    expect((await forged(app, 'd-3')).status).toBe(401)
    await expect.poll(async () => (await listed(app)).items.length).toBe(3)
    const { items } = await listed(app)
    expect(items).toMatchObject([
      { state: 'refused', reason: 'signature_invalid', assurance: 'none', count: 1, event: null },
      { delivery_id: 'd-2', state: 'failed', reason: 'storage_failed', failures: 1, task_ids: [] },
      { delivery_id: 'd-1', state: 'accepted', outcome: 'task_created', assurance: 'signed', replays: 1 },
    ])
    const first = await listed(app, '?limit=2')
    const second = await listed(app, `?limit=2&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items]).toEqual(items)
    expect((await listed(app, '?state=failed')).items).toEqual(items.slice(1, 2))
    expect((await listed(app, `?task_id=${githubTaskId('octo/cat', 1)}`)).items).toEqual(items.slice(2))
  })

  it('shows a delivery with its headers, without secrets, and its body as it came', async () => {
    const app = await startApp()
    await app.webhook('issues', 'd/1?', issue(1, 'Größe 🙂'))
    const shown = await detail(app, 'd/1?')
    expect(shown).toMatchObject({ state: 'accepted', event: 'issues', replayable: true })
    expect(shown.headers).toMatchObject({ 'x-github-event': 'issues', 'x-hub-signature-256': '(redacted)' })
    const text = JSON.stringify(issue(1, 'Größe 🙂'))
    expect(shown.body).toEqual({ text, encoding: 'utf-8', truncated: false })
    expect(shown.bytes).toBe(Buffer.byteLength(text))
  })

  it('shows a sample of what was refused, which can never be carried out', async () => {
    const app = await startApp()
    await forged(app, 'd-1')
    await expect.poll(async () => (await listed(app)).items.length).toBe(1)
    const { delivery_id } = (await listed(app)).items[0] as DeliveryPage['items'][number]
    expect(await detail(app, delivery_id)).toMatchObject({
      ...{ state: 'refused', replayable: false, body: { text: '{"forged":"d-1"}', truncated: false } },
      headers: { 'x-github-delivery': 'd-1', 'x-hub-signature-256': '(redacted)' },
    })
    expect(await problem(await replay(app, delivery_id))).toEqual([409, 'delivery_not_replayable'])
  })

  it('answers the same after a restart without its index', async () => {
    const first = await startApp()
    await first.webhook('issues', 'd-1', issue(1))
    await first.webhook('star', 'd-2', { action: 'created' })
    await first.webhook('star', 'd-2', { action: 'created' })
    const before = await listed(first)
    await first.stop()
    await rm(join(first.config.data_root, 'audit', 'index.sqlite'))
    const second = await startApp({ dataRoot: first.config.data_root })
    expect(await listed(second)).toEqual(before)
    expect((await detail(second, 'd-1')).body?.text).toBe(JSON.stringify(issue(1)))
  })

  it('says what there is not, and what is no cursor and no source', async () => {
    const app = await startApp()
    const read = async (path: string) => problem(await app.call('GET', path, 'observer'))
    expect(await read('/api/deliveries/github/none')).toEqual([404, 'delivery_not_found'])
    expect(await read('/api/deliveries/pigeon/d-1')).toEqual([400, 'validation_failed'])
    expect(await read('/api/deliveries?cursor=x')).toEqual([400, 'cursor_invalid'])
    expect(await read('/api/deliveries?state=lost')).toEqual([400, 'validation_failed'])
    expect(await problem(await replay(app, 'none'))).toEqual([404, 'delivery_not_found'])
    expect(await problem(await app.call('GET', '/api/deliveries', null))).toEqual([401, 'token_missing'])
  })
})

describe('a replay', () => {
  it('carries a dead letter out, once what stood in its way is gone', async () => {
    const app = await startApp()
    await mkdir(blocked(app, 1))
    await app.webhook('issues', 'd-1', issue(1))
    expect(await detail(app, 'd-1')).toMatchObject({ state: 'failed', failures: 1, replayable: true })
    expect(await problem(await replay(app, 'd-1'))).toEqual([503, 'storage_failed'])
    await rm(blocked(app, 1), { recursive: true })
    const answer = await replay(app, 'd-1')
    const result = DeliveryResult.parse(await answer.json())
    expect([answer.status, result]).toMatchObject([200, { outcome: 'task_created', replayed: false }])
    expect(await detail(app, 'd-1')).toMatchObject({
      ...{ state: 'accepted', outcome: 'task_created', reason: null, failures: 2, replays: 2 },
      task_ids: result.task_ids,
    })
    const requested = await app.lines('webhook_replay_requested')
    expect(requested.map(({ actor }) => actor.scopes)).toEqual([['admin'], ['admin']])
  })

  it('of what was carried out before changes nothing', async () => {
    const app = await startApp()
    await app.webhook('issues', 'd-1', issue(1))
    const result = DeliveryResult.parse(await (await replay(app, 'd-1')).json())
    expect(result).toMatchObject({ outcome: 'unchanged', task_ids: [githubTaskId('octo/cat', 1)] })
    expect(await app.lines('task_updated')).toEqual([])
  })

  it('is for admins only', async () => {
    const app = await startApp()
    await app.webhook('issues', 'd-1', issue(1))
    expect(await problem(await replay(app, 'd-1', 'observer'))).toEqual([403, 'scope_insufficient'])
    expect(await app.lines('webhook_replay_requested')).toEqual([])
  })

  it('is refused when the body is no longer kept, which the inspector says', async () => {
    const app = await startApp()
    await app.webhook('issues', 'd-1', issue(1))
    const folder = join(app.config.data_root, 'audit', 'deliveries')
    for (const file of await readdir(folder)) await rm(join(folder, file))
    expect(await detail(app, 'd-1')).toMatchObject({ headers: null, body: null, replayable: false })
    expect(await problem(await replay(app, 'd-1'))).toEqual([409, 'delivery_not_replayable'])
  })
})

describe('a body', () => {
  const long = 'ä'.repeat(200 * 1024)
  it.each<[string, Uint8Array, boolean, object]>([
    ['text', Buffer.from('\ufeff{"a":"ä"}'), false, { text: '\ufeff{"a":"ä"}', encoding: 'utf-8', truncated: false }],
    ['other bytes', Uint8Array.of(0xff, 0xfe), false, { text: '//4=', encoding: 'base64', truncated: false }],
    ['a broken last character', Uint8Array.of(0x61, 0xc3), false, { encoding: 'base64', truncated: false }],
    [
      'a character that a sample cuts',
      Uint8Array.of(0x61, 0xc3),
      true,
      { text: 'a', encoding: 'utf-8', truncated: true },
    ],
    ['more than is shown', Buffer.from(`a${long}`), false, { encoding: 'utf-8', truncated: true }],
  ])('is shown as text where it is text: %s', (_, raw, cutOff, expected) => {
    expect(shownBody(raw, cutOff)).toMatchObject(expected)
  })
  it('is cut at 256 KiB, between two characters', () => {
    const { text } = shownBody(Buffer.from(`a${long}`), false)
    expect(text).toBe(`a${'ä'.repeat(128 * 1024 - 1)}`)
  })
})
