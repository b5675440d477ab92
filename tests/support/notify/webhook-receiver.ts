import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * How the receiver treats a call. `answer`: so, with `retry_after` as the header says it. `hang`: no answer. `drop`: the connection ends
 * without one. `cut`: it ends within the answer's headers. `cut_body`: after a good status, within the body. `endless`: the body never ends.
 */
export type Treatment =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body?: string
      readonly headers?: Record<string, string>
    }
  | { readonly kind: 'hang' | 'drop' | 'cut' | 'cut_body' }
  | { readonly kind: 'endless'; readonly status: number }

export interface ReceivedCall {
  readonly path: string
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

/** A receiver of webhooks on a free port of this machine; treats calls in the order that it was told, and then answers 200. */
export async function startReceiver(): Promise<{
  readonly url: string
  readonly port: number
  readonly calls: ReceivedCall[]
  next(...treatments: readonly Treatment[]): void
}> {
  const calls: ReceivedCall[] = []
  const waiting: Treatment[] = []

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    const header = (name: string): string => String(request.headers[name] ?? '')
    calls.push({
      ...{ path: request.url ?? '', body, headers: request.headers, id: header('webhook-id') },
      ...{ timestamp: header('webhook-timestamp'), signature: header('webhook-signature') },
    })
    treat(waiting.shift() ?? { kind: 'answer', status: 200 }, response)
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    calls,
    next: (...treatments) => void waiting.push(...treatments),
  }
}

function treat(how: Treatment, response: ServerResponse): void {
  if (how.kind === 'answer') response.writeHead(how.status, how.headers ?? {}).end(how.body ?? '')
  else if (how.kind === 'drop') response.socket?.destroy()
  else if (how.kind === 'cut') response.socket?.write('HTTP/1.1 200 O', () => response.socket?.destroy())
  else if (how.kind === 'cut_body')
    response.writeHead(200, { 'content-length': '100' }).write('half', () => response.socket?.destroy())
  else if (how.kind === 'endless') response.writeHead(how.status).write('x'.repeat(100_000))
}
