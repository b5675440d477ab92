import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as SafeAgent, request as safeRequest } from 'node:https'
import type { LookupFunction } from 'node:net'

export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Most bytes of the answer. */
  readonly most: number
}

export interface Posted {
  readonly status: number
  readonly text: string
}

/**
 * Posts once: over a connection of its own, through no proxy whatever the environment says, and without following a redirect. Rejects with
 * RangeError for an answer that is too long, and with the system's error.
 */
export async function postJson({ url, headers, body, most }: Posting, signal: AbortSignal): Promise<Posted> {
  const isSafe = new URL(url).protocol === 'https:'
  const agent = isSafe ? new SafeAgent() : new PlainAgent()
  const options = {
    ...{ method: 'POST', signal, agent },
    ...(new URL(url).hostname === 'localhost' ? { lookup: thisMachine } : {}),
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json', ...headers },
      'content-length': String(Buffer.byteLength(body)),
    },
  }
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = isSafe ? safeRequest(url, options, resolve) : plainRequest(url, options, resolve)
      request.on('error', reject)
      request.end(body)
    })
    return { status: answer.statusCode ?? 0, text: await textOf(answer, most) }
  } finally {
    agent.destroy()
  }
}

/** What `localhost` is, whatever a name server says (RFC 6761, 6.3). */
const thisMachine: LookupFunction = (_name, { all }, callback) => {
  if (all !== true) return callback(null, '127.0.0.1', 4)
  callback(null, [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ])
}

async function textOf(answer: IncomingMessage, most: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length
    if (size > most) throw new RangeError(`more than ${most} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
