import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyhow, githubHistory, telegramHistory, xcodeHistory } from '../../support/ingress-histories.ts'
import { deliverAll, deliverTogether, saying } from '../../support/ingress-world.ts'

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
})
