import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createTelegramMessenger } from '../../../main/adapters/telegram/telegram-messenger.ts'
import type { Messenger, OutgoingFile } from '../../../main/core/remote/messenger.ts'
import { BOT_TOKEN, type BotApi, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'
import type { Fault } from '../../support/telegram-stand-in/faults.ts'

const never = new AbortController().signal
const PICTURE: OutgoingFile = {
  ...{ chat_id: 7, caption: 'Look: "quoted" & <b>', as: 'photo', filename: 'screen.png', media_type: 'image/png' },
  bytes: Buffer.alloc(300_000, 'png'),
}

let telegram: BotApi
let messenger: Messenger
let stopping: AbortController
beforeEach(async () => {
  telegram = await startBotApi()
  onTestFinished(telegram.stop)
  stopping = new AbortController()
  messenger = createTelegramMessenger({ token: BOT_TOKEN, apiRoot: telegram.url }, stopping.signal)
})

describe('a file to Telegram', () => {
  it.each(['photo', 'document'] as const)('arrives whole as a %s with its name, kind and plain words', async (as) => {
    const { message_id } = await messenger.sendFile({ ...PICTURE, as }, never)
    const [sent] = telegram.shown.messages
    expect(sent).toMatchObject({ message_id, chat_id: 7, text: PICTURE.caption })
    expect(sent?.file).toMatchObject({ field: as, filename: 'screen.png', media_type: 'image/png' })
    expect(sent?.file?.bytes.equals(PICTURE.bytes)).toBe(true)
    expect(sent?.params.has('parse_mode')).toBe(false)
  })

  it('that Telegram does not take is refused', async () => {
    const long = messenger.sendFile({ ...PICTURE, caption: 'x'.repeat(1025) }, never)
    await expect(long).rejects.toMatchObject({ outcome: 'refused', message: expect.stringContaining('too long') })
  })
})

describe('a single attempt to write to Telegram', () => {
  const text = { chat_id: 7, text: '<b>not bold</b>' }

  it('arrives as plain text', async () => {
    await messenger.sendOnce(text, never)
    expect(telegram.shown.messages).toMatchObject([{ chat_id: 7, text: text.text }])
    expect(telegram.shown.messages[0]?.params.has('parse_mode')).toBe(false)
  })

  it.each<[string, Fault, object]>([
    ['a flood wait', { kind: 'flood', retry_after: 9 }, { outcome: 'later', retry_after_ms: 9000 }],
    ['a long flood wait', { kind: 'flood', retry_after: 900 }, { outcome: 'later', retry_after_ms: 900_000 }],
    ['a dropped connection', { kind: 'drop' }, { outcome: 'unknown' }],
    ['half an answer', { kind: 'cut' }, { outcome: 'unknown' }],
    ['an answer that is lost after the message was taken', { kind: 'lost' }, { outcome: 'unknown' }],
    ['a proxy that answers HTML', { kind: 'answer', status: 502, body: '<html>' }, { outcome: 'unknown' }],
    ['an answer that is no JSON', { kind: 'answer', status: 200, body: 'ok' }, { outcome: 'unknown' }],
    [
      'an answer without a message',
      { kind: 'answer', status: 200, body: '{"ok":true,"result":{}}' },
      { outcome: 'unknown' },
    ],
    ['a redirect', { kind: 'answer', status: 302, body: '' }, { outcome: 'unknown' }],
    [
      'a blocked bot',
      { kind: 'answer', status: 403, body: '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked"}' },
      { outcome: 'refused' },
    ],
  ])('that meets %s is not repeated, and says what is known', async (_name, fault, known) => {
    telegram.faults.add('sendMessage', fault)
    await expect(messenger.sendOnce(text, never)).rejects.toMatchObject(known)
    expect(telegram.calls).toEqual(['sendMessage'])
    telegram.faults.add('sendPhoto', fault)
    await expect(messenger.sendFile(PICTURE, never)).rejects.toMatchObject(known)
    expect(telegram.calls).toEqual(['sendMessage', 'sendPhoto'])
  })

  it('that finds nobody has sent nothing', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await new Promise((resolve) => server.close(resolve))
    const lonely = createTelegramMessenger({ token: BOT_TOKEN, apiRoot: `http://127.0.0.1:${port}` }, never)
    await expect(lonely.sendOnce(text, never)).rejects.toMatchObject({
      ...{ outcome: 'not_sent', message: 'sending a message: ECONNREFUSED' },
    })
  })

  it('that hangs ends with its signal, and when the console stops; then nobody knows', async () => {
    for (const end of [new AbortController(), stopping]) {
      const before = telegram.calls.length
      telegram.faults.add('sendMessage', { kind: 'hang' })
      const sending = messenger.sendOnce(text, end === stopping ? never : end.signal)
      const failed = expect(sending).rejects.toMatchObject({ outcome: 'unknown' })
      await expect.poll(() => telegram.calls.length).toBe(before + 1)
      end.abort()
      await failed
    }
    await expect(messenger.sendOnce(text, never)).rejects.toMatchObject({ outcome: 'not_sent' })
  })

  it('never tells the bot’s token', async () => {
    telegram.faults.add('sendMessage', { kind: 'drop' })
    const error = await messenger.sendOnce(text, never).catch((each: unknown) => each)
    expect(inspect(error, { depth: 10 })).not.toContain(BOT_TOKEN.split(':')[1])
  })
})
