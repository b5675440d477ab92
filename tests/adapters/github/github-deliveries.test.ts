import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createGithubDeliveries } from '../../../main/adapters/github/github-deliveries.ts'
import type { DeliveryAttempt } from '../../../main/core/ingest/github/github-deliveries.ts'
import type { Fault } from '../../support/github-stand-in/github-faults.ts'
import { startGithubStandIn } from '../../support/github-stand-in/github-stand-in.ts'

const HOOK = 'octo/cat:7'
const ORG = 'octo-org:8'
const open = (): AbortSignal => new AbortController().signal

async function asking(token: string | null = null) {
  const github = await startGithubStandIn([HOOK, ORG])
  const settings = { token: token ?? github.token, apiUrl: github.url, hooks: [HOOK, ORG] }
  return { github, record: createGithubDeliveries(settings) }
}

async function all(pages: AsyncIterable<readonly DeliveryAttempt[]>): Promise<DeliveryAttempt[]> {
  const attempts: DeliveryAttempt[] = []
  for await (const page of pages) attempts.push(...page)
  return attempts
}

/** What the caller is told instead of an answer. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'github_unavailable' })
  // Nothing that an error carries may hold the token.
  expect(JSON.stringify([String(error), (error as Error).stack, (error as Error).cause])).not.toContain('github_pat')
  return (error as Error).message
}

describe("GitHub's record of deliveries", () => {
  it('is read page by page, newest first, with the numbers exactly as GitHub gives them', async () => {
    const { github, record } = await asking()
    const ids = Array.from({ length: 250 }, () => github.attempt({ hook: HOOK }))
    const attempts = await all(record.attempts(HOOK, open()))
    expect(attempts.map(({ id }) => id)).toEqual(ids.toReversed())
    expect(ids[0]).toBe('3804004623172239367')
    expect(github.asked).toHaveLength(3)
  })
  it('is asked for no further than it is wanted', async () => {
    const { github, record } = await asking()
    for (let i = 0; i < 250; i += 1) github.attempt({ hook: HOOK })
    for await (const page of record.attempts(HOOK, open())) {
      expect(page).toHaveLength(100)
      break
    }
    expect(github.asked).toHaveLength(1)
  })
  it('tells of each attempt what it was about and how it ended', async () => {
    const { github, record } = await asking()
    const id = github.attempt({ hook: ORG, guid: 'g-1', event: 'push', action: null, status_code: 0 })
    const delivered_at = '2026-02-01T00:00:00Z'
    expect(await all(record.attempts(ORG, open()))).toEqual([
      { id, guid: 'g-1', event: 'push', action: null, delivered_at, status_code: 0 },
    ])
    expect(github.asked).toEqual(['/orgs/octo-org/hooks/8/deliveries?per_page=100'])
  })
  it('gives out what was sent, its numbers as they were', async () => {
    const { github, record } = await asking()
    const payload = '{"action":"opened","id":3804004623172239369,"ratio":1.50,"title":"“Ünïcode” \\u003c"}'
    const id = github.attempt({ hook: HOOK, guid: 'g-2', payload })
    const sent = await record.fetch(HOOK, id, open())
    expect(sent).toMatchObject({ guid: 'g-2', event: 'issues', headers: { 'x-github-event': 'issues' } })
    expect(Buffer.from(sent?.raw ?? []).toString()).toBe(
      '{"action":"opened","id":3804004623172239369,"ratio":1.50,"title":"“Ünïcode” <"}',
    )
  })
  it('has nothing of an attempt that GitHub does not know, or whose payload it holds no more', async () => {
    const { github, record } = await asking()
    expect(await record.fetch(HOOK, '1', open())).toBeNull()
    expect(await record.fetch(HOOK, github.attempt({ hook: HOOK, payload: null }), open())).toBeNull()
  })
})

describe('when GitHub does not answer as expected', () => {
  const status = (code: number, headers = {}): Fault => ({ kind: 'status', status: code, headers })
  const body = (text: string, headers = {}): Fault => ({ kind: 'body', body: text, headers })
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1770000000' }
  const far = { link: '<https://elsewhere.example/next>; rel="next"' }

  it.each<[string, Fault, RegExp]>([
    ['the token is wrong', status(401), /401: GITHUB_TOKEN is not valid or has expired/],
    ['the token may not read webhooks', status(403), /403: GITHUB_TOKEN may not read this hook/],
    ['the hook is not there', status(404), /404: there is no such hook/],
    [
      'the rate limit is used up',
      status(403, reset),
      /403: the rate limit is used up; try again after 2026-02-02T02:40:00/,
    ],
    ['it is asked too often', status(429, { 'retry-after': '60' }), /429: too many requests; try again in 60 s/],
    ['it is asked too often and says no more', status(429), /429: too many requests; try again in a minute/],
    [
      'the repository has moved',
      status(301, { location: 'https://elsewhere.example/' }),
      /301: the repository has moved/,
    ],
    ['it is in trouble', status(502), /502: GitHub is in trouble; try again later/],
    ['it answers what nobody expects', status(418), /418: that was not expected/],
    ['it breaks off', { kind: 'broken off' }, /cannot be reached|broke off/],
    ['it hangs up', { kind: 'no answer' }, /GitHub cannot be reached \(UND_ERR_SOCKET\)/],
    ['it answers with a web page', body('<html>'), /no JSON/],
    ['it answers half an answer', body('[{"id":1'), /no JSON, or broke off/],
    ['it answers something else', body('{"message":"hello"}'), /no record of deliveries/],
    ['the answer is too large', body(`["${'x'.repeat(3 * 1024 * 1024)}"]`), /larger than 3 MiB/],
    ['the next page lies elsewhere', body('[]', far), /lies elsewhere; it was not asked for/],
  ])('because %s, the caller learns what and what to do', async (_name, fault, words) => {
    const { github, record } = await asking()
    github.faults.push(fault)
    expect(await refusal(all(record.attempts(HOOK, open())))).toMatch(words)
    expect(github.asked).toHaveLength(1)
  })
  it('the token that it refuses is in no error, nor one that cannot be sent at all', async () => {
    const { record } = await asking('github_pat_wrong')
    expect(await refusal(all(record.attempts(HOOK, open())))).toMatch(/401/)
    const { record: broken } = await asking('github_pat_with\nnewline')
    expect(await refusal(all(broken.attempts(HOOK, open())))).toMatch(/cannot be reached/)
  })
  it('because it hangs, the caller is told as soon as he gives up', async () => {
    const { github, record } = await asking()
    github.faults.push({ kind: 'hangs' })
    const caller = new AbortController()
    const waiting = refusal(all(record.attempts(HOOK, caller.signal)))
    await expect.poll(() => github.asked.length).toBe(1)
    caller.abort()
    expect(await waiting).toBe('GitHub did not answer in time.')
  })
  it('because nobody listens there, the caller learns it', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const apiUrl = `http://127.0.0.1:${port}`
    const record = createGithubDeliveries({ token: 'github_pat_x', apiUrl, hooks: [HOOK] })
    expect(await refusal(record.fetch(HOOK, '1', open()))).toMatch(/GitHub cannot be reached \(ECONNREFUSED\)/)
  })
})
