import { describe, expect, it } from 'vitest'
import { callbackUpdate, FROM, messageUpdate, telegramFile } from '../../support/telegram-updates.ts'
import { map, QUESTION } from './telegram-mapped.ts'

const work = (over: Readonly<Record<string, unknown>>) => map(messageUpdate(1, over)).work
const to = (message_id: number) => ({ reply_to_message: { message_id, chat: { id: 7 } } })

describe('a command', () => {
  it.each([
    ['/status', 'status', ''],
    ['/task@countersign_bot  abc ', 'task', 'abc'],
    ['/task\nabc', 'task', 'abc'],
    ['/NoSuch', 'nosuch', ''],
  ])('%j is asked for, and is no task', (text, command, argument) => {
    const request = { kind: 'command', command, argument, user_id: 7, chat_id: 7, message_id: 1, name: 'Anna' }
    expect(work({ text })).toEqual({ kind: 'remote', request })
  })
  it.each(['/etc/hosts is wrong', 'see /status', '/', '/ status', `/${'x'.repeat(33)}`, '/status.'])(
    'is not what only looks like one: %j',
    (text) => {
      expect(work({ text }).kind).toBe('tasks')
    },
  )
  it('is not a caption, for its file would be lost, nor what somebody else wrote', () => {
    expect(work({ text: undefined, caption: '/status', document: telegramFile('d') }).kind).toBe('tasks')
    expect(work({ text: '/status', forward_origin: { type: 'user' } }).kind).toBe('tasks')
  })
})

describe('a reply', () => {
  it('to a question of ours is the answer; to anything else it is a request', () => {
    const answer = {
      kind: 'reply',
      message_id: 1,
      to_message_id: QUESTION,
      to_words: null,
      text: 'Buy milk',
      user_id: 7,
      chat_id: 7,
    }
    expect(work(to(QUESTION))).toMatchObject({ kind: 'remote', request: answer })
    expect(work(to(QUESTION + 1)).kind).toBe('tasks')
    expect(work({ ...to(QUESTION), chat: { id: -100 } }).kind).toBe('tasks')
  })
  it('of a command does not become the reason of a decision', () => {
    expect(work({ ...to(QUESTION), text: '/help' })).toMatchObject({ request: { kind: 'command', command: 'help' } })
    expect(work({ ...to(QUESTION), text: '/cancel' })).toMatchObject({ request: { kind: 'reply', text: '/cancel' } })
  })
  it('with the words of somebody else, forwarded, is no answer', () => {
    expect(work({ ...to(QUESTION), forward_date: 1 }).kind).toBe('tasks')
  })
  it('without words is an empty answer, and its caption one', () => {
    const voice = { ...to(QUESTION), text: undefined, voice: telegramFile('v') }
    expect(work(voice)).toMatchObject({ request: { kind: 'reply', text: '' } })
    expect(work({ ...voice, caption: 'No' })).toMatchObject({ request: { kind: 'reply', text: 'No' } })
  })
})

describe('a pressed button', () => {
  it('carries who, where and what', () => {
    const request = { kind: 'callback', callback_id: 'query-1', message_id: 9, data: 'a:card', user_id: 7, chat_id: 7 }
    expect(map(callbackUpdate(1)).work).toMatchObject({ kind: 'remote', request })
  })
  it('under a message that Telegram cannot show any more counts all the same', () => {
    const message = { message_id: 9, chat: { id: 7 }, date: 0 }
    expect(map(callbackUpdate(1, { message })).work.kind).toBe('remote')
  })
  it.each([
    ['by somebody else', { from: { ...FROM, id: 8 } }],
    ['by a bot', { from: { ...FROM, is_bot: true } }],
    ['in a chat that is not on the list', { message: { message_id: 9, chat: { id: -200 } } }],
    ['under no message of a chat', { message: undefined, inline_message_id: 'x' }],
    ['of a game, without data', { data: undefined }],
  ])('%s does nothing', (_case, over) => {
    expect(map(callbackUpdate(1, over)).work.kind).toBe('recorded')
  })
})
