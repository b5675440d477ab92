import OBSWebSocket, { EventSubscription, type OBSRequestTypes, OBSWebSocketError } from 'obs-websocket-js/json'
import { JsonObject } from '../../../contract/json-object.ts'
import type { Timers } from '../../core/kernel/timers.ts'
import { ObsProblem } from '../../core/tools/obs/obs-link.ts'

/** One connection to OBS, open until it is closed or lost; it never comes back. */
export interface ObsSocket {
  /** Settles within `ms`, when the connection ends, or when `signal` is aborted. Throws ObsProblem, or the reason of `signal`. */
  call(request: string, data: JsonObject, ms: number, signal: AbortSignal): Promise<JsonObject>
  /** At once, whatever the other side does. */
  end(): void
}

export interface ObsSocketOptions {
  readonly url: string
  /** Null: OBS is not asked for a password. */
  readonly password: string | null
  readonly timers: Timers
  readonly timeout_ms: number
  readonly onTold: (event: string, data: JsonObject) => void
  /** Once, when a connection that was open ends by itself. */
  readonly onLost: (problem: ObsProblem) => void
}

const TOLD = [
  'RecordStateChanged',
  'StreamStateChanged',
  'ReplayBufferStateChanged',
  'ReplayBufferSaved',
  'CurrentProgramSceneChanged',
  'ExitStarted',
] as const

/** WebSocketCloseCode::AuthenticationFailed; https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md#websocketclosecode */
const AUTHENTICATION_FAILED = 4009

/** The library settles nothing when the other side falls silent, and waits for it even to close; this closes without asking. */
class EndableObs extends OBSWebSocket {
  end(): void {
    // Nothing that a socket says on its way out matters any more.
    this.removeAllListeners()
    // Under Node it is a socket of the package ws, which can do more than the browser's whose type it bears.
    if (this.socket !== undefined && 'terminate' in this.socket) (this.socket.terminate as () => void)()
  }
}

/** Throws ObsProblem `unreachable`, `wrong_password` or `timeout`. */
export async function openObsSocket(options: ObsSocketOptions): Promise<ObsSocket> {
  const { timers, timeout_ms } = options
  const obs = new EndableObs()
  const closed = Promise.withResolvers<never>()
  closed.promise.catch(() => undefined)
  for (const event of TOLD) obs.on(event, (...data: readonly unknown[]) => options.onTold(event, objectOf(data[0])))
  const eventSubscriptions = EventSubscription.General | EventSubscription.Scenes | EventSubscription.Outputs
  try {
    const connected = obs.connect(options.url, options.password ?? undefined, { eventSubscriptions, rpcVersion: 1 })
    await within({ timers, ms: timeout_ms, what: 'to be greeted', signal: null }, [connected])
  } catch (error) {
    obs.end()
    throw openingProblem(error)
  }
  obs.once('ConnectionClosed', ({ code }) => {
    const problem = new ObsProblem('closed', `OBS ended the connection (${code}).`, null)
    closed.reject(problem)
    options.onLost(problem)
  })
  return {
    call: async (request, data, ms, signal) => {
      signal.throwIfAborted()
      const asked = obs.call(request as keyof OBSRequestTypes, data as never)
      try {
        return objectOf(await within({ timers, ms, what: request, signal }, [asked, closed.promise]))
      } catch (error) {
        throw error instanceof OBSWebSocketError ? refusal(request, error) : notConnected(error)
      }
    },
    end: () => {
      obs.end()
      closed.reject(new ObsProblem('closed', 'The connection to OBS was closed.', null))
    },
  }
}

async function within<T>(
  limit: { timers: Timers; ms: number; what: string; signal: AbortSignal | null },
  work: readonly Promise<T>[],
): Promise<T> {
  const cut = Promise.withResolvers<never>()
  const cancel = limit.timers.after(limit.ms, () =>
    cut.reject(new ObsProblem('timeout', `OBS did not answer within ${limit.ms} ms (${limit.what}).`, null)),
  )
  const abort = (): void => cut.reject(limit.signal?.reason)
  limit.signal?.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([...work, cut.promise])
  } finally {
    cancel()
    limit.signal?.removeEventListener('abort', abort)
  }
}

function openingProblem(error: unknown): ObsProblem {
  if (error instanceof ObsProblem) return error
  if (error instanceof OBSWebSocketError && error.code === AUTHENTICATION_FAILED)
    return new ObsProblem('wrong_password', 'OBS refuses the password.', AUTHENTICATION_FAILED, { cause: error })
  const why = error instanceof OBSWebSocketError && error.code > 0 ? `it closed with ${error.code}` : systemCode(error)
  return new ObsProblem('unreachable', `OBS cannot be reached (${why}).`, null, { cause: error })
}

/** The library keeps no more of it than its message. */
function systemCode(error: unknown): string {
  return /\bE[A-Z]{4,}\b/.exec(error instanceof Error ? error.message : '')?.[0] ?? 'no websocket of OBS answers there'
}

const refusal = (request: string, error: OBSWebSocketError): ObsProblem =>
  new ObsProblem('refused', `OBS refused ${request} (${error.code}).`, error.code, { cause: error })

/** A plain Error of the library means that it is not connected (any more). */
const notConnected = (error: unknown): unknown =>
  error instanceof Error && error.constructor === Error && /^(Not connected|Socket not identified)$/.test(error.message)
    ? new ObsProblem('closed', 'The connection to OBS has ended.', null, { cause: error })
    : error

function objectOf(value: unknown): JsonObject {
  return JsonObject.safeParse(value).data ?? {}
}
