import { describe, expect, it } from 'vitest'
import { githubTaskId } from '../../main/core/ingest/github/github-mapping.ts'
import { telegramTaskId } from '../../main/core/kernel/telegram-task-id.ts'
import { expectIngressPromises, expectWholeEvidence, linesAbout, taskOnDisk } from '../support/ingress-promises.ts'
import { killBetweenSteps, type Story } from '../support/kill-between-steps.ts'
import { fromGithub, fromXcodeScript, postedByTelegram, sendUntilTaken } from '../support/patient-sender.ts'
import { ALL_SOURCES } from '../support/webhook-senders.ts'

const repository = { full_name: 'octo/cat', html_url: 'https://github.com/octo/cat' }
const commitOf = (nth: number): string => String(nth).padStart(40, 'a')

describe('deliveries that come before what they are about, when the process dies', () => {
  it('a check and a build of the commit are in the pull request exactly once', async () => {
    const { steps } = await killBetweenSteps(2, async () => checksStory)
    expect(steps).toBeGreaterThan(15)
  }, 600_000)

  it('an edit that overtook its message is exactly one amendment of it', async () => {
    const { steps } = await killBetweenSteps(2, async () => overtakenStory)
    expect(steps).toBeGreaterThan(30)
  }, 600_000)
})

const buildOf = (nth: number) => ({
  ...{ kind: 'xcode_build', build_id: `build-${nth}`, build_number: nth, product: 'App', workflow: 'Main' },
  ...{ progress: 'COMPLETE', completion_status: 'FAILED', commit: commitOf(nth), branch: 'main' },
  ...{ repository: repository.full_name, reported_at: '2026-01-31T08:00:00Z' },
})

const checkOf = (nth: number) => ({
  action: 'completed',
  repository,
  check_run: {
    ...{ id: nth, name: 'tests', head_sha: commitOf(nth), status: 'completed', conclusion: 'success' },
    ...{ completed_at: '2026-01-31T08:00:00Z', check_suite: { id: nth }, pull_requests: [] },
  },
})

const pullRequestOf = (nth: number) => ({
  action: 'opened',
  repository,
  pull_request: {
    ...{ number: nth, title: `Pull ${nth}`, body: 'Words', state: 'open', updated_at: '2026-01-31T08:05:00Z' },
    head: { sha: commitOf(nth) },
  },
})

const checksStory: Story = {
  env: ALL_SOURCES,
  prepare: (console, nth) => sendUntilTaken(console, fromXcodeScript(nth, buildOf(nth))),
  happen: async (console, nth) => {
    await sendUntilTaken(console, fromGithub('check_run', `check-${nth}`, checkOf(nth)))
    await sendUntilTaken(console, fromGithub('pull_request', `pull-${nth}`, pullRequestOf(nth)))
  },
  check: async ({ dataRoot }, nth) => {
    const taskId = githubTaskId('octo/cat', nth)
    const task = taskOnDisk(dataRoot, taskId)
    expect(task?.ci_status?.checks.map(({ name, state }) => `${name}: ${state}`).sort()).toEqual([
      'App / Main: failed',
      'tests: passed',
    ])
    expect(await linesAbout(dataRoot, taskId, 'task_created')).toHaveLength(1)
    expect(await linesAbout(dataRoot, taskId, 'task_updated')).toHaveLength(2)
    await expectIngressPromises(dataRoot)
  },
}

const messageOf = (nth: number, text: string) => ({
  message_id: nth,
  date: 1_769_850_000,
  chat: { id: 7, type: 'private' },
  from: { id: 7, is_bot: false, first_name: 'Anna' },
  text,
})

const overtakenStory: Story = {
  env: ALL_SOURCES,
  prepare: async () => undefined,
  happen: async (console, nth) => {
    const edited_message = { ...messageOf(nth, `Do ${nth}, please`), edit_date: 1_769_850_060 }
    await sendUntilTaken(console, postedByTelegram({ update_id: 2 * nth, edited_message }))
    await sendUntilTaken(console, postedByTelegram({ update_id: 2 * nth + 1, message: messageOf(nth, `Do ${nth}`) }))
  },
  check: async ({ dataRoot }, nth) => {
    const taskId = telegramTaskId(7, nth)
    const task = taskOnDisk(dataRoot, taskId)
    if (task === null) throw new Error('there is no task')
    expect(task.request_text).toBe(`Do ${nth}`)
    expect(task.amendments.map(({ text }) => text)).toEqual([`Do ${nth}, please`])
    expect(await linesAbout(dataRoot, taskId, 'task_created')).toHaveLength(1)
    expect(await linesAbout(dataRoot, taskId, 'task_amended')).toHaveLength(1)
    expect(await expectWholeEvidence(dataRoot, task)).toHaveLength(2)
    await expectIngressPromises(dataRoot)
  },
}
