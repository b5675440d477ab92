import { setTimeout as pause } from 'node:timers/promises'
import { openConnection } from './connection.ts'
import { type LatencyFigures, latencyFigures } from './latencies.ts'
import { withEtag } from './requests.ts'

/** One kind of request, sent over and over. */
export interface Stream {
  readonly port: number
  /** Taken in turn. */
  readonly requests: readonly string[]
  /** What each request is based on, for writes that must say so; the ETag of each answer takes its place. Null: they need not. */
  readonly etags: readonly string[] | null
  readonly connections: number
  /** Requests per second at fixed instants, or null: every connection sends its next as soon as it has its answer. */
  readonly perSecond: number | null
}

export interface StreamResult {
  readonly perSecond: number
  /** From the instant at which the request was due, so that a stalled service is not hidden (no coordinated omission). */
  readonly latency: LatencyFigures
  readonly statuses: Readonly<Record<string, number>>
  /** What the next requests are based on. */
  readonly etags: readonly string[] | null
}

export interface Span {
  /** performance.now() from which on requests count, and at which no more are sent. */
  readonly from: number
  readonly until: number
}

/** Sends until `span.until`. `onSend` learns which request leaves and from when on its latency counts. */
export async function drive(
  stream: Stream,
  span: Span,
  onSend: (place: number, due: number) => void,
): Promise<StreamResult> {
  const { requests, perSecond } = stream
  const etags = stream.etags === null ? null : [...stream.etags]
  const began = performance.now()
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  let sent = 0
  let lastAt = span.from

  async function work(): Promise<void> {
    const connection = await openConnection(stream.port)
    for (;;) {
      const number = sent++
      const place = number % requests.length
      const due = perSecond === null ? performance.now() : began + (number * 1000) / perSecond
      if (due >= span.until) break
      if (due > performance.now()) await pause(Math.ceil(due - performance.now()))
      // A timer may fire a little early.
      const from = Math.min(due, performance.now())
      onSend(place, from)
      const request = requests[place] as string
      const status = await connection.send(etags === null ? request : withEtag(request, etags[place] as string))
      const now = performance.now()
      if (etags !== null) etags[place] = connection.etag() ?? (etags[place] as string)
      if (due < span.from) continue
      lastAt = Math.max(lastAt, now)
      latencies.push(now - from)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    connection.close()
  }

  await Promise.all(Array.from({ length: stream.connections }, work))
  const seconds = (lastAt - span.from) / 1000
  return { perSecond: latencies.length / seconds, latency: latencyFigures(latencies), statuses, etags }
}
