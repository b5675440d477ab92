import { headersOf } from './call-headers.ts'
import type { Door, LossReason, StreamSink } from './door.ts'
import { createEventReader } from './event-stream.ts'

/** Without a byte for this long (heartbeats included) a connection counts as dead, whatever the socket says. Milliseconds. */
const SILENCE_LIMIT = 45_000
/** A connection that is not accepted within this time counts as lost. Milliseconds. */
const ACCEPT_LIMIT = 10_000

/** The door of the browser console: same origin, the session in an HttpOnly cookie. */
export function createHttpDoor(): Door {
  return {
    kind: 'http',
    address: location.host,
    fetch: async (path, call) => {
      const reply = await fetch(path, {
        method: call.method,
        headers: headersOf(call),
        body: call.body,
        signal: call.signal,
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
      })
      return { status: reply.status, body: await reply.text() }
    },
    fetchFile: async (path, signal) => {
      const reply = await fetch(path, { signal, credentials: 'same-origin', cache: 'no-store', redirect: 'error' })
      return { status: reply.status, bytes: new Uint8Array(await reply.arrayBuffer()) }
    },
    openEvidence: null,
    desktop: null,
    subscribe,
  }
}

/**
 * Reads the stream with fetch and not with EventSource: it shows the status of a refusal, the heartbeats between events,
 * and lets a new connection go on after the last event of the one before.
 */
function subscribe(lastEventId: string | null, sink: StreamSink): () => void {
  const stop = new AbortController()
  let over = false
  let silence = window.setTimeout(() => end('lost'), ACCEPT_LIMIT)

  function end(reason: LossReason): void {
    clearTimeout(silence)
    if (over) return
    over = true
    stop.abort()
    sink.ended(reason)
  }
  function heard(): void {
    clearTimeout(silence)
    silence = window.setTimeout(() => end('lost'), SILENCE_LIMIT)
    sink.heard()
  }

  async function run(): Promise<LossReason> {
    const reply = await fetch('/api/events', {
      headers: { accept: 'text/event-stream', ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }) },
      signal: stop.signal,
      credentials: 'same-origin',
      cache: 'no-store',
    })
    // 429: too many requests without a valid session came from this address; a valid one would have been let in.
    if (reply.status === 401 || reply.status === 429) return 'signed_out'
    if (!reply.ok || reply.body === null) return 'lost'
    sink.opened()
    heard()
    const read = createEventReader()
    const text = reply.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await text.read()
      if (done || over) return 'lost'
      heard()
      for (const event of read(value)) sink.event(event.id, event.name, event.data)
    }
  }

  run().then(end, () => end('lost'))
  return () => {
    over = true
    clearTimeout(silence)
    stop.abort()
  }
}
