import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { AuditEventType } from '../../contract/audit-event.ts'
import type { Grant } from '../core/access/token-authority.ts'
import type { EventLog } from '../core/audit/event-log.ts'
import type { EventHub, EventSink } from '../core/broadcast/event-hub.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Exchange } from './exchange.ts'
import { SECURITY_HEADERS } from './guards.ts'
import { ALREADY_SENT, type Handlers, type Input } from './handler.ts'

export interface StreamLimits {
  /** Bytes that may wait for one client. One that lets more pile up is cut off; it can come back with Last-Event-ID. */
  readonly maxWaitingBytes: number
  /** A comment this often keeps the connection known to be alive, in milliseconds. */
  readonly heartbeatMs: number
}
export const STREAM_LIMITS: StreamLimits = { maxWaitingBytes: 1024 * 1024, heartbeatMs: 15_000 }

/** Node runs longer delays at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
/** A timer may fire a little before the clock says so; then it is asked again after this long. */
const LOOK_AGAIN_MS = 50

const HEARTBEAT = Buffer.from(': heartbeat\n\n')

export interface EventStream {
  readonly handlers: Pick<Handlers, 'events'>
  /** Clients cut off since the start. */
  readonly dropped: number
  /** Ends the streams whose token was revoked or has expired. */
  endDead(): void
  close(): void
}

/**
 * Server-sent events (WHATWG HTML, 9.2). A frame is made once and its bytes are handed to every socket as they are: the response has
 * no chunked framing, it ends with the connection.
 */
export function createEventStream(parts: {
  hub: EventHub
  log: EventLog
  limits: StreamLimits
  isLive: (grant: Grant) => boolean
}): EventStream {
  const { maxWaitingBytes, heartbeatMs } = parts.limits
  const streams = new Map<Socket, Grant>()
  let dropped = 0

  function note(exchange: Exchange, type: AuditEventType, data: Record<string, number | string | null>): void {
    const { actor, correlation_id } = exchange
    parts.log.note({ type, actor, correlation_id, task_id: null, route: null, status: null, data })
  }

  function open(exchange: Exchange, grant: Grant, outgoing: ServerResponse, lastSeq: number | null): void {
    const { socket } = outgoing
    if (socket === null)
      throw new AppError(
        'validation_failed',
        'The stream needs a connection of its own, not one with a request still unanswered.',
      )
    let frames = 0
    let overflowed = false
    outgoing.useChunkedEncodingByDefault = false
    outgoing.shouldKeepAlive = false
    outgoing.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    outgoing.flushHeaders()
    socket.setNoDelay(true)
    socket.setTimeout(0)
    const sink: EventSink = {
      send: (frame) => {
        if (!parts.isLive(grant)) {
          outgoing.end()
          return
        }
        if (socket.writableLength > maxWaitingBytes) {
          overflowed = true
          socket.destroy()
          return
        }
        frames += 1
        socket.write(frame.bytes)
      },
      close: () => outgoing.end(),
    }
    socket.write(': connected\n\n')
    const unsubscribe = parts.hub.subscribe(sink, lastSeq)
    streams.set(socket, grant)
    const cancelEnd = endAtExpiry(grant)
    note(exchange, 'sse_client_connected', { clients: parts.hub.clients, last_event_id: lastSeq })
    socket.once('close', () => {
      unsubscribe()
      cancelEnd()
      streams.delete(socket)
      if (overflowed) dropped += 1
      note(exchange, overflowed ? 'sse_client_dropped' : 'sse_client_disconnected', {
        clients: parts.hub.clients,
        frames,
      })
    })
  }

  function handle({ exchange, grant }: Input<'events'>): typeof ALREADY_SENT {
    if (exchange.request.method !== 'GET')
      throw new AppError('method_not_allowed', 'The stream takes GET.', { allow: 'GET' })
    if (!('outgoing' in exchange.env) || grant === null)
      throw new AppError('socket_required', 'This door has no socket to stream to.')
    open(exchange, grant, exchange.env.outgoing, lastEventId(exchange.header('last-event-id')))
    return ALREADY_SENT
  }

  function endDead(): void {
    for (const [socket, grant] of streams) if (!parts.isLive(grant)) socket.end()
  }

  /** Ends the streams of the grant in the moment in which it expires. Returns how to let it be. */
  function endAtExpiry(grant: Grant): () => void {
    const delay = Math.min(Math.max(grant.expires_ms - Date.now(), LOOK_AGAIN_MS), LONGEST_TIMER_MS)
    let cancel = (): void => clearTimeout(timer)
    const timer = setTimeout(() => {
      endDead()
      if (parts.isLive(grant)) cancel = endAtExpiry(grant)
    }, delay).unref()
    return () => cancel()
  }

  const heartbeat = setInterval(() => {
    endDead()
    for (const socket of streams.keys())
      if (socket.writable && socket.writableLength <= maxWaitingBytes) socket.write(HEARTBEAT)
  }, heartbeatMs)
  heartbeat.unref()

  return {
    handlers: { events: handle },
    endDead,
    get dropped() {
      return dropped
    },
    close: () => {
      clearInterval(heartbeat)
      for (const socket of streams.keys()) socket.end()
    },
  }
}

/** An id that is none of ours counts as 0: the client is told to read everything again. */
function lastEventId(header: string | null): number | null {
  if (header === null || header === '') return null
  return /^\d{1,15}$/.test(header) ? Number(header) : 0
}
