import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type CardPeople, createCardPeople, OPERATOR, REQUESTER } from '../support/card-people.ts'
import { readEvents, readTaskFiles } from '../support/crash-snapshot.ts'
import { expectIngressPromises, linesAbout, taskOnDisk } from '../support/ingress-promises.ts'
import { type Console, killBetweenSteps, type Story } from '../support/kill-between-steps.ts'
import { BOT_TOKEN, startBotApi } from '../support/telegram-stand-in/bot-api.ts'

const WAIT = { timeout: 60_000 }

describe('a decision from Telegram, when the process dies', () => {
  it('approves exactly once; operator and requester hear it, and the button works no second time', async () => {
    const { steps } = await killBetweenSteps(6, (dataRoot) => decisionStory(dataRoot, 'approve'))
    expect(steps).toBeGreaterThan(15)
  }, 600_000)

  it('rejects exactly once, with the reason that was asked for', async () => {
    const { steps } = await killBetweenSteps(6, (dataRoot) => decisionStory(dataRoot, 'reject'))
    expect(steps).toBeGreaterThan(25)
  }, 600_000)
})

async function decisionStory(dataRoot: string, decision: 'approve' | 'reject'): Promise<Story> {
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const people = createCardPeople(telegram, dataRoot)
  let asked = 0
  let current: Awaited<ReturnType<CardPeople['askedFor']>>
  const outcome = decision === 'approve' ? 'Approved by telegram:7' : 'Rejected by telegram:7'

  async function decide(nth: number): Promise<void> {
    const { taskId, card } = current
    const updates = [people.press(card, decision === 'approve' ? 'a' : 'r').update_id]
    const answered = new Set<number>()
    await vi.waitFor(() => {
      if (decision === 'reject')
        updates.push(...people.answer(taskId, `Not ${nth}`, answered).map(({ update_id }) => update_id))
      expect(taskOnDisk(dataRoot, taskId)?.verdict?.decision).toBe(decision)
      for (const update of updates) expect(telegram.queue.confirmed).toContain(update)
    }, WAIT)
  }

  return {
    env: {
      ...{ BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url },
      ...{ TELEGRAM_ALLOWED_USERS: String(REQUESTER.id), TELEGRAM_OPERATORS: String(OPERATOR.id) },
    },
    prepare: async (_console, nth) => {
      current = await people.askedFor(`Do ${nth}`)
      asked += 1
    },
    happen: async (_console, nth) => {
      await decide(nth)
      await vi.waitFor(() => {
        const shown = people.nowAt(current.card)
        expect(shown?.text).toContain(outcome)
        expect(shown === undefined ? [] : people.buttonsOf(shown)).toEqual([])
      }, WAIT)
      await vi.waitFor(() => expect(people.told(current.taskId).join()).toContain(`was ${decision}`), WAIT)
    },
    check: async (console, nth) => {
      const { taskId } = current
      const comment = decision === 'reject' ? `Not ${nth}` : null
      const said = { decision, comment, decided_by: 'telegram:7', door: 'telegram' }
      expect(taskOnDisk(dataRoot, taskId)?.verdict).toMatchObject(said)
      const lines = await linesAbout(dataRoot, taskId, 'task_approved', 'task_rejected')
      expect(lines.map(({ actor }) => actor)).toMatchObject([{ sub: 'telegram:7', door: 'telegram' }])
      expect(await linesAbout(dataRoot, taskId, 'telegram_callback_accepted')).toHaveLength(1)
      await pressAgain(console, taskId)
      expect(readTaskFiles(dataRoot).size).toBe(asked)
      await expectIngressPromises(dataRoot)
    },
  }

  async function pressAgain(console: Console, taskId: string): Promise<void> {
    const { update_id } = people.press(current.card, 'a')
    await people.taken(update_id)
    const refused = (await readEvents(console.dataRoot)).filter(({ data }) =>
      String(data['delivery_id']).endsWith(`:${update_id}`),
    )
    expect(refused.map(({ type }) => type)).toContain('telegram_callback_refused')
    expect(await linesAbout(dataRoot, taskId, 'task_approved', 'task_rejected')).toHaveLength(1)
  }
}
