import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { GapReport } from '../../../contract/delivery.ts'
import { deliveryFetch, deliveryGaps } from '../../../main/cli/gap-verbs.ts'
import { githubTaskId } from '../../../main/core/ingest/github/github-mapping.ts'
import { capturedTerminal } from '../../support/captured-terminal.ts'
import { issue, repository } from '../../support/github-stand-in/github-events.ts'
import { startGithubStandIn } from '../../support/github-stand-in/github-stand-in.ts'
import { startIngressApp } from '../../support/ingress-app.ts'

const HOOK = 'octo/cat:7'
const ORG = 'octo-org:8'
const SECRET = 'test-webhook-secret'
const GAPS = '/api/deliveries/github/gaps'
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
const body = (number: number) =>
  JSON.stringify({ action: 'opened', repository, issue: issue({ number, title: `Issue ${number}` }) })

/** A console that may ask a GitHub for what it delivered to these hooks. */
async function world(existing: readonly string[], configured: readonly string[] = existing) {
  const github = await startGithubStandIn(existing)
  const app = await startIngressApp(null, {
    WEBHOOK_SECRET: SECRET,
    GITHUB_TOKEN: github.token,
    GITHUB_HOOKS: configured.join(','),
    GITHUB_API_URL: github.url,
  })
  const json = { authorization: `Bearer ${await app.token()}`, 'content-type': 'application/json' }

  async function asked(method: string, data: object | null) {
    const { status, body: text } = await app.send(
      app.url,
      method,
      GAPS,
      json,
      data === null ? '' : JSON.stringify(data),
    )
    return { status, body: JSON.parse(text) as Record<string, unknown> }
  }
  return {
    ...{ github, app },
    /** What GitHub sends of its own accord. */
    arrives: async (guid: string, text: string, secret = SECRET) => {
      const signature = createHmac('sha256', secret).update(text).digest('hex')
      const headers = {
        'content-type': 'application/json',
        ...{ 'x-github-event': 'issues', 'x-github-delivery': guid, 'x-hub-signature-256': `sha256=${signature}` },
      }
      return (await app.send(app.url, 'POST', '/webhooks/github', headers, text)).status
    },
    report: async () => (await asked('GET', null)).body as unknown as GapReport,
    find: () => asked('GET', null),
    fetch: (hook: string, id: string) => asked('POST', { hook, id }),
    task: async (number: number) =>
      JSON.parse((await app.send(app.url, 'GET', `/api/tasks/${githubTaskId('octo/cat', number)}`, json, '')).body),
  }
}

describe('missed deliveries', () => {
  it('are those of GitHub’s record that never arrived here, the newest attempt of each', async () => {
    const { github, app, arrives, report } = await world([HOOK, ORG])
    expect(await arrives('came', body(1))).toBe(200)
    expect(await arrives('refused', body(2), 'wrong secret')).toBe(401)
    github.attempt({ hook: HOOK, guid: 'long-ago', delivered_at: ago(80) })
    github.attempt({ hook: HOOK, guid: 'came', delivered_at: ago(5), status_code: 502 })
    github.attempt({ hook: HOOK, guid: 'missed', delivered_at: ago(4), status_code: 0 })
    github.attempt({ hook: HOOK, guid: 'refused', delivered_at: ago(3), status_code: 401 })
    github.attempt({ hook: HOOK, guid: 'came', delivered_at: ago(2), status_code: 200, redelivery: true })
    const again = github.attempt({
      hook: HOOK,
      guid: 'missed',
      delivered_at: ago(1),
      status_code: 502,
      redelivery: true,
    })
    github.attempt({ hook: ORG, guid: 'of-the-organization', event: 'ping', action: null, delivered_at: ago(6) })
    const found = await report()
    expect(found).toMatchObject({ hooks: 2, seen: 4, incomplete: [] })
    expect(found.missed.map(({ hook, delivery_id, status_code }) => [hook, delivery_id, status_code])).toEqual([
      [HOOK, 'missed', 502],
      [HOOK, 'refused', 401],
      [ORG, 'of-the-organization', 502],
    ])
    expect(found.missed[0]).toMatchObject({ id: again, event: 'issues', action: 'opened' })
    const [line] = await app.lines('webhook_gaps_checked')
    expect(line?.data).toMatchObject({ hooks: 2, seen: 4, missed: 3, incomplete: 0 })
  })

  it('are fetched with assurance token, carried out once, and missed no more', async () => {
    const { github, fetch, report, task } = await world([HOOK])
    const id = github.attempt({ hook: HOOK, guid: 'missed', payload: body(5), delivered_at: ago(1) })
    expect(await fetch(HOOK, id)).toMatchObject({
      status: 200,
      body: { delivery_id: 'missed', event: 'issues', outcome: 'task_created', replayed: false },
    })
    expect(await task(5)).toMatchObject({ title: 'Issue 5', assurance: 'token', version: 1 })
    expect(await report()).toMatchObject({ missed: [], seen: 1 })
    expect(await fetch(HOOK, id)).toMatchObject({ body: { outcome: 'task_created', replayed: true } })
    expect(await task(5)).toMatchObject({ version: 1 })
  })

  it('that arrived after all stay as they were signed', async () => {
    const { github, arrives, fetch, task } = await world([HOOK])
    const id = github.attempt({ hook: HOOK, guid: 'late', payload: body(6), delivered_at: ago(1) })
    expect(await arrives('late', body(6))).toBe(200)
    expect(await fetch(HOOK, id)).toMatchObject({ body: { outcome: 'task_created', replayed: true } })
    expect(await task(6)).toMatchObject({ assurance: 'signed', version: 1 })
  })

  it('of an older state do not roll a task back', async () => {
    const { github, arrives, fetch, task } = await world([HOOK])
    const later = { title: 'Later', updated_at: '2026-01-31T12:00:00Z', number: 9 }
    await arrives('later', JSON.stringify({ action: 'opened', repository, issue: issue(later) }))
    const id = github.attempt({ hook: HOOK, guid: 'older', payload: body(9), delivered_at: ago(1) })
    expect(await fetch(HOOK, id)).toMatchObject({ body: { outcome: 'stale' } })
    expect(await task(9)).toMatchObject({ title: 'Later' })
  })

  it('of a hook that cannot be asked are not known, and the others are told all the same', async () => {
    const { github, report } = await world([HOOK], ['octo/gone:1', HOOK])
    github.attempt({ hook: HOOK, guid: 'missed', delivered_at: ago(1) })
    const { missed, incomplete } = await report()
    expect(missed).toHaveLength(1)
    expect(incomplete).toEqual([{ hook: 'octo/gone:1', reason: expect.stringMatching(/404: there is no such hook/) }])
  })

  it('are not known when a page in the middle fails, and what was read until then is told', async () => {
    const { github, report } = await world([HOOK])
    for (let i = 0; i < 150; i += 1) github.attempt({ hook: HOOK, delivered_at: ago(1) })
    github.faults.push(null, { kind: 'status', status: 502, headers: {} })
    const { missed, incomplete } = await report()
    expect([missed.length, incomplete]).toEqual([100, [{ hook: HOOK, reason: expect.stringMatching(/502/) }]])
  })

  it('are not known when no hook answers', async () => {
    const { github, find, app } = await world([HOOK])
    github.faults.push({ kind: 'status', status: 401, headers: {} })
    const { status, body: problem } = await find()
    expect([status, problem['error_code']]).toEqual([502, 'github_unavailable'])
    expect(problem['detail']).toMatch(/octo\/cat:7: GitHub answered 401: GITHUB_TOKEN/)
    expect(await app.lines('webhook_gaps_checked')).toEqual([])
  })

  it('are fetched only from hooks that are configured, and only when GitHub still holds them', async () => {
    const { github, fetch } = await world([HOOK])
    const gone = github.attempt({ hook: HOOK, payload: null })
    for (const [hook, id] of [
      ['other/repo:1', '1'],
      [HOOK, '1'],
      [HOOK, gone],
    ] as const)
      expect(await fetch(hook, id)).toMatchObject({ status: 404, body: { error_code: 'delivery_not_found' } })
    expect(await fetch(HOOK, '../1')).toMatchObject({ status: 400, body: { error_code: 'validation_failed' } })
  })
})

it('without a token or hooks the console says what to set', async () => {
  const app = await startIngressApp(null, { WEBHOOK_SECRET: SECRET })
  const headers = { authorization: `Bearer ${await app.token()}` }
  const { status, body: text } = await app.send(app.url, 'GET', GAPS, headers, '')
  expect([status, JSON.parse(text)]).toMatchObject([
    503,
    { error_code: 'github_gaps_off', remediation_hint: expect.stringMatching(/GITHUB_TOKEN and GITHUB_HOOKS/) },
  ])
})

describe('at the command line', () => {
  async function verb(work: typeof deliveryGaps, dataRoot: string, ...argv: string[]) {
    const { terminal, out, err } = capturedTerminal()
    const code = await work([...argv, '--data-root', dataRoot], terminal)
    return { code, out, err }
  }

  it('missed deliveries are listed with what is needed to fetch them, and fetched', async () => {
    const { github, app } = await world([HOOK])
    const id = github.attempt({ hook: HOOK, guid: 'missed', payload: body(7), delivered_at: ago(1), status_code: 0 })
    const listed = await verb(deliveryGaps, app.dataRoot)
    expect(listed.code).toBe(1)
    expect(listed.out[0]).toMatch(new RegExp(`issues opened +no answer +${HOOK} ${id}$`))
    expect(listed.out[1]).toMatch(/^1 of 1 deliveries by 1 hooks since .* never arrived here$/)
    const fetched = await verb(deliveryFetch, app.dataRoot, HOOK, id)
    expect(fetched).toEqual({ code: 0, out: [`missed: task_created ${githubTaskId('octo/cat', 7)}`], err: [] })
    const now = await verb(deliveryGaps, app.dataRoot, '--json')
    expect([now.code, JSON.parse(now.out[0] ?? '')]).toMatchObject([0, { missed: [], seen: 1 }])
  })

  it('a hook that is not known of is no calm', async () => {
    const { github, app } = await world([HOOK], [HOOK, 'octo/gone:1'])
    github.attempt({ hook: HOOK, guid: 'old', delivered_at: ago(80) })
    const { code, err } = await verb(deliveryGaps, app.dataRoot)
    expect([code, err.length]).toEqual([1, 1])
    expect(err[0]).toMatch(/^not known of octo\/gone:1: GitHub answered 404/)
  })
})
