import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyhow, githubHistory, telegramHistory, xcodeHistory } from '../../support/ingress-histories.ts'
import { deliverAll, deliverTogether, saying } from '../../support/ingress-world.ts'
import { editUpdate, messageUpdate, telegramDelivery } from '../../support/telegram-updates.ts'

const LIMIT_MS = 120_000

describe('the whole pipeline', () => {
  it.each([
    ['GitHub', githubHistory],
    ['Xcode', xcodeHistory],
    ['Telegram', telegramHistory],
  ])(
    'ends in the same tasks whatever the order of the deliveries from %s, their duplicates, the kills and the restarts',
    async (_source, histories) => {
      let kills = 0
      const cases = histories.chain((history) => fc.tuple(fc.constant(history), anyhow(history)))
      await fc.assert(
        fc.asyncProperty(cases, async ([history, sendings]) => {
          const inOrder = await deliverAll(history.map((delivery) => ({ delivery, crash: null })))
          const anyOrder = await deliverAll(sendings)
          expect(saying(anyOrder.tasks)).toEqual(saying(inOrder.tasks))
          expect(inOrder.tasks.length).toBeGreaterThan(0)
          kills += anyOrder.kills
        }),
        { numRuns: 1000 },
      )
      expect(kills).toBeGreaterThan(500)
    },
    LIMIT_MS,
  )

  it.each([
    ['GitHub', githubHistory],
    ['Xcode', xcodeHistory],
    ['Telegram', telegramHistory],
  ])(
    'ends in the same tasks when the deliveries from %s come all at once',
    async (_source, histories) => {
      const pauses = fc.array(fc.nat(80), { minLength: 1, maxLength: 20 })
      const cases = histories.chain((history) => fc.tuple(fc.constant(history), anyhow(history), pauses))
      await fc.assert(
        fc.asyncProperty(cases, async ([history, sendings, turns]) => {
          const inOrder = await deliverAll(history.map((delivery) => ({ delivery, crash: null })))
          const deliveries = sendings.map(({ delivery }) => delivery)
          expect(saying(await deliverTogether(deliveries, turns))).toEqual(saying(inOrder.tasks))
        }),
        { numRuns: 1000 },
      )
    },
    LIMIT_MS,
  )

  it('keeps every edit of one second that says something new, also when they come backwards and before their message', async () => {
    const edits = Array.from({ length: 12 }, (_, i) => editUpdate(2 + i, 1, { text: i % 2 === 0 ? 'Bread' : 'Milk' }))
    const backwards = [messageUpdate(1, { text: 'Milk' }), ...edits].toReversed().map(telegramDelivery)
    const { tasks } = await deliverAll(backwards.map((delivery) => ({ delivery, crash: null })))
    expect(tasks[0]?.amendments.map(({ text }) => text)).toEqual(edits.map((one) => one.edited_message.text))
  })
})
