import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { answerModel, type ModelMove, type ModelUsage } from './model-answers.ts'
import { type ModelRequest, readModelRequest } from './model-requests.ts'

/** `error`: 500. `hang`: no answer at all. `cut`: the answer breaks off. */
export type ModelFault = 'error' | 'hang' | 'cut'
export type PlannedMove = (ModelMove | { readonly fault: ModelFault }) & { readonly usage?: ModelUsage }

export interface ModelStandIn {
  /** Base address, with /v1. */
  readonly url: string
  readonly requests: readonly ModelRequest[]
  close(): Promise<void>
}

const USAGE: ModelUsage = { input: 100, output: 7 }

/**
 * A model as agents see it: POST /v1/responses and /v1/chat/completions, streamed, and GET /v1/models. `plan` says what it does next; a
 * plan that throws is answered with 500, and its words.
 */
export async function startModelStandIn(plan: (request: ModelRequest) => PlannedMove): Promise<ModelStandIn> {
  const requests: ModelRequest[] = []

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (message.url ?? '').split('?')[0] ?? ''
    const door = path.endsWith('/responses') ? 'responses' : path.endsWith('/chat/completions') ? 'chat' : null
    if (path.endsWith('/models'))
      return json(response, 200, {
        object: 'list',
        // Codex asks for its own list beside that of the others.
        models: [],
        data: [{ id: 'mock-1', object: 'model', created: 1, owned_by: 'test' }],
      })
    if (door === null) return json(response, 404, {})
    const request = readModelRequest(door, await text(message), message.headers.authorization ?? '')
    requests.push(request)
    const move = plan(request)
    if ('fault' in move && move.fault === 'hang') return
    if ('fault' in move && move.fault === 'error')
      return json(response, 500, { error: { message: 'the model is not well', type: 'server_error' } })
    const said = 'fault' in move ? { say: '' } : move
    answerModel(response, request, said, move.usage ?? USAGE, requests.length, 'fault' in move)
  }

  const server = createServer((message, response) => {
    answer(message, response).catch((error: Error) => json(response, 500, { error: { message: error.message } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
