import { expect, it, onTestFinished } from 'vitest'
import { Settings } from '../../../contract/settings.ts'
import { CreateTask } from '../../../contract/task.ts'
import { createTelegramMessenger } from '../../../main/adapters/telegram/telegram-messenger.ts'
import { mapTelegram } from '../../../main/core/ingest/telegram/telegram-mapping.ts'
import { createAllowList } from '../../../main/core/ingest/telegram/telegram-senders.ts'
import { createRemoteDesk } from '../../../main/core/remote/remote-desk.ts'
import { createCore, OPERATOR } from '../../support/core-parts.ts'
import { noApprovals } from '../../support/no-approvals.ts'
import { noProtocol } from '../../support/no-protocol.ts'
import { BOT_TOKEN, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'

const ANNA = { id: 7, first_name: 'Anna' }

/** The desk over task files on the disk, with the messenger that speaks to the Bot API and updates as Telegram makes them. */
async function deskWorld() {
  const core = await createCore()
  const api = await startBotApi()
  onTestFinished(api.stop)
  const logger = { info: () => undefined, warn: () => undefined, error: (fields: unknown) => console.error(fields) }
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const desk = createRemoteDesk({
    ...{ approvals: noApprovals(), protocol: noProtocol(), settings: () => Settings.parse({}) },
    ...{ tasks: core.tasks, store: core.store, log: core.log, audit: core.log.index, hub: core.hub, ids: core.ids },
    ...{ clock: { now: () => Date.now() }, logger, operators: [ANNA.id], mute: false, mayHear: () => true },
    messenger: createTelegramMessenger({ token: BOT_TOKEN, apiRoot: api.url }, stopping.signal),
    timers: {
      after: (ms, work) => {
        const timer = setTimeout(work, ms)
        return () => clearTimeout(timer)
      },
    },
  })
  await desk.start()
  onTestFinished(desk.close)
  const allowList = createAllowList({ users: [], chats: [], operators: [ANNA.id] })
  const map = mapTelegram({ allowList, asked: desk.asked })
  const take = async (update: { readonly update_id: number }) => {
    const delivery_id = `bot:${update.update_id}`
    const received_at = new Date().toISOString()
    const { work } = map({ event: 'update', delivery_id, assurance: 'token', payload: update, received_at })
    if (work.kind !== 'remote') throw new Error(`the update is ${work.kind}`)
    return desk.carryOut(work.request, { delivery_id, correlation_id: `req-${update.update_id}` })
  }
  /** The message on the operator's screen that holds these words, as it is shown now. */
  const shown = (words: string) =>
    expect.poll(() => api.shown.messages.findLast(({ text }) => text.includes(words))).toBeDefined()
  const message = (words: string) => {
    const found = api.shown.messages.findLast(({ text }) => text.includes(words))
    if (found === undefined) throw new Error(`nothing says ${words}`)
    return found
  }
  const create = (request_text: string) => core.tasks.create(OPERATOR, CreateTask.parse({ request_text }))
  return { ...core, api, take, shown, message, create }
}

const dataOf = (sent: unknown, letter: string): string =>
  new RegExp(`"(${letter}:[A-Za-z0-9_-]{16})"`).exec(JSON.stringify(sent))?.[1] ?? 'no button'

it('a card goes out over the Bot API, its button comes back, and the task is approved', async () => {
  const world = await deskWorld()
  const { task_id } = await world.create('Clean the cache')
  await world.shown('The buttons decide this version only')
  await expect.poll(() => world.log.types()).toContain('telegram_card_sent')
  const card = world.message('The buttons decide this version only')

  const press = world.api.people.presses(ANNA, world.api.messageOf(card), dataOf(card, 'a'))
  expect(await world.take(press)).toEqual({ outcome: 'decided', task_ids: [task_id] })
  expect(world.tasks.find(task_id)?.verdict).toMatchObject({ decided_by: 'telegram:7', door: 'telegram' })
  await world.shown('Approved by telegram:7')
  expect(dataOf(world.message('Approved by telegram:7'), 'a')).toBe('no button')
  await expect.poll(() => world.api.shown.answers.map(({ text }) => text)).toEqual([`Approved: ${task_id}`])
})

it('a rejection asks its question over the Bot API and takes the answer', async () => {
  const world = await deskWorld()
  const { task_id } = await world.create('Clean the cache')
  await world.shown('The buttons decide this version only')
  await expect.poll(() => world.log.types()).toContain('telegram_card_sent')
  const card = world.message('The buttons decide this version only')
  const press = world.api.people.presses(ANNA, world.api.messageOf(card), dataOf(card, 'r'))
  expect(await world.take(press)).toMatchObject({ outcome: 'answered' })
  await expect.poll(() => world.log.types()).toContain('telegram_reason_asked')
  const answer = world.api.people.replies(ANNA, 'Too broad', world.api.messageOf(world.message('Why is task')))
  expect(await world.take(answer)).toEqual({ outcome: 'decided', task_ids: [task_id] })
  expect(world.tasks.find(task_id)?.verdict).toMatchObject({ decision: 'reject', comment: 'Too broad' })
  await world.shown('Rejected by telegram:7')
  expect(world.log.types()).not.toContain('telegram_send_failed')
})
