import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { githubTaskId } from '../../main/core/ingest/github/github-mapping.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { readEvents, readTaskFiles, verifyChain } from '../support/crash-snapshot.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { startService } from '../support/service.ts'
import { startDoomed, survives } from '../support/step-kill.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../support/telegram-stand-in/bot-api.ts'

const SECRETS = {
  WEBHOOK_SECRET: 'crash-webhook-secret',
  XCODE_TOKEN: 'crash-xcode-token-1234',
  TELEGRAM_SECRET_TOKEN: 'crash-telegram-secret',
  TELEGRAM_ALLOWED_USERS: '7',
}
/** More steps than any delivery takes; reaching it means that the service never answered. */
const MOST_STEPS = 80

interface Sender {
  readonly source: string
  send(url: string, nth: number): Promise<Response>
  taskId(nth: number): string
}

function post(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
}

const github: Sender = {
  source: 'github',
  send: (url, nth) => {
    const issue = {
      number: nth,
      title: `Issue ${nth}`,
      body: 'Words',
      state: 'open',
      updated_at: '2026-01-31T08:00:00Z',
    }
    const body = JSON.stringify({ action: 'opened', repository: { full_name: 'octo/cat' }, issue })
    const signature = createHmac('sha256', SECRETS.WEBHOOK_SECRET).update(body).digest('hex')
    return post(`${url}/webhooks/github`, body, {
      'x-github-event': 'issues',
      'x-github-delivery': `delivery-${nth}`,
      'x-hub-signature-256': `sha256=${signature}`,
    })
  },
  taskId: (nth) => githubTaskId('octo/cat', nth),
}

const telegram: Sender = {
  source: 'telegram',
  send: (url, nth) => {
    const from = { id: 7, is_bot: false, first_name: 'Anna' }
    const message = { message_id: nth, date: 1_769_850_000, chat: { id: 7, type: 'private' }, from, text: `Do ${nth}` }
    return post(`${url}/webhooks/telegram`, JSON.stringify({ update_id: 1000 + nth, message }), {
      'x-telegram-bot-api-secret-token': SECRETS.TELEGRAM_SECRET_TOKEN,
    })
  },
  taskId: (nth) => sha256(`7:${nth}`).slice(0, 12),
}

const buildOf = (nth: number) => ({
  metadata: { type: 'metadata', attributes: { createdDate: '2026-01-31T08:00:00Z', eventType: 'BUILD_COMPLETED' } },
  ciWorkflow: { type: 'ciWorkflows', id: 'workflow', attributes: { name: 'Main' } },
  ciProduct: { type: 'ciProducts', id: 'product', attributes: { name: 'App' } },
  ciBuildRun: {
    type: 'ciBuildRuns',
    id: `build-${nth}`,
    attributes: {
      number: nth,
      createdDate: '2026-01-31T07:00:00Z',
      finishedDate: '2026-01-31T08:00:00Z',
      executionProgress: 'COMPLETE',
      completionStatus: 'FAILED',
      sourceCommit: { commitSha: String(nth).padStart(40, '0') },
    },
  },
})

const xcode: Sender = {
  source: 'xcode',
  send: (url, nth) =>
    post(`${url}/webhooks/xcode`, JSON.stringify(buildOf(nth)), { authorization: `Bearer ${SECRETS.XCODE_TOKEN}` }),
  taskId: (nth) => `xc-${sha256(`xcode:build-${nth}`).slice(0, 12)}`,
}

const ofTask = (events: readonly AuditEvent[], type: string, taskId: string) =>
  events.filter((event) => event.type === type && event.task_id === taskId)

describe('a delivery that meets a kill between any two steps on the disk', () => {
  it.each([github, xcode, telegram])(
    'from $source makes exactly one task, with or without the sender trying again',
    async ({ send, taskId }) => {
      const dataRoot = await temporaryFolder()
      const env = { ...SECRETS, NODE_COMPILE_CACHE: await temporaryFolder() }
      let answered = false
      let resumedAlone = 0
      let step = 1
      for (; !answered && step < MOST_STEPS; step += 1) {
        const doomed = await startDoomed(dataRoot, env, step)
        answered = await survives(() => send(doomed.url, step))
        await doomed.stop('SIGKILL')

        const next = await startService({ dataRoot, flags: [], env })
        const events = await readEvents(dataRoot)
        const claimed = events.some(({ type, data }) => type === 'webhook_received' && isNth(data, step))
        const made = () => [...readTaskFiles(dataRoot).keys()].filter((name) => name === taskId(step))
        // What was claimed is carried out by the console itself.
        if (claimed) expect([step, made()]).toEqual([step, [taskId(step)]])
        if (claimed && !answered) resumedAlone += 1
        const again = await send(next.url, step)
        expect(again.status).toBeLessThan(300)
        await again.text()
        await next.stop('SIGTERM')

        const after = await readEvents(dataRoot)
        expect([step, made().length]).toEqual([step, 1])
        expect([step, ofTask(after, 'task_created', taskId(step)).length]).toEqual([step, 1])
        const applied = after.filter(({ type, data }) => type === 'webhook_applied' && isNth(data, step))
        expect([step, applied.length]).toEqual([step, 1])
      }
      expect(await verifyChain(dataRoot, false)).toMatchObject({ ok: true })
      expect(answered).toBe(true)
      // The kills came before the claim as well as after it.
      expect(resumedAlone).toBeGreaterThan(2)
      expect(step - 1 - resumedAlone).toBeGreaterThan(2)

      function isNth(data: AuditEvent['data'], nth: number): boolean {
        const id = String(data['delivery_id'])
        return id === `delivery-${nth}` || id.endsWith(`:${1000 + nth}`) || id === bodyId(nth)
      }
    },
    600_000,
  )
})

const bodyId = (nth: number): string => `body-${sha256(JSON.stringify(buildOf(nth))).slice(0, 32)}`

describe('an update that is being polled when the process dies', () => {
  it('makes exactly one task, whatever step the kill comes in front of, and none is left out', async () => {
    const telegram = await startBotApi()
    onTestFinished(telegram.stop)
    const dataRoot = await temporaryFolder()
    const env = {
      ...{ BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_ALLOWED_USERS: '7' },
      NODE_COMPILE_CACHE: await temporaryFolder(),
    }
    const texts: string[] = []
    let survived = false
    for (let step = 1; !survived && step < MOST_STEPS; step += 1) {
      const doomed = await startDoomed(dataRoot, env, step)
      const text = `Do ${step}`
      texts.push(text)
      const { update_id } = telegram.people.says({ id: 7, first_name: 'Anna' }, text)
      survived = await Promise.race([
        once(doomed.child, 'exit').then(() => false),
        confirmed(telegram, update_id).then(() => true),
      ])
      await doomed.stop('SIGKILL')
      const next = await startService({ dataRoot, flags: [], env })
      await confirmed(telegram, update_id)
      await next.stop('SIGTERM')
      const tasks = [...readTaskFiles(dataRoot).values()].map((bytes) => JSON.parse(Buffer.from(bytes).toString()))
      expect(tasks.map(({ request_text }) => request_text).sort()).toEqual([...texts].sort())
    }
    expect(survived).toBe(true)
    expect(texts.length).toBeGreaterThan(10)
    const created = (await readEvents(dataRoot)).filter(({ type }) => type === 'task_created')
    expect(created).toHaveLength(texts.length)
    expect(await verifyChain(dataRoot, false)).toMatchObject({ ok: true })
  }, 600_000)
})

async function confirmed(telegram: BotApi, updateId: number): Promise<void> {
  await expect.poll(() => telegram.queue.confirmed).toContain(updateId)
}
