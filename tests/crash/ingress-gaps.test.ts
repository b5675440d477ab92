import { expect, it } from 'vitest'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { githubTaskId } from '../../main/core/ingest/github/github-mapping.ts'
import { startGithubStandIn } from '../support/github-stand-in/github-stand-in.ts'
import { expectIngressPromises, linesAbout, taskOnDisk } from '../support/ingress-promises.ts'
import { type Console, killBetweenSteps, type Story } from '../support/kill-between-steps.ts'
import { SENDERS } from '../support/webhook-senders.ts'

const HOOK = 'octo/cat:12'
const JWT_SECRET = 'crash-tests-sign-their-own-tokens'

it('a missed delivery that is fetched from GitHub when the process dies makes exactly one task', async () => {
  const { steps } = await killBetweenSteps(2, missedStory)
  expect(steps).toBeGreaterThan(7)
}, 600_000)

async function missedStory(): Promise<Story> {
  const github = await startGithubStandIn([HOOK])
  const exp = Math.floor(Date.now() / 1000) + 3600
  const admin = { sub: 'crash-test', scope: 'admin', task_id: null, door: 'http', jti: 'crash', exp } as const
  const authorization = `Bearer ${await signToken(JWT_SECRET, admin)}`
  let id = ''

  /** By the admin, who asks again when there was no answer. */
  async function fetchMissed(console: Console): Promise<void> {
    const headers = { authorization, 'content-type': 'application/json' }
    const body = JSON.stringify({ hook: HOOK, id })
    const response = await fetch(`${console.url()}/api/deliveries/github/gaps`, { method: 'POST', headers, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`it was answered ${response.status}: ${text}`)
  }

  return {
    env: { JWT_SECRET, GITHUB_TOKEN: github.token, GITHUB_HOOKS: HOOK, GITHUB_API_URL: github.url },
    prepare: async (_console, nth) => {
      const payload = JSON.stringify(SENDERS.github.payload(nth))
      id = github.attempt({ hook: HOOK, guid: `missed-${nth}`, payload })
    },
    happen: (console) => fetchMissed(console).catch(() => console.restarted.then(() => fetchMissed(console))),
    check: async ({ dataRoot }, nth) => {
      const taskId = githubTaskId('octo/cat', nth)
      expect(taskOnDisk(dataRoot, taskId)).toMatchObject({ assurance: 'token', version: 1 })
      expect(await linesAbout(dataRoot, taskId, 'task_created')).toHaveLength(1)
      await expectIngressPromises(dataRoot)
    },
  }
}
