import { expect, vi } from 'vitest'
import type { IngressSource } from '../../contract/assurance.ts'
import type { AuditEventType } from '../../contract/audit-event.ts'
import { readEvents } from './crash-snapshot.ts'
import type { Console } from './kill-between-steps.ts'
import { ALL_SOURCES, SENDERS } from './webhook-senders.ts'

/** A webhook as its sender sends it. */
export interface Sent {
  readonly source: IngressSource
  /** How the claim names it. */
  readonly delivery_id: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends it; when the console dies meanwhile, sends it once more to the next. What was claimed is carried out by the console before
 * that, by itself.
 */
export async function sendUntilTaken(console: Console, sent: Sent): Promise<void> {
  if (await answered(console, sent).catch(() => false)) return
  await console.restarted
  if (await isWritten(console, sent, 'webhook_received'))
    await vi.waitFor(async () => expect(await isWritten(console, sent, 'webhook_applied')).toBe(true), {
      timeout: 60_000,
    })
  await answered(console, sent)
}

/** Throws when there is no answer, or another than yes. */
async function answered(console: Console, { path, headers, body }: Sent): Promise<true> {
  const json = { 'content-type': 'application/json', ...headers }
  const response = await fetch(console.url() + path, { method: 'POST', headers: json, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`)
  return true
}

async function isWritten({ dataRoot }: Console, { source, delivery_id }: Sent, wanted: AuditEventType) {
  const events = await readEvents(dataRoot)
  return events.some(
    ({ type, data }) => type === wanted && data['source'] === source && data['delivery_id'] === delivery_id,
  )
}

/** A webhook of GitHub, signed. */
export function fromGithub(event: string, delivery_id: string, payload: object): Sent {
  const body = JSON.stringify(payload)
  const headers = {
    ...SENDERS.github.headers(Buffer.from(body), 0),
    'x-github-event': event,
    'x-github-delivery': delivery_id,
  }
  return { source: 'github', delivery_id, path: SENDERS.github.path, headers, body }
}

/** A report of a build script, signed. */
export function fromXcodeScript(nth: number, payload: object): Sent {
  const body = JSON.stringify(payload)
  const headers = SENDERS.xcodeSigned.headers(Buffer.from(body), nth)
  return { source: 'xcode', delivery_id: headers['webhook-id'] ?? '', path: SENDERS.xcodeSigned.path, headers, body }
}

/** An update that Telegram posts. */
export function postedByTelegram(payload: { readonly update_id: number; readonly [what: string]: unknown }): Sent {
  const headers = { 'x-telegram-bot-api-secret-token': ALL_SOURCES.TELEGRAM_SECRET_TOKEN }
  const delivery_id = `bot:${payload.update_id}`
  return { source: 'telegram', delivery_id, path: '/webhooks/telegram', headers, body: JSON.stringify(payload) }
}
