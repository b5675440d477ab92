import type { IncomingMessage } from 'node:http'
import type { Actor } from '../../contract/scope.ts'
import type { DoorEnv } from './door.ts'

/** One request on its way, whichever door it came through. */
export interface Exchange {
  readonly request: Request
  readonly env: DoorEnv
  /** `GET /api/tasks/{task_id}`: the row of the contract, without values. */
  readonly route: string
  readonly correlation_id: string
  readonly params: Readonly<Record<string, string>>
  /** A request header by its lower-case name. */
  header(name: string): string | null
  /** The body as it comes in, or null when there is none. */
  body(): AsyncIterable<Uint8Array> | null
  /** Who calls, as far as it is known: `anonymous` until proven. */
  actor: Actor
}

const ANONYMOUS: Actor = { sub: 'anonymous', scopes: [], door: 'http' }

export function createExchange(
  request: Request,
  env: DoorEnv,
  route: string,
  correlation_id: string,
  params: Readonly<Record<string, string>>,
): Exchange {
  const parts = 'incoming' in env ? fromSocket(env.incoming) : fromRequest(request)
  return { request, env, route, correlation_id, params, ...parts, actor: 'identity' in env ? env.identity : ANONYMOUS }
}

/** Node has parsed the headers of a socket already; making Headers and Request objects of them costs more than the whole read path. */
function fromSocket(incoming: IncomingMessage): Pick<Exchange, 'header' | 'body'> {
  return {
    header: (name) => {
      const value = incoming.headers[name]
      return (Array.isArray(value) ? value.join(', ') : value) ?? null
    },
    // What is left of a refused body is for Node to drain: the answer still has to go out on this connection.
    body: () => incoming.iterator({ destroyOnReturn: false }),
  }
}

function fromRequest(request: Request): Pick<Exchange, 'header' | 'body'> {
  return { header: (name) => request.headers.get(name), body: () => request.body }
}

/** The query string as an object; of a repeated name the last value counts. */
export function queryOf(url: string): Record<string, string> {
  const mark = url.indexOf('?')
  return mark === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark + 1)))
}
