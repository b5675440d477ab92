import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { startService } from '../support/service.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../support/telegram-stand-in/bot-api.ts'
import type { Message } from '../support/telegram-stand-in/people.ts'

const ANNA = { id: 8, first_name: 'Anna' }

let telegram: BotApi
let dataRoot: string
let env: Record<string, string>
beforeEach(async () => {
  telegram = await startBotApi()
  onTestFinished(telegram.stop)
  dataRoot = await temporaryFolder()
  env = { BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_ALLOWED_USERS: '8' }
})

const taskIdOf = ({ chat, message_id }: Message): string =>
  createHash('sha256').update(`${chat.id}:${message_id}`).digest('hex').slice(0, 12)

const statusOf = async (app: RunningApp, message: Message): Promise<number> =>
  (await app.call('GET', `/api/tasks/${taskIdOf(message)}`, 'observer')).status

describe('a message that cannot be stored', () => {
  it('stays a dead letter and lets the next ones become tasks', async () => {
    const poison = telegram.people.says(ANNA, 'one').message
    const next = telegram.people.says(ANNA, 'two').message
    const evidence = join(dataRoot, 'audit/evidence')
    await mkdir(evidence, { recursive: true })
    // A plain file where the folder of the message's evidence should be.
    await writeFile(join(evidence, taskIdOf(poison)), '')
    const app = await startApp({ dataRoot, env })
    await expect.poll(() => statusOf(app, next)).toBe(200)
    expect(await statusOf(app, poison)).toBe(404)
    const failed = await app.lines('webhook_failed')
    expect(failed.map(({ data }) => [data['delivery_id'], data['error_code']])).toEqual(
      Array.from({ length: 4 }, () => ['123456:1000', 'storage_failed']),
    )
    const listed = await app.call('GET', '/api/deliveries?source=telegram', 'admin')
    const { items } = (await listed.json()) as { items: { delivery_id: string; state: string }[] }
    expect(items.find(({ delivery_id }) => delivery_id === '123456:1000')?.state).toBe('failed')
    await expect.poll(() => telegram.queue.confirmed).toEqual([1000, 1001])
  })
})

describe('stopping while Telegram hangs', () => {
  it.each([
    ['a message that is being sent', 'sendMessage'],
    ['a file that is being fetched', 'file'],
  ])('does not wait for %s', async (_name, method) => {
    const hang = { kind: 'hang' as const }
    telegram.faults.add(method, hang, hang, hang)
    const service = await startService({ dataRoot, flags: [], env })
    telegram.people.sendsPhoto(ANNA, Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(5000, 1)]))
    await expect.poll(() => telegram.calls).toContain(method)
    let code: number | null = null
    void service.stop('SIGTERM').then((exit) => {
      code = exit
    })
    onTestFinished(() => void service.child.kill('SIGKILL'))
    // Well below the 15 seconds after which a call gives up by itself.
    await expect.poll(() => code).toBe(0)
  })
})
