import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { githubTaskId } from '../../main/core/ingest/github/github-mapping.ts'
import { xcodeTaskId } from '../../main/core/ingest/xcode/xcode-task.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { telegramTaskId } from '../../main/core/kernel/telegram-task-id.ts'
import { readTaskFiles } from '../support/crash-snapshot.ts'
import { expectIngressPromises, expectWholeEvidence, linesAbout, taskOnDisk } from '../support/ingress-promises.ts'
import { killBetweenSteps, type Story } from '../support/kill-between-steps.ts'
import { fromGithub, fromXcodeScript, postedByTelegram, type Sent, sendUntilTaken } from '../support/patient-sender.ts'
import { BOT_TOKEN, startBotApi } from '../support/telegram-stand-in/bot-api.ts'
import { ALL_SOURCES, SENDERS } from '../support/webhook-senders.ts'

const WAIT = { timeout: 60_000 }

interface Sender {
  readonly from: string
  sent(nth: number): Sent
  taskId(nth: number): string
}

const senders: readonly Sender[] = [
  {
    from: 'GitHub',
    sent: (nth) => fromGithub('issues', `delivery-${nth}`, SENDERS.github.payload(nth)),
    taskId: (nth) => githubTaskId('octo/cat', nth),
  },
  {
    from: 'Xcode',
    sent: (nth) => fromXcodeScript(nth, SENDERS.xcodeSigned.payload(nth)),
    taskId: (nth) => xcodeTaskId(`build-${nth}`),
  },
  {
    from: 'Telegram',
    sent: (nth) => postedByTelegram({ update_id: nth, ...SENDERS.telegram.payload(nth) }),
    taskId: (nth) => telegramTaskId(7, nth),
  },
]

async function expectOneTaskEach(dataRoot: string, nth: number, taskId: (nth: number) => string): Promise<void> {
  expect(await linesAbout(dataRoot, taskId(nth), 'task_created')).toHaveLength(1)
  expect(readTaskFiles(dataRoot).has(taskId(nth))).toBe(true)
  await expectIngressPromises(dataRoot)
}

describe('a delivery that meets a kill between any two steps on the disk', () => {
  it.each(senders)(
    'from $from makes exactly one task, which the console itself makes once the delivery is claimed',
    async ({ sent, taskId }) => {
      const { steps } = await killBetweenSteps(2, async () => ({
        env: ALL_SOURCES,
        prepare: async () => undefined,
        happen: (console, nth) => sendUntilTaken(console, sent(nth)),
        check: ({ dataRoot }, nth) => expectOneTaskEach(dataRoot, nth, taskId),
      }))
      // Body, claim, intent, file, outcome and result: each takes a step or more.
      expect(steps).toBeGreaterThan(7)
    },
    600_000,
  )
})

describe('a message with a photo that is being polled when the process dies', () => {
  it('makes exactly one task, which lists the photo with the sha256 of what was sent', async () => {
    const { steps } = await killBetweenSteps(3, photoStory)
    expect(steps).toBeGreaterThan(30)
  }, 600_000)
})

async function photoStory(dataRoot: string): Promise<Story> {
  const telegram = await startBotApi()
  onTestFinished(telegram.stop)
  const photo = (nth: number): Uint8Array =>
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(500, nth)])
  let told = 0
  let taskId = ''
  return {
    env: { BOT_TOKEN, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_ALLOWED_USERS: '7' },
    prepare: async () => undefined,
    happen: async (_console, nth) => {
      told += 1
      const { update_id, message } = telegram.people.sendsPhoto({ id: 7, first_name: 'Anna' }, photo(nth), `Do ${nth}`)
      taskId = telegramTaskId(7, message.message_id)
      await vi.waitFor(() => {
        expect(telegram.queue.confirmed).toContain(update_id)
        expect(taskOnDisk(dataRoot, taskId)?.attachments.map(({ state }) => state)).toEqual(['kept'])
      }, WAIT)
      await vi.waitFor(async () => expect(await linesAbout(dataRoot, taskId, 'task_updated')).toHaveLength(1), WAIT)
    },
    check: async (_console, nth) => {
      await expectOneTaskEach(dataRoot, nth, () => taskId)
      expect(readTaskFiles(dataRoot).size).toBe(told)
      expect(await linesAbout(dataRoot, taskId, 'evidence_kept')).toHaveLength(1)
      const task = taskOnDisk(dataRoot, taskId)
      if (task === null) throw new Error('there is no task')
      expect(task.request_text).toContain(`Do ${nth}`)
      const files = (await expectWholeEvidence(dataRoot, task)).flatMap(({ artifacts }) => artifacts)
      expect(files.map((file) => file.path).sort()).toEqual(['message.json', 'photo.png', 'request.txt'])
      expect(files.find(({ path }) => path === 'photo.png')?.sha256).toBe(sha256(photo(nth)))
    },
  }
}
