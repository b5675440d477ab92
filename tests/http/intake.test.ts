import { describe, expect, it } from 'vitest'
import { DeliveryResult } from '../../contract/delivery.ts'
import { IntakeState } from '../../contract/intake.ts'
import { Problem } from '../../contract/problem.ts'
import { SystemInfo } from '../../contract/system.ts'
import { openStream } from '../support/event-reader.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { ANNA, buttonsOf, OPERATOR, openTelegramApp } from '../support/telegram-app.ts'

const issue = (number: number) => ({
  action: 'opened',
  repository: { full_name: 'octo/cat', html_url: 'https://github.com/octo/cat' },
  issue: {
    ...{ number, title: `Issue ${number}`, body: 'Text', html_url: `https://github.com/octo/cat/issues/${number}` },
    ...{ state: 'open', updated_at: '2026-01-31T08:00:00Z' },
  },
})

async function set(app: RunningApp, wanted: object): Promise<IntakeState> {
  const answer = await app.call('POST', '/api/intake', 'admin', wanted)
  expect(answer.status).toBe(200)
  return IntakeState.parse(await answer.json())
}

const infoOf = async (app: RunningApp): Promise<SystemInfo> =>
  SystemInfo.parse(await (await app.call('GET', '/system/info', 'observer')).json())

const tasksOf = async (app: RunningApp): Promise<number> => (await infoOf(app)).tasks.total

async function deliver(app: RunningApp, number: number): Promise<[number, DeliveryResult]> {
  const answer = await app.webhook('issues', `d${number}`, issue(number))
  return [answer.status, DeliveryResult.parse(await answer.json())]
}

describe('a paused intake', () => {
  it('answers a verified delivery as kept, shows how many wait, and carries them out in order on resuming', async () => {
    const app = await startApp()
    const stream = await openStream(app.url, await app.token('observer'), null)
    expect(await set(app, { paused: true, reason: ' a release ' })).toMatchObject({ paused: true, reason: 'a release' })
    for (const number of [2, 1]) expect(await deliver(app, number)).toMatchObject([202, { outcome: 'held' }])
    expect((await infoOf(app)).intake).toMatchObject({ paused: true, held: 2, by: expect.any(String) })
    expect(await tasksOf(app)).toBe(0)
    expect(await set(app, { paused: false })).toMatchObject({ paused: false, since: null })
    await expect.poll(() => tasksOf(app)).toBe(2)
    await expect.poll(async () => (await infoOf(app)).intake.held).toBe(0)
    const applied = await app.lines('webhook_applied')
    expect(applied.map(({ data }) => (data['result'] as DeliveryResult).delivery_id)).toEqual(['d2', 'd1'])
    expect(await deliver(app, 2)).toMatchObject([200, { outcome: 'task_created', replayed: true }])
    expect(stream.events.filter(({ name }) => name === 'intake_changed')).toHaveLength(2)
    stream.close()
    expect(await app.lines('intake_paused')).toMatchObject([{ data: { reason: 'a release' } }])
    expect(await app.lines('intake_resumed')).toMatchObject([{ data: { held: 2 } }])
  })

  it('lets nobody in whose signature is wrong, and still takes what an operator asks for', async () => {
    const app = await startApp()
    await set(app, { paused: true })
    const headers = {
      'x-github-event': 'issues',
      'x-github-delivery': 'd1',
      'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
    }
    const forged = await app.call('POST', '/webhooks/github', null, issue(1), headers)
    expect(forged.status).toBe(401)
    const own = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Do it' })
    expect(own.status).toBe(201)
    expect((await infoOf(app)).intake.held).toBe(0)
  })

  it('outlives a stop: what waited waits, until it is resumed', async () => {
    const app = await startApp()
    await set(app, { paused: true, reason: 'overnight' })
    await deliver(app, 1)
    await app.stop()
    const next = await startApp({ dataRoot: app.config.data_root })
    expect((await infoOf(next)).intake).toMatchObject({ paused: true, reason: 'overnight', held: 1 })
    expect(await tasksOf(next)).toBe(0)
    await set(next, { paused: false })
    await expect.poll(() => tasksOf(next)).toBe(1)
  })

  it('carries out nothing again that an admin asks for; what waits anyway is said to wait', async () => {
    const app = await startApp()
    await deliver(app, 1)
    await set(app, { paused: true })
    const again = await app.call('POST', '/api/deliveries/github/d1/replay', 'admin')
    expect([again.status, Problem.parse(await again.json()).error_code]).toEqual([409, 'intake_paused'])
    await deliver(app, 2)
    const waits = await app.call('POST', '/api/deliveries/github/d2/replay', 'admin')
    expect(DeliveryResult.parse(await waits.json()).outcome).toBe('held')
  })

  it('is for admins alone', async () => {
    const app = await startApp()
    const answer = await app.call('POST', '/api/intake', 'tool_runner', { paused: true })
    expect(Problem.parse(await answer.json()).error_code).toBe('scope_insufficient')
  })
})

describe('Telegram while the intake is paused', () => {
  it('is not asked, keeps what is said, and becomes tasks on resuming', async () => {
    const world = await openTelegramApp()
    const app = await world.start()
    const telegram = async () => (await infoOf(app)).sources.find(({ source }) => source === 'telegram')
    await expect.poll(async () => (await telegram())?.contact_at).not.toBeNull()
    await set(app, { paused: true })
    expect((await telegram())?.reason).toMatch(/intake is paused/)
    const { message } = world.telegram.people.says(ANNA, 'Buy milk')
    // A delivery that is carried out in vain would be in the log by the time another request is.
    await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Do it' })
    expect(await app.lines('webhook_received')).toEqual([])
    await set(app, { paused: false })
    await expect.poll(async () => (await world.taskOf(message)).request_text, { timeout: 20_000 }).toBe('Buy milk')
    // Its line is written after the task.
    await expect.poll(() => app.lines('webhook_applied')).toHaveLength(1)
  })

  it('is not asked after a start either, until it is resumed', async () => {
    const world = await openTelegramApp()
    const first = await world.start()
    await set(first, { paused: true })
    await first.stop()
    const { message } = world.telegram.people.says(ANNA, 'Buy bread')
    const app = await world.start()
    expect((await infoOf(app)).sources.find(({ source }) => source === 'telegram')?.reason).toMatch(/paused/)
    expect(await app.lines('webhook_received')).toEqual([])
    await set(app, { paused: false })
    await expect.poll(async () => (await world.taskOf(message)).request_text, { timeout: 20_000 }).toBe('Buy bread')
  })

  it('takes no press of a button that is posted, not even after a start: a stolen secret is not an operator', async () => {
    const SECRET = 'telegram-secret-of-tests'
    const world = await openTelegramApp()
    const first = await world.start({ TELEGRAM_SECRET_TOKEN: SECRET })
    const { message } = world.telegram.people.says(ANNA, 'Deploy to staging')
    const card = await world.cardIn(7, /Deploy to staging/)
    await set(first, { paused: true })
    await first.stop()
    const app = await world.start({ TELEGRAM_SECRET_TOKEN: SECRET })
    const from = { ...OPERATOR, is_bot: false }
    const [button] = buttonsOf(card)
    const callback_query = {
      ...{ id: 'forged-1', from, message: world.telegram.messageOf(card), chat_instance: '1' },
      data: button?.callback_data,
    }
    const update = { update_id: 5001, callback_query }
    const headers = { 'x-telegram-bot-api-secret-token': SECRET }
    const answer = await app.call('POST', '/webhooks/telegram', null, update, headers)
    expect(((await answer.json()) as { outcome: string }).outcome).toBe('refused')
    expect((await infoOf(app)).intake.held).toBe(0)
    await set(app, { paused: false })
    const telegram = async () => (await infoOf(app)).sources.find(({ source }) => source === 'telegram')
    await expect.poll(async () => (await telegram())?.contact_at, { timeout: 20_000 }).not.toBeNull()
    expect((await world.taskOf(message)).status).toBe('pending')
  })
})
