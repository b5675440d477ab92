import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ToolRun } from '../../contract/tool.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { killBetweenSteps } from '../support/kill-between-steps.ts'
import {
  CHAT,
  makeTask,
  type NotifyCall,
  prepareNotify,
  sendCall,
  sendUntilEnded,
} from '../support/notify/notify-crash.ts'
import { startService } from '../support/service.ts'

/** Six times as long as a restart takes on a slow machine. */
const LONG = { timeout: 60_000, interval: 50 }

describe('a notification that meets a kill between any two steps on the disk', () => {
  it('arrives at a webhook under one id, in a chat once at the most, and is never said to have arrived when it has not', async () => {
    const ends = { arrived: 0, unknown: 0 }
    const { steps } = await killBetweenSteps(2, async (dataRoot) => {
      const { env, receiver, telegram } = await prepareNotify(dataRoot)
      const ended = new Map<number, { webhook: ToolRun; chat: ToolRun }>()
      const correlations = new Map<number, string>()
      return {
        env,
        prepare: async (console, nth) => {
          correlations.set(nth, await makeTask(console.url(), `t${nth}`))
        },
        happen: async (console, nth) => {
          const call = { task_id: `t${nth}`, correlation_id: correlations.get(nth) ?? '' }
          const payload = { nth }
          const webhook = await sendUntilEnded(console, { ...call, args: hook(payload) })
          const chat = await sendUntilEnded(console, { ...call, args: chatted(`number ${nth}`) })
          ended.set(nth, { webhook, chat })
        },
        check: async (_console, nth) => {
          const { webhook, chat } = ended.get(nth) ?? {}
          expect(webhook).toMatchObject({ state: 'done', result: { status: 200 }, evidence: [{ artifacts: 1 }] })
          const calls = receiver.calls.filter(({ body }) => body === JSON.stringify({ nth }))
          expect([...new Set(calls.map(({ id }) => id))]).toEqual([webhook?.call_id])
          const messages = telegram.shown.messages.filter(({ text }) => text === `number ${nth}`)
          if (chat?.state === 'done') {
            expect(messages.map(({ message_id }) => message_id)).toEqual([chat.result?.['message_id']])
            ends.arrived += 1
          } else {
            expect(chat?.failure?.error_code).toBe('notify_outcome_unknown')
            expect(messages.length).toBeLessThanOrEqual(1)
            ends.unknown += 1
          }
        },
      }
    })
    expect(steps).toBeGreaterThan(20)
    expect(Math.min(ends.arrived, ends.unknown)).toBeGreaterThan(0)
  }, 900_000)
})

describe('a notification that is under way when the process is killed', () => {
  it('is sent to a webhook again with the same id, and to a chat never again', async () => {
    const dataRoot = await temporaryFolder()
    const { env, receiver, telegram } = await prepareNotify(dataRoot)
    const first = await startService({ dataRoot, flags: [], env })
    const correlation_id = await makeTask(first.url, 't1')
    const calls: NotifyCall[] = [hook({ nth: 1 }), chatted('one')].map((args) => ({
      ...{ task_id: 't1', correlation_id, args },
    }))
    receiver.next({ kind: 'hang' })
    telegram.faults.add('sendMessage', { kind: 'hang' })
    const broken = calls.map((call) => sendCall(first.url, call).catch(() => null))
    await expect.poll(() => [receiver.calls.length, telegram.calls.includes('sendMessage')], LONG).toEqual([1, true])
    await first.stop('SIGKILL')
    expect(await Promise.all(broken)).toEqual([null, null])

    const next = await startService({ dataRoot, flags: [], env })
    const console = { url: () => next.url, restarted: Promise.resolve() }
    const [webhook, chat] = await Promise.all(calls.map((call) => sendUntilEnded(console, call)))
    expect(webhook).toMatchObject({ state: 'done', result: { attempts: 2, status: 200 } })
    expect(receiver.calls.map(({ id }) => id)).toEqual([webhook?.call_id, webhook?.call_id])
    expect(chat).toMatchObject({ state: 'failed', failure: { error_code: 'notify_outcome_unknown' } })
    expect(telegram.calls.filter((call) => call === 'sendMessage')).toHaveLength(1)
    await next.stop('SIGTERM')
  })

  it('is sent no further when the policy denies it at the next start, and its evidence says how far it came', async () => {
    const dataRoot = await temporaryFolder()
    const { env, receiver } = await prepareNotify(dataRoot)
    const first = await startService({ dataRoot, flags: [], env })
    const call = { task_id: 't1', correlation_id: await makeTask(first.url, 't1'), args: hook({ nth: 1 }) }
    receiver.next({ kind: 'hang' })
    const broken = sendCall(first.url, call).catch(() => null)
    await expect.poll(() => receiver.calls.length, LONG).toBe(1)
    await first.stop('SIGKILL')
    expect(await broken).toBeNull()

    const rules = 'version: 1\nrules:\n  - id: quiet\n    match:\n      tools: [notify.send]\n    effect: deny\n'
    writeFileSync(join(dataRoot, 'policy.yaml'), rules)
    const next = await startService({ dataRoot, flags: [], env })
    const run = await sendUntilEnded({ url: () => next.url, restarted: Promise.resolve() }, call)
    expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'tool_permission_gone' } })
    expect(run.evidence).toMatchObject([{ package_id: run.call_id, artifacts: 1 }])
    expect(receiver.calls).toHaveLength(1)
    await expect.poll(() => readdirSync(join(dataRoot, 'audit', 'work')), LONG).toEqual([])
    await next.stop('SIGTERM')
    const lines = readFileSync(join(dataRoot, 'audit', 'events.jsonl'), 'utf8')
    expect(lines).toContain('"type":"policy_denied"')
    expect(lines).not.toContain('"type":"tool_call_resumed"')
  })
})

const hook = (payload: object) => ({ channel: 'webhook', name: 'build', payload })
const chatted = (text: string) => ({ channel: 'telegram', chat_id: CHAT, text })
