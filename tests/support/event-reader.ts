export interface ReadEvent {
  readonly id: string
  readonly name: string
  readonly data: string
}

/** One client of the event stream. */
export interface EventReader {
  readonly events: ReadEvent[]
  isOpen(): boolean
  close(): void
}

/** Opens GET /api/events and resolves once the server has answered. */
export async function openStream(url: string, token: string, lastEventId: string | null): Promise<EventReader> {
  const stop = new AbortController()
  const headers: Record<string, string> = { authorization: `Bearer ${token}` }
  if (lastEventId !== null) headers['last-event-id'] = lastEventId
  const response = await fetch(`${url}/api/events`, { headers, signal: stop.signal })
  if (response.status !== 200 || response.body === null) throw new Error(`the stream answered ${response.status}`)
  const events: ReadEvent[] = []
  let open = true
  void readFrames(response.body, events)
    .catch(() => undefined)
    .finally(() => {
      open = false
    })
  return { events, isOpen: () => open, close: () => stop.abort() }
}

async function readFrames(body: ReadableStream<Uint8Array>, events: ReadEvent[]): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of body) {
    text += decoder.decode(part, { stream: true })
    const frames = text.split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1] ?? ''
      if (!frame.startsWith(':')) events.push({ id: field('id'), name: field('event'), data: field('data') })
    }
  }
}
