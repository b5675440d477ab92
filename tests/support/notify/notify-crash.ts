import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { ToolRun } from '../../../contract/tool.ts'
import { signToken } from '../../../main/adapters/tokens/sign-token.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../telegram-stand-in/bot-api.ts'
import { startReceiver } from './webhook-receiver.ts'

const JWT_SECRET = 'crash-notify-signs-its-own-tokens'
export const CHAT = 7

/** A data root in which notifications run without being asked for, and whom they go to. */
export async function prepareNotify(dataRoot: string): Promise<{
  readonly env: Readonly<Record<string, string>>
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>
  readonly telegram: BotApi
}> {
  const receiver = await startReceiver()
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const notify = { webhooks: [{ name: 'build', url: receiver.url }], first_wait_ms: 10 }
  writeFileSync(join(dataRoot, 'config.json'), JSON.stringify({ tools: { notify } }))
  const rules = 'version: 1\nrules:\n  - id: notify\n    match:\n      tools: [notify.send]\n    effect: allow\n'
  writeFileSync(join(dataRoot, 'policy.yaml'), rules)
  const env = {
    ...{ JWT_SECRET, BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_ALLOWED_USERS: String(CHAT) },
    NOTIFY_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  }
  return { env, receiver, telegram }
}

async function post(url: string, path: string, data: object): Promise<Response> {
  const token = await signToken(JWT_SECRET, {
    ...{ sub: 'tester', scope: 'admin', task_id: null, door: 'http', jti: 'crash' },
    exp: Math.floor(Date.now() / 1000) + 3600,
  })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(data) })
}

export interface NotifyCall {
  readonly task_id: string
  readonly correlation_id: string
  readonly args: { readonly channel: string }
}

/** A task that notifications can be sent for; answers its correlation id. */
export async function makeTask(url: string, task_id: string): Promise<string> {
  const answer = await post(url, '/api/tasks', { task_id, request_text: 'Tell them' })
  return ((await answer.json()) as { correlation_id: string }).correlation_id
}

/** One sending of the call under its key, whoever answers it. Rejects when the connection breaks. */
export async function sendCall(url: string, { task_id, correlation_id, args }: NotifyCall): Promise<ToolRun | null> {
  const key = `key-${task_id}-${args.channel}`
  const call = { tool: 'notify.send', side_effect_level: 'external_notify', task_id, correlation_id, args }
  const answer = await post(url, '/api/tools/execute', { ...call, idempotency_key: key })
  return ToolRun.safeParse(await answer.json()).data ?? null
}

/** Sends the call until it has an outcome, as a client does that knows its key: again when the console died meanwhile. */
export async function sendUntilEnded(
  console: { url(): string; readonly restarted: Promise<void> },
  call: NotifyCall,
): Promise<ToolRun> {
  const first = await sendCall(console.url(), call).catch(() => null)
  if (first !== null) return first
  await console.restarted
  return vi.waitFor(
    async () => {
      const run = await sendCall(console.url(), call)
      if (run === null) throw new Error('it has no outcome yet')
      return run
    },
    { timeout: 60_000, interval: 50 },
  )
}
