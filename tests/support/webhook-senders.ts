import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'

/** Settings under which every source is on, with the secrets that the senders below know. */
export const ALL_SOURCES = {
  WEBHOOK_SECRET: 'github-secret-of-the-tests',
  XCODE_TOKEN: 'xcode-token-of-the-tests',
  XCODE_WEBHOOK_SECRET: 'xcode-secret-of-the-tests',
  TELEGRAM_SECRET_TOKEN: 'telegram-token-of-the-tests',
  TELEGRAM_ALLOWED_USERS: '7',
}

export interface WebhookSender {
  readonly path: string
  /** What proves that the sender of `raw` is who it says. `nth` makes the delivery's id. */
  headers(raw: Uint8Array, nth: number): Record<string, string>
  /** A payload that makes task number `nth`. */
  payload(nth: number): object
}

const github: WebhookSender = {
  path: '/webhooks/github',
  headers: (raw, nth) => ({
    'x-github-event': 'issues',
    'x-github-delivery': `delivery-${nth}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', ALL_SOURCES.WEBHOOK_SECRET).update(raw).digest('hex')}`,
  }),
  payload: (nth) => ({
    action: 'opened',
    repository: { full_name: 'octo/cat' },
    issue: { number: nth, title: 'Title', body: 'Ünïcödé wörds', state: 'open', updated_at: '2026-01-31T08:00:00Z' },
  }),
}

const build = (nth: number): object => {
  const text = readFileSync(join(import.meta.dirname, '../fixtures/xcode/cloud-completed.json'), 'utf8')
  const payload = JSON.parse(text) as { ciBuildRun: object }
  return { ...payload, ciBuildRun: { ...payload.ciBuildRun, id: `build-${nth}` } }
}
const xcodeSigned: WebhookSender = {
  path: '/webhooks/xcode',
  headers: (raw, nth) => {
    const time = Math.floor(Date.now() / 1000)
    const mac = createHmac('sha256', ALL_SOURCES.XCODE_WEBHOOK_SECRET).update(`msg-${nth}.${time}.`).update(raw)
    const signature = `v1,${mac.digest('base64')}`
    return { 'webhook-id': `msg-${nth}`, 'webhook-timestamp': String(time), 'webhook-signature': signature }
  },
  payload: build,
}
const xcodeBearer: WebhookSender = {
  path: '/webhooks/xcode',
  headers: () => ({ authorization: `Bearer ${ALL_SOURCES.XCODE_TOKEN}` }),
  payload: build,
}
const xcodePath: WebhookSender = {
  path: `/webhooks/xcode/${ALL_SOURCES.XCODE_TOKEN}`,
  headers: () => ({}),
  payload: build,
}

const telegram: WebhookSender = {
  path: '/webhooks/telegram',
  headers: () => ({ 'x-telegram-bot-api-secret-token': ALL_SOURCES.TELEGRAM_SECRET_TOKEN }),
  payload: (nth) => {
    const from = { id: 7, is_bot: false, first_name: 'Änna' }
    const message = { message_id: nth, date: 1_769_850_000, chat: { id: 7, type: 'private' }, from, text: 'Ünïcödé' }
    return { update_id: nth, message }
  },
}

/** Every way of proving who sends. */
export const SENDERS = { github, xcodeSigned, xcodeBearer, xcodePath, telegram }

export interface Heard {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** POSTs bytes as they are: in one piece with their length, or in chunks without it. */
export function post(url: string, headers: Record<string, string>, raw: Uint8Array, chunked: boolean): Promise<Heard> {
  const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(raw.length) }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { ...headers, ...length }, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const body = Buffer.concat(parts).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
    sent.on('error', reject)
    for (let at = 0; chunked && at < raw.length; at += 65_536) sent.write(raw.subarray(at, at + 65_536))
    sent.end(chunked ? undefined : raw)
  })
}
