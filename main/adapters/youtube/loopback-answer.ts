import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sha256 } from '../../core/kernel/sha256.ts'

/** What the browser brought back (RFC 6749, 4.1.2): a code, or the word for why there is none. */
export type BrowserAnswer = { readonly code: string } | { readonly error: string }

/** A listener on this machine for the one redirect of the browser (RFC 8252, 7.3). */
export interface LoopbackAnswer {
  /** Where the browser is sent: its port is a free one. */
  readonly redirect_uri: string
  /** Resolves once, with the first answer that has the right state; null when it was closed before. */
  readonly answer: Promise<BrowserAnswer | null>
  /** How many answers had a wrong state so far. */
  wrong(): number
  close(): void
}

/**
 * So many answers with a wrong state are told so within a while, in milliseconds; the connections of the others are cut. Nobody can guess the
 * state, so that only the work is bounded: whoever could end the listener with wrong answers could keep the right one out.
 */
const MAX_TOLD = 20
const WHILE_MS = 10_000
const MAX_CODE = 2000

/** Listens on 127.0.0.1 alone. Rejects with the system's error. */
export async function listenForAnswer(state: string): Promise<LoopbackAnswer> {
  const answer = Promise.withResolvers<BrowserAnswer | null>()
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000 }, (request, response) =>
    take(request, response),
  )
  let wrong = 0
  let told = { since: performance.now(), count: 0 }

  function take(request: IncomingMessage, response: ServerResponse): void {
    const { port } = server.address() as AddressInfo
    const url = URL.parse(request.url ?? '', `http://127.0.0.1:${port}`)
    if (request.method !== 'GET' || request.headers.host !== `127.0.0.1:${port}` || url?.pathname !== '/')
      reply(response, 404, 'Nothing here', 'This address takes one answer of a browser.')
    else if (isSame(url.searchParams.get('state') ?? '', state)) takeAnswer(url.searchParams, response)
    else refuse(request, response)
  }

  function refuse({ socket }: IncomingMessage, response: ServerResponse): void {
    wrong += 1
    const now = performance.now()
    if (now - told.since >= WHILE_MS) told = { since: now, count: 0 }
    told.count += 1
    if (told.count > MAX_TOLD) socket.destroy()
    else reply(response, 400, 'Not the answer', 'It belongs to no connection that is being made. Begin it again.')
  }

  function takeAnswer(given: URLSearchParams, response: ServerResponse): void {
    const code = given.get('code') ?? ''
    const said = given.get('error') ?? 'no_code'
    const isCode = code !== '' && code.length <= MAX_CODE && !given.has('error')
    if (isCode) reply(response, 200, 'Almost connected', 'You can close this page: Countersign says whether it worked.')
    else reply(response, 200, 'Not connected', 'Nothing was allowed. You can close this page.')
    answer.resolve(isCode ? { code } : { error: /^[a-z_]{1,64}$/.test(said) ? said : 'unreadable' })
    server.close()
  }

  function close(): void {
    answer.resolve(null)
    server.close()
    server.closeAllConnections()
  }

  const listening = Promise.withResolvers<void>()
  server.once('error', listening.reject).listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const { port } = server.address() as AddressInfo
  return { redirect_uri: `http://127.0.0.1:${port}`, answer: answer.promise, wrong: () => wrong, close }
}

/** In the same time however much of it is right. */
const isSame = (given: string, wanted: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(wanted)))

function reply(response: ServerResponse, status: number, title: string, text: string): void {
  response
    .writeHead(status, {
      ...{ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', connection: 'close' },
      ...{ 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'referrer-policy': 'no-referrer' },
      'x-content-type-options': 'nosniff',
    })
    .end(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`,
    )
}
