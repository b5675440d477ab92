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
  // Node has parsed the headers of a socket already; making a Headers object of them costs more than the whole read path.
  const header =
    'incoming' in env
      ? (name: string): string | null => {
          const value = env.incoming.headers[name]
          return (Array.isArray(value) ? value.join(', ') : value) ?? null
        }
      : (name: string): string | null => request.headers.get(name)
  return { request, env, route, correlation_id, params, header, actor: 'identity' in env ? env.identity : ANONYMOUS }
}

/** The query string as an object; of a repeated name the last value counts. */
export function queryOf(url: string): Record<string, string> {
  const mark = url.indexOf('?')
  return mark === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark + 1)))
}
