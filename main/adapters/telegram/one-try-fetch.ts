import { type ClientRequest, request as plainRequest, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'

/** No connection stood, so that nothing was sent. `reason`: name or system code alone. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError'
}

/** Answers of the Bot API to what is sent here are a few kilobytes. */
const MOST_BYTES = 1024 * 1024

/**
 * `fetch` for a POST that must not be doubled: over a connection of its own, which no server can have closed in the meantime, and which
 * tells whether it ever stood. Rejects with NotSentError when it did not. Follows no redirect.
 */
export const oneTryFetch: typeof fetch = async (input, init) => {
  const url = new URL(String(input))
  const signal = init?.signal ?? null
  const body = Buffer.from(await new Response(init?.body ?? null).arrayBuffer())
  const isTls = url.protocol === 'https:'
  const options: RequestOptions = {
    ...{ method: 'POST', agent: false, ...(signal === null ? {} : { signal }) },
    headers: { ...Object.fromEntries(new Headers(init?.headers ?? {})), 'content-length': body.length },
  }
  let stood = false
  try {
    const request = (isTls ? tlsRequest : plainRequest)(url, options)
    request.on('socket', (socket) => {
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        stood = true
      })
    })
    request.end(body)
    return await answerOf(request)
  } catch (cause) {
    if (!stood) throw new NotSentError('no connection', { cause })
    throw cause
  }
}

function answerOf(request: ClientRequest): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  request.on('error', reject)
  request.on('response', (response) => {
    const parts: Buffer[] = []
    let size = 0
    response.on('data', (part: Buffer) => {
      size += part.length
      if (size > MOST_BYTES) response.destroy(new Error('the answer is too long'))
      else parts.push(part)
    })
    response.on('error', reject)
    response.on('end', () => {
      const status = response.statusCode ?? 0
      if (status < 200) reject(new Error(`an answer with the status ${status}`))
      else resolve(new Response([204, 205, 304].includes(status) ? null : Buffer.concat(parts), { status }))
    })
  })
  return promise
}
