import { describe, expect, it } from 'vitest'
import { createCallbackAnswers } from '../../../main/core/remote/callback-answers.ts'
import { MessengerError } from '../../../main/core/remote/messenger.ts'
import { createFakeMessenger } from '../../support/fake-messenger.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

function answersOver(answerCallback: () => Promise<void>) {
  const told: string[] = []
  const tell = (level: string) => () => told.push(level)
  const logger = { info: tell('info'), warn: tell('warn'), error: tell('error') }
  const timers = createManualTimers(0)
  const messenger = { ...createFakeMessenger(), answerCallback }
  return { told, timers, answers: createCallbackAnswers({ messenger, timers, logger }) }
}

describe('the answer to a pressed button', () => {
  it.each([
    [new MessengerError('refused', 'query is too old'), 'info'],
    [new TypeError('no'), 'error'],
  ])('that cannot be given is told to the log of the process and to nobody else (%s)', async (error, level) => {
    const { answers, told } = answersOver(() => Promise.reject(error))
    answers.say('cb', 'Approved', false)
    await answers.close()
    expect(told).toEqual([level])
  })

  it('is cut to what Telegram takes', async () => {
    const messenger = createFakeMessenger()
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const answers = createCallbackAnswers({ messenger, timers: createManualTimers(0), logger })
    answers.say('cb', '😀'.repeat(150), true)
    await answers.close()
    expect(messenger.answers[0]?.text).toBe('😀'.repeat(100))
  })

  it('does not hold up the end of the console for longer than a moment', async () => {
    const { answers, timers } = answersOver(() => new Promise(() => undefined))
    answers.say('cb', 'Approved', false)
    const closing = answers.close()
    timers.advance(3000)
    await expect(closing).resolves.toBeUndefined()
  })
})
