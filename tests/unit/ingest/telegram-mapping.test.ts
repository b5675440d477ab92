import { describe, expect, it } from 'vitest'
import { Task } from '../../../contract/task.ts'
import { mapTelegram } from '../../../main/core/ingest/telegram/telegram-mapping.ts'
import { createAllowList } from '../../../main/core/ingest/telegram/telegram-senders.ts'
import { MOST_WORDS } from '../../../main/core/ingest/telegram/telegram-words.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { encodeTask, parseTaskFile } from '../../../main/core/tasks/task-file.ts'
import { DATE, editUpdate, FROM, messageUpdate, photoSizes, telegramFile } from '../../support/telegram-updates.ts'
import { bytesOf } from '../evidence/evidence-draft.ts'
import { answerOf, applied, intentOf, map, RECEIVED, refOf } from './telegram-mapped.ts'

const said = (text: string) => applied(null, messageUpdate(1, { text }))

describe('a message in Telegram', () => {
  it('makes a task with the ids and fields that follow from it', () => {
    const task = applied(null, messageUpdate(1, { text: 'Buy milk\nand bread' }))
    const id = sha256('7:1').slice(0, 12)
    expect(task).toMatchObject({
      ...{ task_id: id, correlation_id: id, source: 'telegram', status: 'pending', assurance: 'token' },
      ...{ chat_id: 7, message_id: 1, request_text: 'Buy milk\nand bread', title: 'Buy milk' },
      ...{ created_at: new Date(DATE * 1000).toISOString(), updated_at: RECEIVED, version: 1 },
    })
    expect(task.evidence).toEqual(intentOf(messageUpdate(1, { text: 'Buy milk\nand bread' })).evidence.map(refOf))
  })
  it('is evidence as it came, with all that is not read, and as words', () => {
    const [kept] = intentOf(messageUpdate(1, { text: 'a\ud800\u0007b', entities: [{ type: 'bold' }] })).evidence
    const [message, words] = (kept?.artifacts ?? []).map((each) => Buffer.from(bytesOf(each)).toString())
    expect(kept?.artifacts.map(({ path }) => path)).toEqual(['message.json', 'request.txt'])
    expect(JSON.parse(message ?? '')).toMatchObject({
      text: 'a\ud800\u0007b',
      entities: [{ type: 'bold' }],
      from: FROM,
    })
    expect(words).toBe('a\ufffd\ufffdb')
  })
  it('makes the same package when it comes again under another update, and another one when it is not the same', () => {
    expect(intentOf(messageUpdate(2)).evidence).toEqual(intentOf(messageUpdate(1)).evidence)
    const names = ['one', 'two'].map((text) => intentOf(messageUpdate(1, { text })).evidence[0]?.package_id)
    expect(new Set(names).size).toBe(2)
  })
  it('whose task is there is a duplicate, whatever it says this time', () => {
    const task = applied(null, messageUpdate(1))
    expect(answerOf(task, messageUpdate(2))).toEqual({ duplicate: true })
    expect(answerOf(task, messageUpdate(3, { text: 'Other words' }))).toEqual({ duplicate: true })
    expect(answerOf({ ...task, chat_id: '7', message_id: null }, messageUpdate(2))).toEqual({ duplicate: true })
  })
  it('is not taken for a duplicate of something else that has its id', () => {
    const task = applied(null, messageUpdate(1))
    for (const other of [{ source: 'api' as const }, { chat_id: 8 }, { message_id: 2 }]) {
      expect(() => answerOf({ ...task, ...other }, messageUpdate(1))).toThrow(
        expect.objectContaining({ code: 'task_exists' }),
      )
      expect(answerOf({ ...task, ...other }, editUpdate(2, 60, { text: 'x' }))).toBeNull()
    }
  })
  it('seeks the edits that came before it', () => {
    const task = applied(null, messageUpdate(1))
    expect(intentOf(messageUpdate(1)).seek(task)).toEqual(map(editUpdate(2, 60)).about)
    expect(map(messageUpdate(1))).toMatchObject({ about: ['telegram:7:1'], event_at: task.created_at })
  })
  it.each([
    ['a photo', { photo: photoSizes('p') }, 'A photo without words.'],
    ['a document', { document: telegramFile('d', { file_name: 'plan.pdf' }) }, 'A document without words: plan.pdf'],
    ['a voice', { voice: telegramFile('v') }, 'A voice without words.'],
    ['a photo of an album', { photo: photoSizes('p'), media_group_id: '99' }, 'A photo without words (of album 99).'],
    ['a caption', { photo: photoSizes('p'), caption: 'See this' }, 'See this'],
  ])('with %s alone asks for something too', (_name, over, words) => {
    expect(applied(null, messageUpdate(1, { text: undefined, ...over })).request_text).toBe(words)
  })
  it.each([
    ['no text and no file', { text: undefined, new_chat_members: [] }],
    ['a group that became a supergroup', { text: undefined, migrate_to_chat_id: -100_200 }],
    ['a new topic', { text: undefined, forum_topic_created: { name: 'x' } }],
    ['blanks alone', { text: ' \n ' }],
    ['nobody named', { from: undefined }],
    ['a bot', { from: { ...FROM, is_bot: true } }],
    ['an anonymous administrator', { sender_chat: { id: -100 }, chat: { id: -100 } }],
    ['somebody else', { from: { ...FROM, id: 8 } }],
    ['a chat that is not on the list', { chat: { id: -200, type: 'group' } }],
    ['the number 0, that is not sent yet', { message_id: 0 }],
  ])('from or with %s is recorded and makes no task', (_name, over) => {
    expect(map(messageUpdate(1, over)).work.kind).toBe('recorded')
  })
  it('in a topic of a group is a request, though Telegram calls it a reply to the topic', () => {
    const over = { chat: { id: -100, type: 'supergroup' }, is_topic_message: true, message_thread_id: 5 }
    const task = applied(
      null,
      messageUpdate(1, { ...over, reply_to_message: { message_id: 5, forum_topic_created: {} } }),
    )
    expect(task).toMatchObject({ chat_id: -100, task_id: sha256('-100:1').slice(0, 12) })
    expect(task.requested_by).toBe(`telegram:${FROM.id}`)
  })
  it('in a group on the list is taken, ids beyond 32 bits included', () => {
    const big = 4_503_599_627_370_495
    const list = createAllowList({ users: [big], chats: [-1_002_147_483_648], operators: [] })
    const taken = mapTelegram({ allowList: list, asked: () => false })({
      ...{ event: 'message', delivery_id: '1:1', assurance: 'token', received_at: RECEIVED },
      payload: messageUpdate(1, { from: { ...FROM, id: big }, chat: { id: -1_002_147_483_648, type: 'supergroup' } }),
    })
    expect(taken.work.kind).toBe('tasks')
  })
  it.each([0, -5, 1e15, 'soon'])('with the date %j takes the time of its receipt', (date) => {
    expect(applied(null, messageUpdate(1, { date }))).toMatchObject({ created_at: RECEIVED })
    const draftAt = (received_at: string) => {
      const { work } = map(messageUpdate(1, { date }), received_at)
      return work.kind === 'tasks' ? work.intents[0]?.evidence : null
    }
    // Otherwise the same message, received twice, would be two packages of one name.
    expect(draftAt('2026-03-02T00:00:00.000Z')).toEqual(draftAt(RECEIVED))
  })
})

describe('the words of a message', () => {
  it.each([
    'a\ud800b',
    `${'x'.repeat(199_999)}😀`,
    `${'x'.repeat(MOST_WORDS)}😀`,
    '\u202Egnp.exe',
    '\u0000',
    '"\\\n\t',
  ])('stay a valid task file whatever they are (%#)', (text) => {
    const task = said(text)
    expect(parseTaskFile(task.task_id, encodeTask(task))).toMatchObject({ ok: true })
    expect([task.request_text, task.title].every((each) => each.isWellFormed())).toBe(true)
  })
  it('that are longer than Telegram takes are cut, and say how much is missing', () => {
    const { request_text } = said('x'.repeat(100_000))
    expect(request_text.length).toBeLessThanOrEqual(MOST_WORDS)
    const shown = /^x+/.exec(request_text)?.[0].length ?? 0
    expect(request_text).toContain(`[${100_000 - shown} more characters are in the evidence, message.json.]`)
  })
  it.each([118, 119, 120, 121])('are cut to a title between characters, not within (%d before)', (before) => {
    const { title } = said(`${'x'.repeat(before)}😀😀😀`)
    expect(title.length).toBeLessThanOrEqual(120)
    expect(title).toMatch(/^x+(😀)*…?$/u)
  })
  it('of somebody else, forwarded, are a request whose title says so', () => {
    expect(applied(null, messageUpdate(1, { forward_origin: { type: 'hidden_user' } })).title).toBe(
      'Forwarded: Buy milk',
    )
  })
})

describe('an update of another kind', () => {
  it.each([
    { update_id: 1 },
    { update_id: 1, poll: {} },
    { update_id: 1, message: 'x' },
    { update_id: 1, message: null },
    { update_id: 1, message: { chat: { id: 7 }, from: FROM } },
    { update_id: 1, my_chat_member: { chat: { id: 7 }, from: FROM } },
  ])('%j is recorded', (payload) => {
    expect(map(payload).work.kind).toBe('recorded')
  })
})

it('a task of the mapping is what the contract says, field by field', () => {
  const answer = answerOf(null, messageUpdate(1, { photo: photoSizes('p'), voice: telegramFile('v') }))
  if (answer === null || !('task' in answer)) throw new Error('no task')
  expect(Task.parse(answer.task)).toEqual(answer.task)
})
