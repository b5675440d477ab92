import { oneLine } from '../../core/tools/one-line.ts'

/** One request to Google. `body` bytes are sent as they are; anything else as JSON. */
export interface GoogleRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer> | string | null
  /** The whole exchange ends after this. */
  readonly deadline_ms: number
}

/** What Google answered; `json` null: nothing, or nothing that can be read. */
export interface GoogleAnswer {
  readonly status: number
  readonly headers: Headers
  readonly json: unknown
  /** Google's word for an error, like `quotaExceeded`; null when there is none. */
  readonly reason: string | null
  /** Google's sentence for it, as one harmless line; empty when there is none. */
  readonly message: string
}

const MAX_BODY = 1024 * 1024

/** Null: no answer within the deadline, or the connection broke. Throws only the reason of `signal`. Follows no redirect. */
export async function callGoogle(request: GoogleRequest, signal: AbortSignal): Promise<GoogleAnswer | null> {
  signal.throwIfAborted()
  const { method, url, headers, body, deadline_ms } = request
  const ending = new AbortController()
  const end = (): void => ending.abort()
  const deadline = setTimeout(end, deadline_ms)
  signal.addEventListener('abort', end, { once: true })
  try {
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: ending.signal })
    const json = parse(await boundedText(response))
    return { status: response.status, headers: response.headers, json, ...errorIn(json) }
  } catch {
    signal.throwIfAborted()
    return null
  } finally {
    clearTimeout(deadline)
    signal.removeEventListener('abort', end)
  }
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MAX_BODY) throw new Error('the answer is too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Both shapes: https://developers.google.com/youtube/v3/docs/errors and RFC 6749, 5.2. */
function errorIn(json: unknown): Pick<GoogleAnswer, 'reason' | 'message'> {
  const error = member(json, 'error')
  if (typeof error === 'string') return { reason: word(error), message: text(member(json, 'error_description')) }
  const errors = member(error, 'errors')
  return {
    reason: word(member(Array.isArray(errors) ? errors[0] : null, 'reason')),
    message: text(member(error, 'message')),
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

/** One of Google's own words, like `quotaExceeded`; null for anything else. */
export const word = (value: unknown): string | null =>
  typeof value === 'string' && /^[A-Za-z_]{1,64}$/.test(value) ? value : null

const text = (value: unknown): string => (typeof value === 'string' ? oneLine(value.replaceAll(/<[^>]*>/g, '')) : '')
