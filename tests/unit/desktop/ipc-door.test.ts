import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { doorTo, foreigners, ok, problemIn } from '../../support/window-door.ts'

const GET = { method: 'GET', headers: {}, body: null }
const ID = '6f9619ff-8b86-4d11-b42d-00c04fc964ff'
const OTHER_ID = '6f9619ff-8b86-4d11-b42d-00c04fc964fe'

describe("the window's door", () => {
  it('answers with status, body and the headers that a page may read', async () => {
    const cookie = { 'set-cookie': 'session=secret', 'content-type': 'application/json', etag: '"a"' }
    const { ask, own } = doorTo(() => new Response('{"x":1}', { status: 201, headers: cookie }))
    const headers = { 'content-type': 'application/json', etag: '"a"' }
    expect(await ask(own, '/api/tasks', GET)).toEqual({ status: 201, headers, body: '{"x":1}' })
  })

  it.each(foreigners)('refuses %s with a problem, without asking the app, and leaves a line', async (_name, made) => {
    let asked = 0
    const { ask, own, lines, invoke, hub } = doorTo(() => {
      asked += 1
      return ok()
    })
    const reply = await ask(made(own), '/api/tasks', GET)
    expect([reply.status, problemIn(reply).error_code, asked]).toEqual([403, 'origin_not_allowed', 0])
    expect(lines).toMatchObject([{ type: 'request_refused', status: 403, actor: { scopes: [], door: 'desktop' } }])
    expect(lines[0]?.correlation_id).toBe(problemIn(reply).correlation_id)
    expect(invoke('subscribe', made(own), ID, null)).toBe(false)
    expect(hub.clients).toBe(0)
  })

  it.each([
    ['an id that is in use', 1, () => ID],
    ['more than a page needs', 16, (n: number) => `${ID.slice(0, -2)}${10 + n}`],
  ])('refuses a subscription with %s, and leaves a line', (_what, opened, idOf) => {
    const { invoke, own, hub, lines } = doorTo(ok)
    for (let n = 0; n < opened; n++) expect(invoke('subscribe', own, idOf(n), null)).toBe(true)
    expect(invoke('subscribe', own, idOf(opened), null)).toBe(false)
    expect(hub.clients).toBe(opened)
    expect(lines.filter(({ type }) => type === 'request_refused')).toMatchObject([
      { route: 'countersign:subscribe', status: 400, data: { error_code: 'validation_failed' } },
    ])
  })

  it('lets no foreign frame end a subscription', () => {
    const { invoke, own, hub } = doorTo(ok)
    expect(invoke('subscribe', own, ID, null)).toBe(true)
    for (const [, made] of foreigners) invoke('unsubscribe', made(own), ID)
    expect(hub.clients).toBe(1)
    invoke('unsubscribe', own, ID)
    expect(hub.clients).toBe(0)
  })

  it('turns a failure of the app into a problem that tells nothing of it', async () => {
    const { ask, own } = doorTo(() => Promise.reject(new Error('password hunter2')))
    const reply = await ask(own, '/api/tasks', GET)
    expect([reply.status, problemIn(reply).error_code]).toEqual([500, 'internal'])
    expect(reply.body).not.toContain('hunter2')
  })

  it('knows whose call it was when it fails after its frame has gone', async () => {
    const failing = Promise.withResolvers<Response>()
    const { ask, own, lines } = doorTo(() => failing.promise)
    const asked = ask(own, '/api/tasks', GET)
    own.senderFrame = null
    failing.reject(new Error('too late'))
    expect((await asked).status).toBe(500)
    expect(lines).toMatchObject([
      {
        type: 'request_refused',
        actor: { sub: 'operator:olga' },
        data: { sender: expect.stringMatching(/^the top frame/) },
      },
    ])
  })

  it('refuses, with a reply and a line, a frame that was disposed of while it asked', async () => {
    const { ask, own, lines } = doorTo(ok)
    const disposed = {
      get parent(): null {
        throw new Error('Render frame was disposed before WebFrameMain could be accessed')
      },
    }
    expect((await ask({ ...own, senderFrame: disposed }, '/api/tasks', GET)).status).toBe(403)
    expect(lines).toMatchObject([{ actor: { scopes: [] }, data: { sender: 'a frame that has gone' } }])
  })

  it('resolves to a reply, whatever it is called with', async () => {
    const { ask, own, invoke } = doorTo(ok)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.anything(), { maxLength: 3 }), async (args) => {
        const reply = await ask(own, ...args)
        expect(reply.status).toBeGreaterThanOrEqual(200)
        expect(typeof reply.body).toBe('string')
        expect(typeof invoke('subscribe', own, ...args)).toBe('boolean')
        expect(invoke('unsubscribe', own, ...args)).toBeUndefined()
      }),
    )
  })

  it.each([
    [null, []],
    ['', []],
    ['6', ['7']],
    ['5', ['6', '7']],
    ['4', ['resync']],
    ['99', ['resync']],
    ['abc', ['resync']],
    ['-6', ['resync']],
  ])('goes on after the last event id %j', (lastEventId, expected) => {
    const { invoke, own, hub, sent } = doorTo(ok)
    const event = { ts: '2026-01-01T00:00:00.000Z', correlation_id: 'c', source: 's', event: 'e', delivery_id: 'd' }
    for (const seq of [6, 7]) hub.publish('webhook_applied', { ...event, seq })
    expect(invoke('subscribe', own, ID, lastEventId)).toBe(true)
    const [first, ...events] = sent.map(([, , message]) => message as { kind: string; id: string; event: string })
    expect(first).toEqual({ kind: 'state', state: 'open' })
    expect(events.map(({ id, event: name }) => (name === 'resync' ? name : id))).toEqual(expected)
  })

  it('ends what the old document subscribed to when a new one comes, and keeps what the new one already has', () => {
    const { invoke, own, hub, contents } = doorTo(ok)
    invoke('subscribe', own, ID, null)
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    invoke('subscribe', own, OTHER_ID, null)
    contents.emit('did-navigate')
    expect(hub.clients).toBe(1)
    invoke('unsubscribe', own, OTHER_ID)
    expect(hub.clients).toBe(0)
  })

  it('keeps the subscriptions when a navigation is refused, stays in the document, or is of an inner frame', () => {
    const { invoke, own, hub, contents } = doorTo(ok)
    invoke('subscribe', own, ID, null)
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
    contents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false })
    expect(hub.clients).toBe(1)
  })

  it.each(['render-process-gone', 'destroyed'])('ends every subscription at %s', (moment) => {
    const { invoke, own, hub, contents } = doorTo(ok)
    invoke('subscribe', own, ID, null)
    invoke('subscribe', own, OTHER_ID, null)
    contents.emit(moment, {}, {})
    expect(hub.clients).toBe(0)
  })

  it('has one line a second for calls that are refused for the same reason, however many a page makes', async () => {
    const { ask, own, lines, timers, invoke } = doorTo(ok)
    const told = () => lines.map(({ route, data }) => [route, data['error_code'], data['count']])
    const stranger = { ...own, sender: {} }
    const refused = { ...own, senderFrame: null }
    const [first] = await Promise.all(Array.from({ length: 1000 }, () => ask(stranger, '/api/tasks', GET)))
    for (let n = 0; n < 1000; n += 1) invoke('subscribe', own, n)
    for (let n = 0; n < 1000; n += 1) invoke('unsubscribe', refused, ID)
    const atOnce = [
      ['countersign:fetch', 'origin_not_allowed', 1],
      ['countersign:subscribe', 'validation_failed', 1],
      ['countersign:unsubscribe', 'origin_not_allowed', 1],
    ]
    expect(told()).toEqual(atOnce)
    expect(lines[0]?.correlation_id).toBe(first === undefined ? null : problemIn(first).correlation_id)
    timers.advance(1000)
    expect(told()).toEqual([...atOnce, ...atOnce.map(([route, code]) => [route, code, 999])])
    timers.advance(10_000)
    expect(lines).toHaveLength(6)
    await ask(stranger, '/api/tasks', GET)
    expect(lines).toHaveLength(7)
  })

  it('tells apart who called: a foreign frame cannot hide behind the console', async () => {
    const { ask, own, lines } = doorTo(() => Promise.reject(new AppError('origin_not_allowed', 'no')))
    await ask(own, '/api/tasks', GET)
    await ask({ ...own, sender: {} }, '/api/tasks', GET)
    expect(lines.map(({ actor }) => actor.sub)).toEqual(['operator:olga', 'unknown-frame'])
  })

  it('has written every refusal when it is closed', async () => {
    const { ask, own, lines, door } = doorTo(ok)
    for (const _ of [1, 2, 3]) await ask({ ...own, sender: {} }, '/api/tasks', GET)
    await door.close()
    expect(lines.map(({ data }) => data['count'])).toEqual([1, 2])
  })

  it('lets calls under way finish when the app stops, and refuses later ones', async () => {
    const gate = Promise.withResolvers<Response>()
    const { ask, own, door, invoke } = doorTo(() => gate.promise)
    const early = ask(own, '/api/tasks', GET)
    let closed = false
    const closing = door.close().then(() => {
      closed = true
    })
    const late = await ask(own, '/api/tasks', GET)
    expect([late.status, problemIn(late).error_code]).toEqual([503, 'shutting_down'])
    expect(invoke('subscribe', own, ID, null)).toBe(false)
    expect(closed).toBe(false)
    gate.resolve(ok())
    await closing
    expect((await early).status).toBe(200)
  })
})
