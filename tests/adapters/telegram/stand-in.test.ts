import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { BOT_TOKEN, type BotApi, startBotApi } from '../../support/telegram-stand-in/bot-api.ts'

const ANNA = { id: 7, first_name: 'Anna' }

let telegram: BotApi
beforeEach(async () => {
  telegram = await startBotApi()
  onTestFinished(telegram.stop)
})

describe('the stand-in', () => {
  it('refuses what Telegram refuses', async () => {
    const call = async (method: string, params: Record<string, string>, token = BOT_TOKEN) => {
      const body = new URLSearchParams(params)
      const answer = await fetch(`${telegram.url}/bot${token}/${method}`, { method: 'POST', body })
      return (await answer.json()) as { ok: boolean; error_code?: number; description?: string }
    }
    expect(await call('getMe', {}, 'wrong')).toMatchObject({ error_code: 401, description: 'Unauthorized' })
    expect(await call('noSuchMethod', {})).toMatchObject({ error_code: 404 })
    expect(await call('sendMessage', { chat_id: '7', text: ' ' })).toMatchObject({ error_code: 400 })
    const reply_markup = JSON.stringify({ inline_keyboard: [[{ text: 'x', callback_data: 'x'.repeat(65) }]] })
    expect(await call('sendMessage', { chat_id: '7', text: 'x', reply_markup })).toMatchObject({
      description: 'Bad Request: BUTTON_DATA_INVALID',
    })
    expect(await call('editMessageText', { chat_id: '7', message_id: '99', text: 'x' })).toMatchObject({
      description: 'Bad Request: message to edit not found',
    })
    const first = call('getUpdates', { timeout: '30' })
    await expect.poll(() => telegram.queue.polled).toBe(true)
    telegram.people.says(ANNA, 'x')
    expect(await first).toMatchObject({ ok: true })
    const held = call('getUpdates', { timeout: '30', offset: '1001' })
    await expect.poll(() => telegram.queue.polled).toBe(true)
    const second = call('getUpdates', { timeout: '0', offset: '1001' })
    expect(await held).toMatchObject({ error_code: 409 })
    expect(await second).toMatchObject({ ok: true })
  })
})
