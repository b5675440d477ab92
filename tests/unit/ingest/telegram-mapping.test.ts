import { describe, expect, it } from 'vitest'
import type { EvidenceRef } from '../../../contract/evidence.ts'
import { Task } from '../../../contract/task.ts'
import type { Mapping, TaskIntent } from '../../../main/core/ingest/task-mapping.ts'
import { mapTelegram } from '../../../main/core/ingest/telegram-mapping.ts'
import { createAllowList } from '../../../main/core/ingest/telegram-senders.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { callbackUpdate, DATE, editUpdate, FROM, messageOf, messageUpdate } from '../../support/telegram-updates.ts'

const RECEIVED = '2026-03-01T00:00:00.000Z'
const allowList = createAllowList({ users: [7], chats: [-100], operators: [] })
const mapper = mapTelegram({ allowList, asked: (_chat, message) => message === 50 })
const map = (payload: unknown): Mapping =>
  mapper({
    event: 'x',
    delivery_id: `123:${(payload as { update_id: number }).update_id}`,
    assurance: 'token',
    payload,
    received_at: RECEIVED,
  })
const REF = {
  package_id: 'telegram-1',
  manifest_sha256: 'a'.repeat(64),
  artifacts: 2,
  captured_at: RECEIVED,
} as EvidenceRef

function intentOf(mapping: Mapping): TaskIntent {
  const [intent] = mapping.work.kind === 'tasks' ? mapping.work.intents : []
  if (intent === undefined) throw new Error(`no intent in ${mapping.work.kind}`)
  return intent
}

function applied(current: Task | null, payload: unknown): Task {
  const answer = intentOf(map(payload)).upsert(current, [REF])
  if (answer === null || !('task' in answer)) throw new Error(JSON.stringify(answer))
  return Task.parse(answer.task)
}

describe('a Telegram message', () => {
  it('makes a task with the ids, fields and evidence that follow from it', () => {
    const task = applied(null, messageUpdate(1, { text: 'Buy milk\nand bread' }))
    const id = sha256('7:1').slice(0, 12)
    expect(task).toMatchObject({
      ...{ task_id: id, correlation_id: id, source: 'telegram', status: 'pending', assurance: 'token' },
      ...{ chat_id: 7, message_id: 1, request_text: 'Buy milk\nand bread', title: 'Buy milk' },
      ...{ created_at: new Date(DATE * 1000).toISOString(), evidence: [REF] },
    })
    const [kept] = intentOf(map(messageUpdate(1))).evidence
    expect(kept?.artifacts.map(({ path }) => path)).toEqual(['message.json', 'request.txt'])
  })
  it('makes the same package when it comes again under another update', () => {
    expect(intentOf(map(messageUpdate(2))).evidence).toEqual(intentOf(map(messageUpdate(1))).evidence)
  })
  it('whose task is there is a duplicate', () => {
    const task = applied(null, messageUpdate(1))
    expect(intentOf(map(messageUpdate(2))).upsert(task, [])).toEqual({ duplicate: true })
  })
  it.each([
    ['a caption', { text: undefined, caption: 'See this', photo: [] }, 'See this'],
    [
      'a document',
      { text: undefined, document: file({ file_name: 'plan.pdf' }) },
      'A document without words: plan.pdf',
    ],
    ['a voice', { text: undefined, voice: file({}) }, 'A voice without words.'],
  ])('with %s alone asks for something too', (_name, over, words) => {
    expect(applied(null, messageUpdate(1, over)).request_text).toBe(words)
  })
  it('keeps the largest size of a photo that a bot can fetch, and says when none can be', () => {
    const photo = [
      { ...file({}), file_unique_id: 's', file_size: 10 },
      { ...file({}), file_unique_id: 'l', file_size: 10_000 },
      { ...file({}), file_unique_id: 'xl', file_size: 30_000_000 },
    ]
    expect(applied(null, messageUpdate(1, { photo })).attachments).toMatchObject([{ bytes: 10_000, state: 'waiting' }])
    const huge = messageUpdate(1, { document: { ...file({}), file_size: 30_000_000 } })
    expect(applied(null, huge).attachments).toMatchObject([
      { state: 'refused', reason: expect.stringContaining('30000000') },
    ])
  })
  it.each([
    ['no text and no file', { text: undefined, new_chat_members: [] }],
    ['blanks alone', { text: ' \n ' }],
    ['nobody named', { from: undefined }],
    ['a bot', { from: { ...FROM, is_bot: true } }],
    ['somebody else', { from: { ...FROM, id: 8 } }],
    ['a chat that is not on the list', { chat: { id: -200, type: 'group' } }],
  ])('from or with %s is recorded and makes no task', (_name, over) => {
    expect(map(messageUpdate(1, over)).work.kind).toBe('recorded')
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
  it.each(['a\ud800b', `${'x'.repeat(199_999)}😀`, '😀'.repeat(100), '\u202Egnp.exe', '\u0000'])(
    'with nasty text stays a valid task: %j',
    (text) => {
      expect(applied(null, messageUpdate(1, { text })).request_text.length).toBeLessThanOrEqual(200_000)
    },
  )
  it.each([0, -5, 1e15])('with the date %d takes the time of its receipt', (date) => {
    expect(applied(null, messageUpdate(1, { date })).created_at).toBe(RECEIVED)
  })
})

describe('an edited message', () => {
  const task = applied(null, messageUpdate(1))

  it('becomes an amendment; the first words stay', () => {
    const next = applied(task, editUpdate(2, 60, { text: 'Buy bread' }))
    expect(next).toMatchObject({ request_text: 'Buy milk', version: 2 })
    expect(next.amendments).toEqual([
      { text: 'Buy bread', delivery_id: '123:2', amended_at: new Date((DATE + 60) * 1000).toISOString() },
    ])
  })
  it('stands in the order of the edits, whenever it arrives, and only once', () => {
    const late = applied(applied(task, editUpdate(3, 90, { text: 'C' })), editUpdate(2, 60, { text: 'B' }))
    expect(late.amendments.map(({ text }) => text)).toEqual(['B', 'C'])
    expect(intentOf(map(editUpdate(2, 60, { text: 'B' }))).upsert(late, [])).toBeNull()
  })
  it('takes back a decision about other words, and leaves one about the same words', () => {
    const verdict = {
      decision: 'approve',
      comment: null,
      decided_by: 'olga',
      decided_at: RECEIVED,
      door: 'console',
    } as const
    const decided = { ...task, verdict, admin_approved: true, status: 'approved' as const }
    expect(applied(decided, editUpdate(2, 60, { text: 'Buy a car' }))).toMatchObject({
      verdict: null,
      admin_approved: false,
    })
    expect(applied(decided, editUpdate(2, 60))).toMatchObject({ verdict, admin_approved: true })
  })
  it('before its message waits for it', () => {
    const early = map(editUpdate(2, 60, { text: 'B' }))
    expect(intentOf(early).upsert(null, [])).toBeNull()
    expect(early.about).toEqual(['telegram:7:1'])
    expect(intentOf(map(messageUpdate(1))).seek(task)).toEqual(early.about)
  })
  it('may bring another file', () => {
    const next = applied(task, editUpdate(2, 60, { document: file({ file_name: 'b.txt' }) }))
    expect(next.attachments).toMatchObject([{ kind: 'document', name: 'b.txt', state: 'waiting' }])
  })
  it('from somebody who is not on the list does nothing', () => {
    expect(map(editUpdate(2, 60, { from: { ...FROM, id: 8 } })).work.kind).toBe('recorded')
  })
})

describe('a message that asks for something at once', () => {
  it.each([
    ['/status', 'status', ''],
    ['/task@countersign_bot  abc ', 'task', 'abc'],
    ['/NoSuch', 'nosuch', ''],
  ])('%s is a command and no task', (text, command, argument) => {
    const { work } = map(messageUpdate(1, { text }))
    expect(work).toMatchObject({
      kind: 'remote',
      request: { kind: 'command', command, argument, user_id: 7, chat_id: 7 },
    })
  })
  it('as an answer to a question of ours is that answer; to anything else it is a request', () => {
    const to = (message_id: number) => map(messageUpdate(1, { reply_to_message: messageOf({ message_id }) })).work
    expect(to(50)).toMatchObject({ kind: 'remote', request: { kind: 'reply', to_message_id: 50, text: 'Buy milk' } })
    expect(to(51).kind).toBe('tasks')
  })
  it('as a pressed button carries who, where and what', () => {
    expect(map(callbackUpdate(1)).work).toMatchObject({
      kind: 'remote',
      request: { kind: 'callback', callback_id: 'query-1', message_id: 9, data: 'a:card', user_id: 7, chat_id: 7 },
    })
    expect(map(callbackUpdate(1, { from: { ...FROM, id: 8 } })).work.kind).toBe('recorded')
  })
})

describe('an update of another kind', () => {
  it.each([
    { update_id: 1 },
    { update_id: 1, poll: {} },
    { update_id: 1, message: 'x' },
    { update_id: 1, message: null },
  ])('%j is recorded', (payload) => {
    expect(map(payload).work.kind).toBe('recorded')
  })
})

function file(over: object) {
  return { file_id: 'id-1', file_unique_id: 'unique-1', file_size: 100, ...over }
}
