import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { PostOutcome, PostWebhook } from '../../core/tools/notify/webhook-way.ts'
import { createAddressCheck, RefusedAddressError, type ResolveAll } from './checked-lookup.ts'

/** Of an answer so much is kept for telling what went wrong; what comes after it is not waited for. */
const EXCERPT_BYTES = 2048
/** How long the body of an answer is waited for: the status line alone decides. */
const EXCERPT_MS = 1000
const HEADER_BYTES = 16 * 1024

/** Posts over a connection of its own: no redirect is followed, nothing is tried again, no cookie or proxy is involved. */
export function createWebhookPost(resolveAll: ResolveAll): PostWebhook {
  const addresses = createAddressCheck(resolveAll)

  return async ({ url, headers, body, private_allowed }, signal) => {
    const { protocol, hostname } = new URL(url)
    const isTls = protocol === 'https:'
    let stood = false
    const options: RequestOptions = {
      ...{ method: 'POST', agent: false, signal, maxHeaderSize: HEADER_BYTES },
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      lookup: addresses.lookupFor(private_allowed),
    }
    try {
      addresses.checkLiteral(hostname, private_allowed)
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = (isTls ? tlsRequest : plainRequest)(url, options, resolve)
        request.on('error', reject)
        request.on('socket', (socket) => {
          socket.once(isTls ? 'secureConnect' : 'connect', () => {
            stood = true
          })
        })
        request.end(body)
      })
      const status = answer.statusCode ?? 0
      // Also when it is good: a receiver that is hung up on may think that it was not heard.
      const excerpt = await beginningOf(answer)
      answer.destroy()
      return { how: 'answer', status, retry_after: answer.headers['retry-after'] ?? null, excerpt }
    } catch (error) {
      return outcomeOfError(error, stood, signal)
    }
  }
}

/** Never rejects: what of it did not come is not there. */
function beginningOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      resolve(Buffer.concat(parts).subarray(0, EXCERPT_BYTES).toString('utf8'))
    }
    const timer = setTimeout(end, EXCERPT_MS)
    answer.on('data', (part: Buffer) => {
      parts.push(part)
      size += part.length
      if (size >= EXCERPT_BYTES) end()
    })
    answer.on('end', end).on('error', end).on('close', end)
  })
}

/** Names and system codes alone: what the runtime says of a request may hold the address, and in it what is nobody's business. */
function outcomeOfError(error: unknown, stood: boolean, signal: AbortSignal): PostOutcome {
  if (error instanceof RefusedAddressError) return { how: 'refused', reason: error.message }
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const reason = signal.aborted
    ? 'no answer in time'
    : typeof code === 'string' && /^[A-Z_0-9]+$/.test(code)
      ? code
      : 'it broke'
  return { how: stood ? 'broken' : 'not_sent', reason }
}
