import { inspect } from 'node:util'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createTelegramMessenger } from '../../../main/adapters/telegram/telegram-messenger.ts'
import type { Messenger, OutgoingMessage } from '../../../main/core/remote/messenger.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'

const ANNA = { id: 7, first_name: 'Anna' }
const words = (text: string, over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  ...{ chat_id: 7, text, buttons: [], reply_to: null, force_reply: false, ...over },
})

let telegram: BotApi
let messenger: Messenger
let stopping: AbortController
beforeEach(async () => {
  telegram = await startBotApi()
  onTestFinished(telegram.stop)
  stopping = new AbortController()
  messenger = createTelegramMessenger({ token: BOT_TOKEN, apiRoot: telegram.url }, stopping.signal)
})

describe('a message to Telegram', () => {
  it('arrives as plain text with its buttons', async () => {
    const buttons = [
      [
        { text: 'Approve', data: 'a:1' },
        { text: 'Reject', data: 'r:1' },
      ],
    ]
    const { message_id } = await messenger.send(words('<b>not bold</b> _nor this_', { buttons }))
    const [sent] = telegram.shown.messages
    expect(sent).toMatchObject({ message_id, chat_id: 7, text: '<b>not bold</b> _nor this_' })
    expect(sent?.params.has('parse_mode')).toBe(false)
    expect(sent?.reply_markup).toEqual({
      inline_keyboard: [
        [
          { text: 'Approve', callback_data: 'a:1' },
          { text: 'Reject', callback_data: 'r:1' },
        ],
      ],
    })
  })
  it('that asks for an answer says so to the client', async () => {
    await messenger.send(words('Why?', { force_reply: true, reply_to: 3 }))
    expect(telegram.shown.messages[0]?.reply_markup).toEqual({ force_reply: true, selective: true })
    expect(telegram.shown.messages[0]?.params.get('reply_parameters')).toContain('"message_id":3')
  })
  it('is changed in place, and a change that changes nothing is no failure', async () => {
    const { message_id } = await messenger.send(words('one', { buttons: [[{ text: 'x', data: 'x' }]] }))
    await messenger.edit(message_id, words('two'))
    await messenger.edit(message_id, words('two'))
    expect(telegram.shown.messages).toMatchObject([{ text: 'two', reply_markup: { inline_keyboard: [] } }])
  })
  it('that Telegram refuses fails for good, with its words', async () => {
    const long = messenger.send(words('x'.repeat(4097)))
    await expect(long).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('message is too long'),
    })
  })
  it('is tried again after a flood wait that Telegram asks for', async () => {
    telegram.faults.add('sendMessage', { kind: 'flood', retry_after: 1 })
    await messenger.send(words('later'))
    expect(telegram.calls.filter((call) => call === 'sendMessage')).toHaveLength(2)
  })
  it.each([
    ['a dropped connection', { kind: 'drop' as const }],
    ['half an answer', { kind: 'cut' as const }],
    ['a proxy that answers HTML', { kind: 'answer' as const, status: 502, body: '<html>Bad Gateway</html>' }],
    ['a long flood wait', { kind: 'flood' as const, retry_after: 600 }],
  ])('that meets %s again and again may be tried later', async (_name, fault) => {
    telegram.faults.add('sendMessage', fault, fault, fault)
    await expect(messenger.send(words('x'))).rejects.toMatchObject({ kind: 'unreachable' })
  })
})

describe('a pressed button', () => {
  it('is answered, as an alert if asked for', async () => {
    const sent = await messenger.send(words('card', { buttons: [[{ text: 'x', data: 'x' }]] }))
    expect(sent.message_id).toBe(1)
    const card = telegram.messageOf(telegram.shown.messages[0] as never)
    const pressed = telegram.people.presses(ANNA, card, 'x') as unknown as { callback_query: { id: string } }
    await messenger.answerCallback(pressed.callback_query.id, 'Done', true)
    expect(telegram.shown.answers).toEqual([{ callback_query_id: 'query-1', text: 'Done', show_alert: true }])
    const again = messenger.answerCallback(pressed.callback_query.id, 'Done', true)
    await expect(again).rejects.toMatchObject({ kind: 'refused' })
  })
})

describe('a file that somebody sent', () => {
  const photoId = (update: { message: unknown }): string =>
    (update.message as { photo: { file_id: string }[] }).photo.at(-1)?.file_id ?? ''

  it('is fetched whole', async () => {
    const bytes = Buffer.alloc(300_000, 7)
    const { bytes: fetched } = await messenger.fetchFile(photoId(telegram.people.sendsPhoto(ANNA, bytes)), 1_000_000)
    expect(Buffer.compare(fetched, bytes)).toBe(0)
  })
  it('that is larger than the limit is not fetched', async () => {
    const id = photoId(telegram.people.sendsPhoto(ANNA, Buffer.alloc(2000)))
    await expect(messenger.fetchFile(id, 1000)).rejects.toMatchObject({ kind: 'refused' })
    expect(telegram.calls).not.toContain('file')
  })
  it('that Telegram says is small and is not, is cut off at the limit', async () => {
    const id = photoId(telegram.people.sendsPhoto(ANNA, Buffer.alloc(5_000_000)))
    const small = JSON.stringify({ ok: true, result: { file_id: id, file_size: 10, file_path: 'photos/file_1' } })
    telegram.faults.add('getFile', { kind: 'answer', status: 200, body: small })
    await expect(messenger.fetchFile(id, 1000)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('larger than 1000 bytes'),
    })
  })
  it.each(['../../etc/passwd', '/photos/file_1', 'photos//x', 'http://example.org/x', 'photos/..'])(
    'under the path %s is not fetched',
    async (file_path) => {
      const body = JSON.stringify({ ok: true, result: { file_id: 'x', file_path } })
      telegram.faults.add('getFile', { kind: 'answer', status: 200, body })
      await expect(messenger.fetchFile('x', 1000)).rejects.toMatchObject({ kind: 'refused' })
      expect(telegram.calls).not.toContain('file')
    },
  )
})

describe('a console that stops', () => {
  /** Well below the 15 seconds after which a call gives up by itself. */
  const card = words('x')
  const hang = { kind: 'hang' as const }

  it.each([
    ['a message', 'sendMessage', hang, () => messenger.send(card)],
    ['a changed message', 'editMessageText', hang, () => messenger.edit(1, card)],
    ['the answer to a button', 'answerCallbackQuery', hang, () => messenger.answerCallback('query-1', 'x', false)],
    ['asking for a file', 'getFile', hang, () => messenger.fetchFile('x', 100)],
    ['a flood wait', 'sendMessage', { kind: 'flood' as const, retry_after: 9 }, () => messenger.send(card)],
  ])('does not wait for %s that hangs', async (_name, method, fault, start) => {
    telegram.faults.add(method, fault)
    let ended: unknown = null
    start().catch((error: unknown) => {
      ended = error
    })
    await expect.poll(() => telegram.calls).toContain(method)
    expect(ended).toBeNull()
    stopping.abort()
    await expect.poll(() => ended).toMatchObject({ name: 'MessengerError', kind: 'unreachable' })
    expect(telegram.calls).toHaveLength(1)
  })
  it('does not wait for a file whose bytes do not come', async () => {
    const file = JSON.stringify({ ok: true, result: { file_id: 'x', file_path: 'photos/file_1' } })
    telegram.faults.add('getFile', { kind: 'answer', status: 200, body: file })
    telegram.faults.add('file', hang)
    const fetched = messenger.fetchFile('x', 100)
    const ended = expect(fetched).rejects.toMatchObject({ kind: 'unreachable' })
    await expect.poll(() => telegram.calls).toContain('file')
    stopping.abort()
    await ended
  }, 10_000)
  it('begins no call any more', async () => {
    stopping.abort()
    await expect(messenger.send(card)).rejects.toMatchObject({ kind: 'unreachable' })
    await expect(messenger.fetchFile('x', 100)).rejects.toMatchObject({ kind: 'unreachable' })
    expect(telegram.shown.messages).toEqual([])
  })
})

describe('the bot token', () => {
  const everything = (error: unknown): string =>
    inspect(error, { depth: 10, showHidden: true }) + (error as Error).stack
  const fails = (work: Promise<unknown>): Promise<string> => work.then(() => '', everything)

  it('is in no error, cause or stack, whatever goes wrong', async () => {
    const nowhere = createTelegramMessenger({ token: BOT_TOKEN, apiRoot: 'http://127.0.0.1:1' }, stopping.signal)
    telegram.faults.add('getFile', { kind: 'drop' }, { kind: 'drop' }, { kind: 'answer', status: 500, body: BOT_TOKEN })
    telegram.faults.add('file', { kind: 'drop' })
    const id = (
      telegram.people.sendsDocument(ANNA, Buffer.alloc(10), 'a.txt', 'text/plain').message as never as {
        document: { file_id: string }
      }
    ).document.file_id
    const said = [
      await fails(nowhere.send(words('x'))),
      await fails(nowhere.fetchFile('x', 10)),
      await fails(messenger.fetchFile(id, 100)),
      await fails(messenger.fetchFile(id, 100)),
      await fails(
        createTelegramMessenger({ token: `${BOT_TOKEN}x`, apiRoot: telegram.url }, stopping.signal).send(words('x')),
      ),
    ]
    expect(said.filter((text) => text === '').length).toBeLessThan(2)
    for (const text of said) expect(text).not.toContain(BOT_TOKEN.slice(7))
  })
})
