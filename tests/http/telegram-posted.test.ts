import { beforeEach, describe, expect, it } from 'vitest'
import { ANNA, buttonsOf, OPERATOR, openTelegramApp, type TelegramApp } from '../support/telegram-app.ts'

let world: TelegramApp
beforeEach(async () => {
  world = await openTelegramApp()
})

describe('an update that is posted while the console polls', () => {
  const SECRET = 'telegram-secret-of-tests'
  const post = async (update: object) => {
    const headers = { 'x-telegram-bot-api-secret-token': SECRET }
    const answer = await world.app.call('POST', '/webhooks/telegram', null, update, headers)
    return ((await answer.json()) as { outcome: string }).outcome
  }
  const from = { ...OPERATOR, is_bot: false }

  it('may ask for something, but decides and commands nothing: a stolen secret is not an operator', async () => {
    await world.start({ TELEGRAM_SECRET_TOKEN: SECRET })
    const { message } = world.telegram.people.says(ANNA, 'Deploy to staging')
    const card = await world.cardIn(7, /Deploy to staging/)
    const data = buttonsOf(card)[0]?.callback_data
    const callback_query = { id: 'forged-1', from, message: world.telegram.messageOf(card), chat_instance: '1', data }
    expect(await post({ update_id: 5001, callback_query })).toBe('refused')
    const chat = { id: 7, type: 'private' }
    const command = { message_id: 70, date: 1_769_850_000, chat, from, text: '/status' }
    expect(await post({ update_id: 5002, message: command })).toBe('refused')
    expect(await post({ update_id: 5003, message: { ...command, message_id: 71, text: 'Please' } })).toBe(
      'task_created',
    )
    expect((await world.taskOf(message)).status).toBe('pending')
    const lines = async () => JSON.stringify(await world.app.lines('webhook_rejected'))
    await expect.poll(lines).toContain('posted_while_polled')
  })
  it('cannot take the number of one that is polled later, so that this one is lost', async () => {
    await world.start({ TELEGRAM_SECRET_TOKEN: SECRET })
    const first = world.telegram.people.says(ANNA, 'one')
    await expect.poll(async () => (await world.taskOf(first.message)).version).toBe(1)
    for (let ahead = 1; ahead < 5; ahead += 1) await post({ update_id: first.update_id + ahead, poll: {} })
    const { message } = world.telegram.people.says(ANNA, 'two')
    await expect.poll(async () => (await world.taskOf(message)).version).toBe(1)
  })
})
