import { describe, expect, it } from 'vitest'
import { desktopReplyOf } from '../../../main/electron/desktop-reply.ts'
import { createIpcDoor } from '../../../renderer/client/ipc-door.ts'

const notAskedFor = () => Promise.reject(new Error('not asked for here'))

/** The console's door over a bridge whose other end answers every request with `response`. */
const doorTo = (response: () => Response) =>
  createIpcDoor({
    kind: 'desktop',
    fetch: async () => {
      const { status, headers, body } = await desktopReplyOf(response())
      return { status, headers: { ...headers }, body }
    },
    openEvidence: notAskedFor,
    chooseCaptureSource: notAskedFor,
    setBadge: notAskedFor,
    zoom: notAskedFor,
    subscribe: () => () => undefined,
    onDeepLink: () => () => undefined,
  })
const signal = new AbortController().signal

describe('a file on its way into the window', () => {
  it('keeps every byte, whatever its type', async () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, n) => n % 256)
    for (const type of ['application/octet-stream', 'image/png', 'text/plain; charset=utf-8']) {
      const door = doorTo(() => new Response(bytes, { headers: { 'content-type': type } }))
      expect(await door.fetchFile('/api/evidence/c/p/f', signal)).toEqual({ status: 200, bytes })
    }
  })

  it('a problem in its place is read as text', async () => {
    const problem = JSON.stringify({ error_code: 'evidence_altered', detail: 'größer' })
    const headers = { 'content-type': 'application/problem+json; charset=utf-8' }
    const { status, bytes } = await doorTo(() => new Response(problem, { status: 409, headers })).fetchFile(
      '/x',
      signal,
    )
    expect(status).toBe(409)
    expect(new TextDecoder().decode(bytes)).toBe(problem)
  })

  it('other replies stay text', async () => {
    const headers = { 'content-type': 'application/json' }
    const reply = await doorTo(() => new Response('{"a":"ü"}', { headers })).fetch('/x', {
      method: 'GET',
      body: null,
      prefer: null,
      signal,
    })
    expect(reply).toMatchObject({ status: 200, body: '{"a":"ü"}' })
  })
})
