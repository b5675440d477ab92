import type { IncomingMessage } from 'node:http'
import type { Actor } from '../../contract/scope.ts'
import type { IncomingHeaders } from '../core/ingest/redact-headers.ts'
import { AppError } from '../core/kernel/app-error.ts'
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
  /** All of them, by lower-case names, secrets included. */
  headers(): IncomingHeaders
  /** The raw body. Throws AppError `payload_too_large` as soon as it is known to be longer than `maxBytes`. */
  readBody(maxBytes: number): Promise<Uint8Array>
  /** Who calls, as far as it is known: `anonymous` until proven. */
  actor: Actor
  /** The bytes of the body, once they were read. */
  raw: Uint8Array | null
}

export const ANONYMOUS: Actor = { sub: 'anonymous', scopes: [], door: 'http' }

export function createExchange(
  request: Request,
  env: DoorEnv,
  route: string,
  correlation_id: string,
  params: Readonly<Record<string, string>>,
): Exchange {
  const parts = 'incoming' in env ? fromSocket(env.incoming) : fromRequest(request)
  const actor = 'identity' in env ? env.identity : ANONYMOUS
  return { request, env, route, correlation_id, params, ...parts, actor, raw: null }
}

/** Node has parsed the headers of a socket already; making Headers and Request objects of them costs more than the whole read path. */
function fromSocket(incoming: IncomingMessage): Pick<Exchange, 'header' | 'headers' | 'readBody'> {
  return {
    header: (name) => {
      const value = incoming.headers[name]
      return (Array.isArray(value) ? value.join(', ') : value) ?? null
    },
    headers: () => incoming.headers,
    readBody: (maxBytes) => collect(incoming, maxBytes),
  }
}

function fromRequest(request: Request): Pick<Exchange, 'header' | 'headers' | 'readBody'> {
  return {
    header: (name) => request.headers.get(name),
    headers: () => Object.fromEntries(request.headers),
    readBody: async (maxBytes) => {
      const bytes = new Uint8Array(await request.arrayBuffer())
      if (bytes.length > maxBytes) throw tooLarge(maxBytes)
      return bytes
    },
  }
}

function collect(incoming: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge(maxBytes))
  // A connection that broke off before we listened will never tell us.
  if (incoming.destroyed && !incoming.readableEnded) return Promise.reject(brokenOff())
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    incoming.on('data', (part: Buffer) => {
      size += part.length
      // The rest is drained and thrown away: the answer still has to go out on this connection.
      if (size > maxBytes) reject(tooLarge(maxBytes))
      else parts.push(part)
    })
    incoming.once('end', () => resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)))
    incoming.once('error', () => reject(brokenOff()))
    incoming.once('close', () => reject(brokenOff()))
  })
}

const brokenOff = (): AppError => new AppError('validation_failed', 'The body broke off before its end.')

const tooLarge = (maxBytes: number): AppError =>
  new AppError('payload_too_large', `The body is larger than ${maxBytes} bytes.`)

/** The query string as an object. Throws AppError `validation_failed` when it gives a name twice: nobody could say which value counts. */
export function queryOf(url: string): Record<string, string> {
  const mark = url.indexOf('?')
  if (mark === -1) return {}
  const pairs = [...new URLSearchParams(url.slice(mark + 1))]
  const names = new Set(pairs.map(([name]) => name))
  if (names.size < pairs.length) throw new AppError('validation_failed', `${repeated(pairs)}: given more than once`)
  return Object.fromEntries(pairs)
}

function repeated(pairs: readonly (readonly [string, string])[]): string {
  const seen = new Set<string>()
  for (const [name] of pairs) {
    if (seen.has(name)) return name
    seen.add(name)
  }
  return ''
}
