import type { PushedEvent, PushedEventName } from '../../../contract/events.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'

/** One event, made once for all clients: `bytes` is the whole server-sent-events frame. */
export interface Frame {
  readonly seq: number
  readonly name: PushedEventName
  /** JSON of the payload. */
  readonly data: string
  readonly bytes: Uint8Array
}

/** Where frames go. `send` must not block and must not throw. */
export interface EventSink {
  send(frame: Frame): void
  /** The console is stopping. */
  close(): void
}

export type EventObserver = <N extends PushedEventName>(name: N, payload: PushedEvent<N>) => void

export interface EventHub {
  /** Frames after `lastSeq` first (or `resync` when they are gone), then every new one. Returns the unsubscribe function. */
  subscribe(sink: EventSink, lastSeq: number | null): () => void
  /** For parts of the console itself: told of every event at once, not counted as a client. Must not block and must not throw. */
  observe(observer: EventObserver): () => void
  publish<N extends PushedEventName>(name: N, payload: PushedEvent<N>): void
  /** Ends every subscription. */
  close(): void
  readonly clients: number
  /**
   * Seq of the latest frame: for events that have no line of their own, so that whoever saw one is sent every later line. Several frames
   * may have one seq then, and whoever comes back with it is not sent the rest of them: what they tell of must be read again.
   */
  readonly latestSeq: number
  /** Frames handed to clients since the start. */
  readonly sent: number
}

const encoder = new TextEncoder()

/** Frames kept for replay take no more than about twice this, in bytes on the wire, however large single ones are. */
const MAX_REPLAY_BYTES = 16 * 1024 * 1024

/** What is of this moment only, and can be read again elsewhere: many of these would push everything else out of what is kept. */
const NOT_KEPT: ReadonlySet<PushedEventName> = new Set(['agent_log'])

function frameOf<N extends PushedEventName>(name: N, payload: PushedEvent<N>): Frame {
  const data = JSON.stringify(payload)
  return {
    seq: payload.seq,
    name,
    data,
    bytes: encoder.encode(`id: ${payload.seq}\nevent: ${name}\ndata: ${data}\n\n`),
  }
}

/**
 * Keeps the last `capacity` frames for replay, fewer when they are larger than MAX_REPLAY_BYTES together, and none of
 * NOT_KEPT. `startSeq` is the audit seq when the hub was made: what was pushed before it is not known here, so a client that saw less is told to read everything again.
 */
export function createEventHub(options: { capacity: number; startSeq: number; clock: Clock }): EventHub {
  const sinks = new Set<EventSink>()
  const observers = new Set<EventObserver>()
  let recent: Frame[] = []
  let recentBytes = 0
  let replayableAfter = options.startSeq
  let latestSeq = options.startSeq
  let sent = 0

  function replay(sink: EventSink, lastSeq: number): void {
    if (lastSeq < replayableAfter || lastSeq > latestSeq) {
      const reason = lastSeq < replayableAfter ? 'gap_too_old' : 'unknown_id'
      sink.send(frameOf('resync', { seq: latestSeq, ts: timestamp(options.clock), reason }))
      return
    }
    for (const frame of recent) if (frame.seq > lastSeq) sink.send(frame)
  }

  /** Cut now and then rather than with every frame: at twice the limit, down to the limit. */
  function remember(frame: Frame): void {
    recent.push(frame)
    recentBytes += frame.bytes.length
    latestSeq = frame.seq
    if (recent.length < options.capacity * 2 && recentBytes < MAX_REPLAY_BYTES * 2) return
    let [first, bytes] = [recent.length, 0]
    while (first > 0 && recent.length - first < options.capacity) {
      const next = bytes + (recent[first - 1]?.bytes.length ?? 0)
      if (next > MAX_REPLAY_BYTES) break
      bytes = next
      first -= 1
    }
    replayableAfter = recent[first - 1]?.seq ?? replayableAfter
    recent = recent.slice(first)
    recentBytes = bytes
  }

  return {
    subscribe: (sink, lastSeq) => {
      if (lastSeq !== null) replay(sink, lastSeq)
      sinks.add(sink)
      return () => {
        sinks.delete(sink)
      }
    },
    observe: (observer) => {
      observers.add(observer)
      return () => {
        observers.delete(observer)
      }
    },
    publish: (name, payload) => {
      const frame = frameOf(name, payload)
      if (!NOT_KEPT.has(name)) remember(frame)
      sent += sinks.size
      for (const sink of sinks) sink.send(frame)
      for (const observer of observers) observer(name, payload)
    },
    close: () => {
      const open = [...sinks]
      sinks.clear()
      for (const sink of open) sink.close()
    },
    get clients() {
      return sinks.size
    },
    get latestSeq() {
      return latestSeq
    },
    get sent() {
      return sent
    },
  }
}
