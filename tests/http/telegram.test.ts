import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import { TaskDetail } from '../../contract/task.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../support/telegram-stand-in/bot-api.ts'
import type { Message } from '../support/telegram-stand-in/people.ts'

const OPERATOR = { id: 7, first_name: 'Olga' }
const ANNA = { id: 8, first_name: 'Anna' }
const STRANGER = { id: 666, first_name: 'Mallory' }
const LIMIT = { timeout: 20_000 }

let telegram: BotApi
let dataRoot: string
let app: RunningApp
const start = async (over: Record<string, string> = {}): Promise<RunningApp> => {
  const env = {
    ...{ BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url },
    ...{ TELEGRAM_ALLOWED_USERS: '8', TELEGRAM_OPERATORS: '7', ...over },
  }
  app = await startApp({ dataRoot, env })
  return app
}
beforeEach(async () => {
  telegram = await startBotApi()
  onTestFinished(telegram.stop)
  dataRoot = await temporaryFolder()
})

const taskIdOf = ({ chat, message_id }: Message): string =>
  createHash('sha256').update(`${chat.id}:${message_id}`).digest('hex').slice(0, 12)

async function taskOf(message: Message): Promise<TaskDetail> {
  const answer = await app.call('GET', `/api/tasks/${taskIdOf(message)}`, 'observer')
  return TaskDetail.parse(await answer.json())
}

/** The newest message of the bot in a chat that has a button with this text. */
async function cardIn(chat: number, text: RegExp) {
  return vi.waitFor(() => {
    const sent = telegram.shown.messages.findLast(
      (each) => each.chat_id === chat && text.test(each.text) && buttonsOf(each).length > 0,
    )
    if (sent === undefined) throw new Error(`no card in ${JSON.stringify(telegram.shown.messages.map((m) => m.text))}`)
    return sent
  }, LIMIT)
}

type Sent = BotApi['shown']['messages'][number]
const buttonsOf = (sent: Sent) =>
  ((sent.reply_markup?.['inline_keyboard'] ?? []) as { text: string; callback_data: string }[][]).flat()

function press(person: typeof ANNA, sent: Sent, text: string): void {
  const data = buttonsOf(sent).find((button) => button.text === text)?.callback_data ?? 'none'
  telegram.people.presses(person, telegram.messageOf(sent), data)
}

const said = (chat: number): string[] =>
  telegram.shown.messages.filter((each) => each.chat_id === chat).map((each) => each.text)

describe('a message from the allow-list', () => {
  it('becomes one task with the fields and ids that can be computed from it', async () => {
    await start()
    const { message } = telegram.people.says(ANNA, 'Write the release notes\nfor 1.2')
    await vi.waitFor(async () => expect((await taskOf(message)).status).toBe('pending'), LIMIT)
    expect(await taskOf(message)).toMatchObject({
      ...{ task_id: taskIdOf(message), correlation_id: taskIdOf(message), source: 'telegram', assurance: 'token' },
      ...{ chat_id: 8, message_id: 1, request_text: 'Write the release notes\nfor 1.2' },
    })
    await vi.waitFor(() => expect(said(8).join()).toContain(taskIdOf(message)), LIMIT)
  })
  it('that is edited keeps its first words and shows the new ones as an amendment', async () => {
    await start()
    const { message } = telegram.people.says(ANNA, 'Buy milk')
    telegram.people.edits(message, 'Buy bread')
    await vi.waitFor(async () => expect((await taskOf(message)).amendments).toHaveLength(1), LIMIT)
    const task = await taskOf(message)
    expect([task.request_text, task.amendments[0]?.text]).toEqual(['Buy milk', 'Buy bread'])
    expect(await app.lines('task_amended')).toHaveLength(1)
  })
  it('with a photo keeps the photo, the words and the update as evidence whose hashes fit', async () => {
    await start()
    const photo = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(50_000, 1)])
    const { message } = telegram.people.sendsPhoto(ANNA, photo, 'What is wrong here?')
    await vi.waitFor(async () => expect((await taskOf(message)).attachments[0]?.state).toBe('kept'), LIMIT)
    const { evidence } = await taskOf(message)
    expect(evidence).toHaveLength(2)
    const listed = await app.call('GET', `/api/tasks/${taskIdOf(message)}/evidence`, 'observer')
    const { items } = EvidenceList.parse(await listed.json())
    expect(items.map(({ state }) => state)).toEqual(['whole', 'whole'])
    const artifacts = items.flatMap(({ package_id, artifacts }) => artifacts.map((each) => ({ package_id, ...each })))
    const sha = createHash('sha256').update(photo).digest('hex')
    const kept = artifacts.find(({ sha256 }) => sha256 === sha)
    expect(kept).toMatchObject({ media_type: 'image/jpeg', bytes: photo.length })
    const path = `/api/evidence/${taskIdOf(message)}/${kept?.package_id}/${kept?.path}`
    const file = await app.call('GET', path, 'observer')
    expect(Buffer.from(await file.arrayBuffer()).equals(photo)).toBe(true)
    expect(artifacts.map(({ path }) => path)).toContain('request.txt')
  })
  it('that was taken before a restart is not taken twice, and one that came meanwhile is taken', async () => {
    await start()
    const first = telegram.people.says(ANNA, 'one').message
    await vi.waitFor(async () => expect((await taskOf(first)).version).toBe(1), LIMIT)
    await app.stop()
    const second = telegram.people.says(ANNA, 'two').message
    await start()
    await vi.waitFor(async () => expect((await taskOf(second)).version).toBe(1), LIMIT)
    expect(await app.lines('task_created')).toHaveLength(2)
  })
})

describe('a stranger', () => {
  it('is not answered, not stored, and counted', async () => {
    await start()
    telegram.people.says(STRANGER, 'Approve everything')
    telegram.people.says(ANNA, '/status')
    await vi.waitFor(() => expect(said(8).join()).toContain('pending: 0'), LIMIT)
    expect(said(666)).toEqual([])
    expect(await readdir(join(dataRoot, 'ssot'))).toEqual([])
    const [line] = await app.lines('telegram_sender_refused')
    expect(line?.data).toMatchObject({ count: 1, address: expect.stringContaining('666') })
    expect(JSON.stringify(await app.lines('telegram_sender_refused'))).not.toContain('Approve everything')
  })
})

describe('an operator in Telegram', () => {
  it('approves exactly what the card shows, once, with door telegram', async () => {
    await start()
    const { message } = telegram.people.says(ANNA, 'Deploy to staging')
    const card = await cardIn(7, /Deploy to staging/)
    press(OPERATOR, card, 'Approve')
    await vi.waitFor(async () => expect((await taskOf(message)).status).toBe('approved'), LIMIT)
    expect((await taskOf(message)).verdict).toMatchObject({ door: 'telegram', decided_by: 'telegram:7' })
    press(OPERATOR, card, 'Approve')
    await vi.waitFor(async () => expect(await app.lines('telegram_callback_refused')).toHaveLength(1), LIMIT)
    expect((await taskOf(message)).version).toBe(2)
    await vi.waitFor(() => {
      const now = telegram.shown.messages.find(
        ({ message_id, chat_id }) => chat_id === 7 && message_id === card.message_id,
      )
      expect(buttonsOf(now as Sent)).toEqual([])
    }, LIMIT)
  })
  it('cannot decide what has changed since the card was sent, and gets the new card', async () => {
    await start()
    const { message } = telegram.people.says(ANNA, 'Deploy to staging')
    const card = await cardIn(7, /Deploy to staging/)
    telegram.people.edits(message, 'Deploy to production')
    await vi.waitFor(async () => expect((await taskOf(message)).amendments).toHaveLength(1), LIMIT)
    press(OPERATOR, card, 'Approve')
    await vi.waitFor(async () => expect(await app.lines('telegram_callback_refused')).toHaveLength(1), LIMIT)
    expect((await taskOf(message)).status).toBe('pending')
    press(OPERATOR, await cardIn(7, /Deploy to production/), 'Approve')
    await vi.waitFor(async () => expect((await taskOf(message)).status).toBe('approved'), LIMIT)
  })
  it('is asked for the reason of a rejection', async () => {
    await start()
    const { message } = telegram.people.says(ANNA, 'Delete the database')
    press(OPERATOR, await cardIn(7, /Delete the database/), 'Reject')
    const question = await vi.waitFor(() => {
      const found = telegram.shown.messages.find((each) => each.reply_markup?.['force_reply'] === true)
      if (found === undefined) throw new Error('no question')
      return found
    }, LIMIT)
    expect((await taskOf(message)).status).toBe('pending')
    telegram.people.replies(OPERATOR, 'Certainly not', telegram.messageOf(question))
    await vi.waitFor(async () => expect((await taskOf(message)).status).toBe('rejected'), LIMIT)
    expect((await taskOf(message)).verdict?.comment).toBe('Certainly not')
    expect(await app.lines('task_created')).toHaveLength(1)
  })
  it('is not who merely may ask', async () => {
    await start({ TELEGRAM_ALLOWED_CHATS: '-100' })
    const group = { id: -100, type: 'group' } as const
    const { message } = telegram.people.says(ANNA, 'Deploy', group)
    await cardIn(7, /Deploy/)
    telegram.people.says(OPERATOR, `/task ${taskIdOf(message)}`, group)
    press(ANNA, await cardIn(-100, /Deploy/), 'Approve')
    await vi.waitFor(async () => expect(await app.lines('telegram_callback_refused')).toHaveLength(1), LIMIT)
    expect((await taskOf(message)).status).toBe('pending')
  })
  it('does not exist until one is configured', async () => {
    await start({ TELEGRAM_OPERATORS: '' })
    const { message } = telegram.people.says(ANNA, 'Deploy')
    await vi.waitFor(() => expect(said(8).join()).toContain(taskIdOf(message)), LIMIT)
    telegram.people.says(ANNA, `/task ${taskIdOf(message)}`)
    await vi.waitFor(() => expect(said(8).join()).toContain('Title: Deploy'), LIMIT)
    expect(telegram.shown.messages.flatMap(buttonsOf)).toEqual([])
  })
})

describe('the connection to Telegram', () => {
  it('is shown as lost with its reason and age, recorded, and found again', async () => {
    const drops = Array.from({ length: 3 }, () => ({ kind: 'drop' as const }))
    await start()
    const state = async () => {
      const info = (await (await app.call('GET', '/system/info', 'observer')).json()) as {
        sources: { source: string; state: string; reason: string | null; since: string; contact_at: string | null }[]
      }
      return info.sources.find(({ source }) => source === 'telegram')
    }
    await vi.waitFor(
      async () => expect(await state()).toMatchObject({ state: 'on', contact_at: expect.any(String) }),
      LIMIT,
    )
    telegram.faults.add('getUpdates', ...drops)
    telegram.people.says(ANNA, '/help')
    await vi.waitFor(
      async () => expect(await state()).toMatchObject({ state: 'lost', reason: expect.stringContaining('Telegram') }),
      LIMIT,
    )
    expect(await app.lines('telegram_connection_lost')).toHaveLength(1)
    await vi.waitFor(async () => expect((await state())?.state).toBe('on'), LIMIT)
    await vi.waitFor(async () => expect(await app.lines('telegram_connection_restored')).toHaveLength(1), LIMIT)
  })
  it('leaves the bot token in no answer and in no line of the log', async () => {
    await start()
    telegram.faults.add('sendMessage', {
      kind: 'answer',
      status: 400,
      body: '{"ok":false,"error_code":400,"description":"no"}',
    })
    const { message } = telegram.people.says(ANNA, 'x')
    await vi.waitFor(async () => expect((await taskOf(message)).version).toBe(1), LIMIT)
    const everything = await (await app.call('GET', '/api/audit?limit=1000', 'admin')).text()
    const info = await (await app.call('GET', '/system/info', 'admin')).text()
    expect(everything + info).not.toContain(BOT_TOKEN.slice(7))
  })
})

describe('an update that is posted while the console polls', () => {
  const SECRET = 'telegram-secret-of-tests'
  const post = async (update: object) => {
    const headers = { 'x-telegram-bot-api-secret-token': SECRET }
    const answer = await app.call('POST', '/webhooks/telegram', null, update, headers)
    return ((await answer.json()) as { outcome: string }).outcome
  }
  const from = { ...OPERATOR, is_bot: false }

  it('may ask for something, but decides and commands nothing: a stolen secret is not an operator', async () => {
    await start({ TELEGRAM_SECRET_TOKEN: SECRET })
    const { message } = telegram.people.says(ANNA, 'Deploy to staging')
    const card = await cardIn(7, /Deploy to staging/)
    const data = buttonsOf(card)[0]?.callback_data
    const callback_query = { id: 'forged-1', from, message: telegram.messageOf(card), chat_instance: '1', data }
    expect(await post({ update_id: 5001, callback_query })).toBe('refused')
    const chat = { id: 7, type: 'private' }
    const command = { message_id: 70, date: 1_769_850_000, chat, from, text: '/status' }
    expect(await post({ update_id: 5002, message: command })).toBe('refused')
    expect(await post({ update_id: 5003, message: { ...command, message_id: 71, text: 'Please' } })).toBe(
      'task_created',
    )
    expect((await taskOf(message)).status).toBe('pending')
    const lines = async () => JSON.stringify(await app.lines('webhook_rejected'))
    await expect.poll(lines).toContain('posted_while_polled')
  })
  it('cannot take the number of one that is polled later, so that this one is lost', async () => {
    await start({ TELEGRAM_SECRET_TOKEN: SECRET })
    const first = telegram.people.says(ANNA, 'one')
    await vi.waitFor(async () => expect((await taskOf(first.message)).version).toBe(1), LIMIT)
    for (let ahead = 1; ahead < 5; ahead += 1) await post({ update_id: first.update_id + ahead, poll: {} })
    const { message } = telegram.people.says(ANNA, 'two')
    await vi.waitFor(async () => expect((await taskOf(message)).version).toBe(1), LIMIT)
  })
})
