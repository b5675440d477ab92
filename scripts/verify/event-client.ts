export interface Arrival {
  readonly id: string
  readonly name: string
  readonly data: string
  /** `performance.now()` when the bytes were read. */
  readonly at: number
}

/** One subscriber of GET /api/events, as a browser's EventSource is, but without coming back by itself. */
export interface EventClient {
  readonly arrivals: readonly Arrival[]
  /** True when the stream ended before `close` was called. */
  wasCutOff(): boolean
  close(): void
}

/** Resolves once the server has answered with the stream. */
export async function openEventClient(url: string, token: string): Promise<EventClient> {
  const stop = new AbortController()
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
  const response = await fetch(`${url}/api/events`, { headers, signal: stop.signal })
  if (response.status !== 200 || response.body === null) throw new Error(`the stream was answered ${response.status}`)
  const arrivals: Arrival[] = []
  let cutOff = false
  void readFrames(response.body, (frame, at) => arrivals.push({ ...fieldsOf(frame), at }))
    .catch(() => undefined)
    .finally(() => {
      cutOff = !stop.signal.aborted
    })
  return { arrivals, wasCutOff: () => cutOff, close: () => stop.abort() }
}

async function readFrames(
  body: ReadableStream<Uint8Array>,
  onFrame: (frame: string, at: number) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  let waiting = ''
  for await (const part of body) {
    const at = performance.now()
    waiting += decoder.decode(part, { stream: true })
    const frames = waiting.split('\n\n')
    waiting = frames.pop() ?? ''
    // A frame that begins with a colon is a comment: the heartbeat.
    for (const frame of frames) if (!frame.startsWith(':')) onFrame(frame, at)
  }
}

function fieldsOf(frame: string): Omit<Arrival, 'at'> {
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(frame)?.[1] ?? ''
  return { id: field('id'), name: field('event'), data: field('data') }
}
