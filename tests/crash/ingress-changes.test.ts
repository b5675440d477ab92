import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { githubTaskId } from '../../main/core/ingest/github/github-mapping.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { telegramTaskId } from '../../main/core/kernel/telegram-task-id.ts'
import { expectIngressPromises, expectWholeEvidence, linesAbout, taskOnDisk } from '../support/ingress-promises.ts'
import { killBetweenSteps, type Story } from '../support/kill-between-steps.ts'
import { fromGithub, sendUntilTaken } from '../support/patient-sender.ts'
import { BOT_TOKEN, startBotApi } from '../support/telegram-stand-in/bot-api.ts'
import type { Message } from '../support/telegram-stand-in/people.ts'
import { ALL_SOURCES } from '../support/webhook-senders.ts'

const WAIT = { timeout: 60_000 }

describe('an edit that is being polled when the process dies', () => {
  it('is exactly one amendment, and the file that it brought is listed with its sha256', async () => {
    const { steps } = await killBetweenSteps(3, editStory)
    expect(steps).toBeGreaterThan(30)
  }, 600_000)
})

async function editStory(dataRoot: string): Promise<Story> {
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const offer = (nth: number): Uint8Array => Buffer.from(`%PDF-1.7 offer ${nth}`)
  let message: Message
  let taskId = ''
  const task = () => taskOnDisk(dataRoot, taskId)
  return {
    env: { BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_ALLOWED_USERS: '7' },
    prepare: async (_console, nth) => {
      const said = telegram.people.says({ id: 7, first_name: 'Anna' }, `Do ${nth}`)
      message = said.message as Message
      taskId = telegramTaskId(7, message.message_id)
      await vi.waitFor(() => expect(telegram.queue.confirmed).toContain(said.update_id), WAIT)
    },
    happen: async (_console, nth) => {
      const { update_id } = telegram.people.editsIntoDocument(message, offer(nth), 'offer.pdf', `Do ${nth}, please`)
      await vi.waitFor(() => {
        expect(telegram.queue.confirmed).toContain(update_id)
        expect(task()?.attachments.map(({ state }) => state)).toEqual(['kept'])
      }, WAIT)
      await vi.waitFor(async () => expect(await linesAbout(dataRoot, taskId, 'task_updated')).toHaveLength(1), WAIT)
    },
    check: async (_console, nth) => {
      const edited = task()
      if (edited === null) throw new Error('there is no task')
      expect(edited.request_text).toBe(`Do ${nth}`)
      expect(edited.amendments).toHaveLength(1)
      expect(edited.amendments[0]?.text).toContain(`Do ${nth}, please`)
      expect(await linesAbout(dataRoot, taskId, 'task_amended')).toHaveLength(1)
      expect(await linesAbout(dataRoot, taskId, 'evidence_kept')).toHaveLength(1)
      const files = (await expectWholeEvidence(dataRoot, edited)).flatMap(({ artifacts }) => artifacts)
      expect(files.map(({ path }) => path).sort()).toEqual([
        'document.pdf',
        ...['message.json', 'message.json', 'request.txt', 'request.txt'],
      ])
      expect(files.find(({ path }) => path === 'document.pdf')?.sha256).toBe(sha256(offer(nth)))
      await expectIngressPromises(dataRoot)
    },
  }
}

describe('an update of a GitHub issue and an event older than it, when the process dies', () => {
  it('change the task once, to what the update says, and the older event is on record as refused', async () => {
    const { steps } = await killBetweenSteps(2, async () => githubStory)
    expect(steps).toBeGreaterThan(12)
  }, 600_000)
})

const issueAt = (nth: number, action: string, title: string, minute: number) => {
  const updated_at = `2026-01-31T08:0${minute}:00Z`
  const issue = { number: nth, title, body: 'Words', state: 'open', updated_at }
  return fromGithub('issues', `${action}-${title}-${nth}`, { action, repository: { full_name: 'octo/cat' }, issue })
}

const githubStory: Story = {
  env: ALL_SOURCES,
  prepare: (console, nth) => sendUntilTaken(console, issueAt(nth, 'opened', 'First', 0)),
  happen: async (console, nth) => {
    await sendUntilTaken(console, issueAt(nth, 'edited', 'Latest', 2))
    await sendUntilTaken(console, issueAt(nth, 'edited', 'Older', 1))
  },
  check: async ({ dataRoot }, nth) => {
    const taskId = githubTaskId('octo/cat', nth)
    expect(taskOnDisk(dataRoot, taskId)).toMatchObject({ title: 'Latest', version: 2 })
    expect(await linesAbout(dataRoot, taskId, 'task_updated')).toHaveLength(1)
    const stale = await linesAbout(dataRoot, taskId, 'stale_event_rejected')
    // A kill right behind the line has the event looked at, and refused, once more.
    expect(new Set(stale.map(({ data }) => data['delivery_id']))).toEqual(new Set([`edited-Older-${nth}`]))
    await expectIngressPromises(dataRoot)
  },
}
