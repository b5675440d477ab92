import type { Exchange } from './exchange.ts'

/** What a handler answers with; `correlation_id` and `task_id` go to the audit line of the request. */
export interface Reply {
  readonly status: number
  /** A stream is read as fast as the client takes it, and cancelled when it goes away. */
  readonly body: Uint8Array | string | ReadableStream<Uint8Array> | null
  readonly headers: Readonly<Record<string, string>>
  readonly correlation_id: string | null
  readonly task_id: string | null
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

type Subject = { readonly correlation_id: string; readonly task_id: string }

export function jsonReply(status: number, value: unknown, headers: Reply['headers'] = {}): Reply {
  return bytesReply(status, JSON.stringify(value), { 'cache-control': 'no-store', ...headers }, null)
}

/** A reply of ready-made JSON. */
export function bytesReply(
  status: number,
  body: Uint8Array | string,
  headers: Reply['headers'],
  subject: Subject | null,
): Reply {
  return {
    status,
    body,
    headers: { ...JSON_HEADERS, ...headers },
    correlation_id: subject?.correlation_id ?? null,
    task_id: subject?.task_id ?? null,
  }
}

/** Holders must ask before they use it again; nobody in between may keep it. */
const REVALIDATE = 'private, no-cache'

/** 304 when the client holds these bytes already (RFC 9110, 13.1.2), otherwise the bytes with their strong ETag. */
export function taggedReply(exchange: Exchange, etag: string, body: () => Uint8Array, subject: Subject | null): Reply {
  const { headers, unchanged } = taggedHeaders(exchange, etag, subject)
  return unchanged ?? bytesReply(200, body(), headers, subject)
}

/** Headers of bytes with this strong ETag, and the 304 for a client that holds them; null for one that must be given them. */
export function taggedHeaders(
  exchange: Exchange,
  etag: string,
  subject: Subject | null,
): { readonly headers: Reply['headers']; readonly unchanged: Reply | null } {
  const headers = { etag, 'cache-control': REVALIDATE }
  if (!holds(exchange.header('if-none-match'), etag)) return { headers, unchanged: null }
  return { headers, unchanged: { ...bytesReply(304, '', {}, subject), body: null, headers } }
}

function holds(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch === etag || ifNoneMatch === '*') return true
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
