import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAllowList, senderOf } from '../../../main/core/ingest/telegram/telegram-senders.ts'
import {
  telegramDeliveryId,
  telegramEvent,
  telegramUpdate,
} from '../../../main/core/ingest/telegram/telegram-update.ts'
import { callbackUpdate, editUpdate, FROM, messageUpdate } from '../../support/telegram-updates.ts'

const LISTS = { users: [7], chats: [-100], operators: [9] }
const admits = (payload: unknown, lists: Parameters<typeof createAllowList>[0] = LISTS): boolean => {
  const sender = senderOf(payload)
  return sender !== null && createAllowList(lists).admits(sender)
}
const from = (id: number, chat: number) => messageUpdate(1, { from: { ...FROM, id }, chat: { id: chat } })

describe('the allow-list', () => {
  it('admits a user of it in private and in a group of it, and an operator', () => {
    expect([from(7, 7), from(7, -100), from(9, 9), from(9, -100)].map((each) => admits(each))).toEqual(
      Array(4).fill(true),
    )
    expect([editUpdate(1, 5), callbackUpdate(1)].map((each) => admits(each))).toEqual([true, true])
  })
  it('admits nobody else: not in another group, not in the private chat of another, not whoever is in a group of it', () => {
    expect(
      [from(7, -200), from(7, 8), from(8, 8), from(8, -100), from(-100, -100)].map((each) => admits(each)),
    ).toEqual(Array(5).fill(false))
  })
  it('admits nobody when it is empty, and nobody by a group alone', () => {
    expect(admits(from(7, 7), { users: [], chats: [], operators: [] })).toBe(false)
    expect(admits(from(7, -100), { users: [], chats: [-100], operators: [] })).toBe(false)
  })
  it('knows operators', () => {
    const list = createAllowList(LISTS)
    expect([list.isOperator(9), list.isOperator(7)]).toEqual([true, false])
  })
  it.each([
    ['a bot', messageUpdate(1, { from: { ...FROM, is_bot: true } })],
    ['nobody named', messageUpdate(1, { from: undefined })],
    ['an anonymous administrator', messageUpdate(1, { sender_chat: { id: -100 } })],
    ['a user without a number', messageUpdate(1, { from: { ...FROM, id: '7' } })],
    ['a channel', { update_id: 1, channel_post: { chat: { id: -100 }, message_id: 1, text: 'x' } }],
    ['a stranger who starts the bot', { update_id: 1, my_chat_member: { chat: { id: 8 }, from: { id: 8 } } }],
    ['a stranger who asks inline', { update_id: 1, inline_query: { id: 'q', from: { id: 8 } } }],
    ['a stranger who reacts', { update_id: 1, message_reaction: { chat: { id: -100 }, user: { id: 8 } } }],
  ])('does not admit %s, and knows that there is a sender', (_who, payload) => {
    expect(senderOf(payload)).not.toBeNull()
    expect(admits(payload)).toBe(false)
  })
  it('never fails and never admits what does not name its sender as Telegram does', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom('message', 'from', 'chat', 'id', 'user', 'date') }), (payload) => {
        expect(admits(payload)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('an update', () => {
  it('is one delivery of its bot', () => {
    expect(telegramDeliveryId('123', messageUpdate(42))).toBe('123:42')
    expect(telegramDeliveryId(null, messageUpdate(42))).toBe('bot:42')
  })
  it.each([null, [], 'x', {}, { update_id: '1' }, { update_id: 1.5 }, { update_id: -1 }, { update_id: 2 ** 53 }])(
    'is not %j',
    (payload) => {
      expect(telegramDeliveryId('123', payload)).toBeNull()
    },
  )
  it('is called by what it holds', () => {
    const all = [messageUpdate(1), editUpdate(1, 5), callbackUpdate(1), { update_id: 1, poll: {} }, null]
    expect(all.map(telegramEvent)).toEqual(['message', 'edited_message', 'callback_query', 'update', 'update'])
  })
  it('with two contents has one sender and one meaning, of the same of them', () => {
    const both = { ...editUpdate(1, 5, { from: { ...FROM, id: 8 } }), ...messageUpdate(1) }
    expect(telegramUpdate(both)).toMatchObject({ kind: 'message', message: { from: { id: 7 } } })
    expect([telegramEvent(both), senderOf(both)?.user_id]).toEqual(['message', 7])
  })
  it('that is malformed in any way is read without failing', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (text, photo, chat) => {
        const update = telegramUpdate(messageUpdate(1, { text, photo, chat }))
        expect(update === null || update.kind === 'message').toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
