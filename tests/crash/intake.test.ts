import { describe, expect, it, vi } from 'vitest'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { githubTaskId } from '../../main/core/ingest/github/github-mapping.ts'
import { readEvents } from '../support/crash-snapshot.ts'
import { expectIngressPromises, linesAbout } from '../support/ingress-promises.ts'
import { type Console, killBetweenSteps, type Story } from '../support/kill-between-steps.ts'
import { fromGithub, type Sent } from '../support/patient-sender.ts'
import { ALL_SOURCES } from '../support/webhook-senders.ts'

const JWT_SECRET = 'intake-tests-sign-their-own-tokens-1'
const ADMIN = { sub: 'tester', scope: 'admin', task_id: null, door: 'http', jti: 'intake' } as const

describe('an intake that is paused and resumed when the process dies', () => {
  it('stays paused until it is resumed, and then carries out exactly once what waited', async () => {
    const { steps } = await killBetweenSteps(2, async () => pausedStory)
    expect(steps).toBeGreaterThan(15)
  }, 600_000)
})

const issueOf = (number: number) => ({
  action: 'opened',
  repository: { full_name: 'octo/cat', html_url: 'https://github.com/octo/cat' },
  issue: { number, title: 'Title', body: 'Words', state: 'open', updated_at: '2026-01-31T08:00:00Z' },
})

/** Numbers of the two issues of a round. */
const numbersOf = (nth: number): readonly number[] => [2 * nth, 2 * nth + 1]

/** Says it again to the next console when this one dies meanwhile. */
async function insist(console: Console, path: string, headers: Sent['headers'], body: string): Promise<void> {
  const ask = async (): Promise<void> => {
    const json = { 'content-type': 'application/json', ...headers }
    const answer = await fetch(console.url() + path, { method: 'POST', headers: json, body })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
  }
  await ask().catch(async () => {
    await console.restarted
    await ask()
  })
}

async function setIntake(console: Console, paused: boolean): Promise<void> {
  const token = await signToken(JWT_SECRET, { ...ADMIN, exp: Math.floor(Date.now() / 1000) + 3600 })
  await insist(console, '/api/intake', { authorization: `Bearer ${token}` }, JSON.stringify({ paused }))
}

const pausedStory: Story = {
  env: { ...ALL_SOURCES, JWT_SECRET },
  prepare: async () => undefined,
  happen: async (console, nth) => {
    await setIntake(console, true)
    for (const number of numbersOf(nth)) {
      const { path, headers, body } = fromGithub('issues', `issue-${number}`, issueOf(number))
      await insist(console, path, headers, body)
    }
    for (const number of numbersOf(nth))
      expect(await linesAbout(console.dataRoot, githubTaskId('octo/cat', number), 'task_created')).toEqual([])
    await setIntake(console, false)
    await vi.waitFor(
      async () => {
        const applied = (await readEvents(console.dataRoot)).filter(({ type }) => type === 'webhook_applied')
        const ids = applied.map(({ data }) => data['delivery_id'])
        expect(ids).toEqual(expect.arrayContaining(numbersOf(nth).map((number) => `issue-${number}`)))
      },
      { timeout: 60_000 },
    )
  },
  check: async ({ dataRoot }, nth) => {
    for (const number of numbersOf(nth))
      expect(await linesAbout(dataRoot, githubTaskId('octo/cat', number), 'task_created')).toHaveLength(1)
    await expectIngressPromises(dataRoot)
  },
}
