import { setTimeout as pause } from 'node:timers/promises'
import type { UpdateQueue } from './update-queue.ts'

const RETRY_MS = 50

/**
 * Posts updates to the bot's webhook in order, each again until it is answered with 2xx, with the secret token in its header
 * (https://core.telegram.org/bots/api#setwebhook). The real one waits longer between tries and posts several at a time.
 */
export function createWebhookSender(queue: UpdateQueue) {
  let url: string | null = null
  let secret: string | null = null
  let stopped = false
  const attempts: { readonly update_id: number; readonly status: number | null }[] = []

  async function post(update: { readonly update_id: number }): Promise<boolean> {
    const headers = {
      'content-type': 'application/json',
      ...(secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret }),
    }
    const signal = AbortSignal.timeout(10_000)
    const answer = await fetch(url ?? '', { method: 'POST', headers, body: JSON.stringify(update), signal }).catch(
      () => null,
    )
    await answer?.arrayBuffer()
    attempts.push({ update_id: update.update_id, status: answer?.status ?? null })
    return answer?.ok === true
  }

  async function run(): Promise<void> {
    while (!stopped && url !== null) {
      const update = queue.held[0]
      if (update !== undefined && (await post(update)))
        await queue.take(update.update_id + 1, 1, 0, new AbortController().signal)
      else await pause(RETRY_MS)
    }
  }

  let running = Promise.resolve()
  return {
    attempts,
    get url() {
      return url
    },
    set: (next: string, token: string | null): true => {
      url = next === '' ? null : next
      secret = token
      running = running.then(run)
      return true
    },
    stop: async (): Promise<void> => {
      stopped = true
      await running
    },
  }
}
export type WebhookSender = ReturnType<typeof createWebhookSender>
