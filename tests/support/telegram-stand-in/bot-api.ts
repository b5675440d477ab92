/**
 * The part of Telegram's Bot API that the console uses, over a real socket, written from https://core.telegram.org/bots/api : long polling
 * with confirmation by offset, webhooks with a secret token, messages with buttons, edits, replies, files, and its refusals in its words.
 * It cannot prove: TLS, Telegram's own limits per second, the order in which the real servers deliver over several connections, what
 * clients show. A wrong token is answered 401 as the real one does; the token stands in every address, as there.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BotApiError } from './bot-api-error.ts'
import { createBotFiles } from './bot-files.ts'
import { createBotMethods, type Params, type SentFile } from './bot-methods.ts'
import { createFaults } from './faults.ts'
import { createPeople, type Message } from './people.ts'
import { createUpdateQueue } from './update-queue.ts'
import { createWebhookSender } from './webhook-sender.ts'

const BOT_ID = 123456
/** Of the form that Telegram gives out. */
export const BOT_TOKEN = `${BOT_ID}:AAF-stand-in_token-0123456789abcdefgh`

export async function startBotApi() {
  const queue = createUpdateQueue(1000)
  const files = createBotFiles()
  const people = createPeople(queue, files)
  const webhook = createWebhookSender(queue)
  const faults = createFaults()
  const bot = createBotMethods({ queue, files, webhook, nextMessageId: people.nextMessageId, botId: BOT_ID })
  const calls: string[] = []

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url?.split('?')[0] ?? '')
    const file = new RegExp(`^/file/bot${BOT_TOKEN}/(.+)$`).exec(path)?.[1]
    const name = file === undefined ? (/^\/bot[^/]+\/(\w+)$/.exec(path)?.[1] ?? '') : 'file'
    calls.push(name)
    if (faults.spoil(name, response)) return
    if (file !== undefined) return sendFile(response, files.at(file))
    if (!path.startsWith(`/bot${BOT_TOKEN}/`)) return refuse(response, new BotApiError(401, 'Unauthorized'))
    const method = bot.methods[name]
    if (method === undefined) return refuse(response, new BotApiError(404, 'Not Found'))
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      const { params, file: sentFile } = await bodyOf(request)
      answer(response, 200, { ok: true, result: await method(params, gone.signal, sentFile) })
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error
      refuse(response, error)
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      answer(response, 500, { ok: false, error_code: 500, description: `Internal Server Error: ${String(error)}` })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ people, queue, faults, webhook, shown: bot.shown, calls },
    /** The message that the bot sent, as a button on it or an answer to it refers to it. */
    messageOf: (sent: (typeof bot.shown.messages)[number]): Message => bot.messageOf(sent) as Message,
    stop: async (): Promise<void> => {
      await webhook.stop()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
export type BotApi = Awaited<ReturnType<typeof startBotApi>>

/** Parameters come as JSON, as a form or in several parts; in the last case a file may be among them. */
async function bodyOf(request: IncomingMessage): Promise<{ params: Params; file: SentFile | null }> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (body.length === 0) return { params: new Map(), file: null }
  if (type.startsWith('application/json')) {
    const members = Object.entries(JSON.parse(body.toString()) as object)
    return { params: new Map(members.map(([key, value]) => [key, String(value)])), file: null }
  }
  const form = [...(await new Response(body, { headers: { 'content-type': type } }).formData())]
  const texts = form.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []))
  const [field, sent] = form.find(([, value]) => typeof value !== 'string') ?? []
  if (field === undefined || sent === undefined || typeof sent === 'string')
    return { params: new Map(texts), file: null }
  const bytes = Buffer.from(await sent.arrayBuffer())
  return { params: new Map(texts), file: { field, filename: sent.name, media_type: sent.type, bytes } }
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function refuse(response: ServerResponse, { code, message, parameters }: BotApiError): void {
  answer(response, code, { ok: false, error_code: code, description: message, ...(parameters ? { parameters } : {}) })
}

function sendFile(response: ServerResponse, bytes: Uint8Array | null): void {
  if (bytes === null) refuse(response, new BotApiError(404, 'Not Found'))
  else {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length })
    response.end(bytes)
  }
}
