import { describe, expect, it } from 'vitest'
import { repeatQuestion } from '../../../main/electron/repeated-question.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

/** A question that is answered when the test says so, to be asked again after a minute, or a second after a wish. */
function asked() {
  const timers = createManualTimers(0)
  const answers: (() => void)[] = []
  const ask = () => new Promise<number>((resolve) => answers.push(() => resolve(60_000)))
  const question = repeatQuestion({ ask, soonMs: 1000, timers })
  const answer = async (): Promise<void> => {
    answers.at(-1)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { question, timers, answer, times: () => answers.length }
}

describe('a question that is repeated', () => {
  it('is asked at once, and again after the time that the answer tells', async () => {
    const { timers, answer, times } = asked()
    expect([times(), timers.waiting()]).toEqual([1, 0])
    await answer()
    timers.advance(59_999)
    expect(times()).toBe(1)
    timers.advance(1)
    expect([times(), timers.waiting()]).toEqual([2, 0])
  })

  it('is asked soon after a wish, once for many, and not a second time for the same', async () => {
    const { question, timers, answer, times } = asked()
    await answer()
    question.soon()
    timers.advance(600)
    question.soon()
    timers.advance(400)
    expect(times()).toBe(2)
    await answer()
    timers.advance(59_999)
    expect(times()).toBe(2)
  })

  it('is asked once more when it was wished for while the answer was on its way, never twice at the same time', async () => {
    const { question, timers, answer, times } = asked()
    question.soon()
    question.soon()
    timers.advance(600_000)
    expect(times()).toBe(1)
    await answer()
    timers.advance(1000)
    expect(times()).toBe(2)
    await answer()
    timers.advance(59_999)
    expect(times()).toBe(2)
  })

  it.each([
    ['while the answer is on its way', false],
    ['while it waits to be asked again', true],
  ])('is not asked any more once it is closed %s', async (_when, isAnswered) => {
    const { question, timers, answer, times } = asked()
    if (isAnswered) await answer()
    question.close()
    await answer()
    question.soon()
    timers.advance(600_000)
    expect([times(), timers.waiting()]).toEqual([1, 0])
  })
})
