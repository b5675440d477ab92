import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import {
  ANNA,
  buttonsOf,
  LIMIT,
  OPERATOR,
  openTelegramApp,
  type Sent,
  type TelegramApp,
  taskIdOf,
} from '../support/telegram-app.ts'
import { BOT_TOKEN } from '../support/telegram-stand-in/bot-api.ts'

const STRANGER = { id: 666, first_name: 'Mallory' }

let world: TelegramApp
beforeEach(async () => {
  world = await openTelegramApp()
})

describe('a message from the allow-list', () => {
  it('becomes one task with the fields and ids that can be computed from it', async () => {
    await world.start()
    const { message } = world.telegram.people.says(ANNA, 'Write the release notes\nfor 1.2')
    await expect.poll(async () => (await world.taskOf(message)).status).toBe('pending')
    expect(await world.taskOf(message)).toMatchObject({
      ...{ task_id: taskIdOf(message), correlation_id: taskIdOf(message), source: 'telegram', assurance: 'token' },
      ...{ chat_id: 8, message_id: 1, request_text: 'Write the release notes\nfor 1.2' },
    })
    await expect.poll(() => world.said(8).join()).toContain(taskIdOf(message))
  })
  it('that is edited keeps its first words and shows the new ones as an amendment', async () => {
    await world.start()
    const { message } = world.telegram.people.says(ANNA, 'Buy milk')
    world.telegram.people.edits(message, 'Buy bread')
    await expect.poll(async () => (await world.taskOf(message)).amendments).toHaveLength(1)
    const task = await world.taskOf(message)
    expect([task.request_text, task.amendments[0]?.text]).toEqual(['Buy milk', 'Buy bread'])
    await expect.poll(() => world.app.lines('task_amended')).toHaveLength(1)
  })
  it('with a photo keeps the photo, the words and the update as evidence whose hashes fit', async () => {
    await world.start()
    const photo = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(50_000, 1)])
    const { message } = world.telegram.people.sendsPhoto(ANNA, photo, 'What is wrong here?')
    await expect.poll(async () => (await world.taskOf(message)).attachments[0]?.state).toBe('kept')
    const { evidence } = await world.taskOf(message)
    expect(evidence).toHaveLength(2)
    const listed = await world.app.call('GET', `/api/tasks/${taskIdOf(message)}/evidence`, 'observer')
    const { items } = EvidenceList.parse(await listed.json())
    expect(items.map(({ state }) => state)).toEqual(['whole', 'whole'])
    const artifacts = items.flatMap(({ package_id, artifacts }) => artifacts.map((each) => ({ package_id, ...each })))
    const sha = createHash('sha256').update(photo).digest('hex')
    const kept = artifacts.find(({ sha256 }) => sha256 === sha)
    expect(kept).toMatchObject({ media_type: 'image/jpeg', bytes: photo.length })
    const path = `/api/evidence/${taskIdOf(message)}/${kept?.package_id}/${kept?.path}`
    const file = await world.app.call('GET', path, 'observer')
    expect(Buffer.from(await file.arrayBuffer()).equals(photo)).toBe(true)
    expect(artifacts.map(({ path }) => path)).toContain('request.txt')
  })
  it('that was taken before a restart is not taken twice, and one that came meanwhile is taken', async () => {
    await world.start()
    const first = world.telegram.people.says(ANNA, 'one').message
    await expect.poll(async () => (await world.taskOf(first)).version).toBe(1)
    await world.app.stop()
    const second = world.telegram.people.says(ANNA, 'two').message
    await world.start()
    await expect.poll(async () => (await world.taskOf(second)).version).toBe(1)
    await expect.poll(() => world.app.lines('task_created')).toHaveLength(2)
  })
})

describe('a stranger', () => {
  it('is not answered, not stored, and counted', async () => {
    await world.start()
    world.telegram.people.says(STRANGER, 'Approve everything')
    world.telegram.people.says(ANNA, '/status')
    await expect.poll(() => world.said(8).join()).toContain('pending: 0')
    expect(world.said(666)).toEqual([])
    expect(await readdir(join(world.dataRoot, 'ssot'))).toEqual([])
    const [line] = await world.app.lines('telegram_sender_refused')
    expect(line?.data).toMatchObject({ count: 1, address: expect.stringContaining('666') })
    expect(JSON.stringify(await world.app.lines('telegram_sender_refused'))).not.toContain('Approve everything')
  })
})

describe('an operator in Telegram', () => {
  it('approves exactly what the card shows, once, with door telegram', async () => {
    await world.start()
    const { message } = world.telegram.people.says(ANNA, 'Deploy to staging')
    const card = await world.cardIn(7, /Deploy to staging/)
    world.press(OPERATOR, card, 'Approve')
    await expect.poll(async () => (await world.taskOf(message)).status).toBe('approved')
    expect((await world.taskOf(message)).verdict).toMatchObject({ door: 'telegram', decided_by: 'telegram:7' })
    world.press(OPERATOR, card, 'Approve')
    await expect.poll(() => world.app.lines('telegram_callback_refused')).toHaveLength(1)
    expect((await world.taskOf(message)).version).toBe(2)
    await vi.waitFor(() => {
      const now = world.telegram.shown.messages.find(
        ({ message_id, chat_id }) => chat_id === 7 && message_id === card.message_id,
      )
      expect(buttonsOf(now as Sent)).toEqual([])
    }, LIMIT)
  })
  it('cannot decide what has changed since the card was sent, and gets the new card', async () => {
    await world.start()
    const { message } = world.telegram.people.says(ANNA, 'Deploy to staging')
    const card = await world.cardIn(7, /Deploy to staging/)
    world.telegram.people.edits(message, 'Deploy to production')
    await expect.poll(async () => (await world.taskOf(message)).amendments).toHaveLength(1)
    world.press(OPERATOR, card, 'Approve')
    await expect.poll(() => world.app.lines('telegram_callback_refused')).toHaveLength(1)
    expect((await world.taskOf(message)).status).toBe('pending')
    world.press(OPERATOR, await world.cardIn(7, /Deploy to production/), 'Approve')
    await expect.poll(async () => (await world.taskOf(message)).status).toBe('approved')
  })
  it('is asked for the reason of a rejection', async () => {
    await world.start()
    const { message } = world.telegram.people.says(ANNA, 'Delete the database')
    world.press(OPERATOR, await world.cardIn(7, /Delete the database/), 'Reject')
    const question = await vi.waitFor(() => {
      const found = world.telegram.shown.messages.find((each) => each.reply_markup?.['force_reply'] === true)
      if (found === undefined) throw new Error('no question')
      return found
    }, LIMIT)
    expect((await world.taskOf(message)).status).toBe('pending')
    world.telegram.people.replies(OPERATOR, 'Certainly not', world.telegram.messageOf(question))
    await expect.poll(async () => (await world.taskOf(message)).status).toBe('rejected')
    expect((await world.taskOf(message)).verdict?.comment).toBe('Certainly not')
    expect(await world.app.lines('task_created')).toHaveLength(1)
  })
  it('is not who merely may ask', async () => {
    await world.start({ TELEGRAM_ALLOWED_CHATS: '-100' })
    const group = { id: -100, type: 'group' } as const
    const { message } = world.telegram.people.says(ANNA, 'Deploy', group)
    await world.cardIn(7, /Deploy/)
    world.telegram.people.says(OPERATOR, `/task ${taskIdOf(message)}`, group)
    world.press(ANNA, await world.cardIn(-100, /Deploy/), 'Approve')
    await expect.poll(() => world.app.lines('telegram_callback_refused')).toHaveLength(1)
    expect((await world.taskOf(message)).status).toBe('pending')
  })
  it('does not exist until one is configured', async () => {
    await world.start({ TELEGRAM_OPERATORS: '' })
    const { message } = world.telegram.people.says(ANNA, 'Deploy')
    await expect.poll(() => world.said(8).join()).toContain(taskIdOf(message))
    world.telegram.people.says(ANNA, `/task ${taskIdOf(message)}`)
    await expect.poll(() => world.said(8).join()).toContain('Title: Deploy')
    expect(world.telegram.shown.messages.flatMap(buttonsOf)).toEqual([])
  })
})

describe('the connection to Telegram', () => {
  it('is shown as lost with its reason and age, recorded, and found again', async () => {
    const drops = Array.from({ length: 3 }, () => ({ kind: 'drop' as const }))
    await world.start()
    const state = async () => {
      const info = (await (await world.app.call('GET', '/system/info', 'observer')).json()) as {
        sources: { source: string; state: string; reason: string | null; since: string; contact_at: string | null }[]
      }
      return info.sources.find(({ source }) => source === 'telegram')
    }
    await expect.poll(() => state()).toMatchObject({ state: 'on', contact_at: expect.any(String) })
    world.telegram.faults.add('getUpdates', ...drops)
    world.telegram.people.says(ANNA, '/help')
    await expect.poll(() => state()).toMatchObject({ state: 'lost', reason: expect.stringContaining('Telegram') })
    await expect.poll(() => world.app.lines('telegram_connection_lost')).toHaveLength(1)
    await expect.poll(async () => (await state())?.state).toBe('on')
    await expect.poll(() => world.app.lines('telegram_connection_restored')).toHaveLength(1)
  })
  it('leaves the bot token in no answer and in no line of the log', async () => {
    await world.start()
    world.telegram.faults.add('sendMessage', {
      kind: 'answer',
      status: 400,
      body: '{"ok":false,"error_code":400,"description":"no"}',
    })
    const { message } = world.telegram.people.says(ANNA, 'x')
    await expect.poll(async () => (await world.taskOf(message)).version).toBe(1)
    const everything = await (await world.app.call('GET', '/api/audit?limit=1000', 'admin')).text()
    const info = await (await world.app.call('GET', '/system/info', 'admin')).text()
    expect(everything + info).not.toContain(BOT_TOKEN.slice(7))
  })
})
