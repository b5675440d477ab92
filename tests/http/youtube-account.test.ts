import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Account, AccountConnecting, AccountList } from '../../contract/account.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolList } from '../../contract/tool.ts'
import { temporaryFolder } from '../support/data-root.ts'
import type { RunningApp } from '../support/running-app.ts'
import { standInForTest, startYoutubeApp, type YoutubeApp } from '../support/youtube-stand-in/youtube-app.ts'

const accountOf = async (app: RunningApp): Promise<Account> => {
  const { items } = AccountList.parse(await (await app.call('GET', '/api/accounts', 'observer')).json())
  return items[0] as Account
}

async function connect({ app }: YoutubeApp): Promise<AccountConnecting> {
  const answer = await app.call('POST', '/api/accounts/youtube/connect', 'admin')
  expect(answer.status).toBe(202)
  return AccountConnecting.parse(await answer.json())
}

/** A person in a browser, who follows where the consent page sends him. */
const browse = async (url: string): Promise<Response> => fetch(url)

describe('connecting a YouTube account', () => {
  it('asks in the browser, keeps the permission, and says whose channel it is; the log has it, and no secret', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    expect(await accountOf(youtube.app)).toMatchObject({ state: 'none', channel_title: null })
    const { authorize_url, opened } = await connect(youtube)
    expect(opened).toBe(false)
    const asked = new URL(authorize_url).searchParams
    expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(
      asked
        .get('scope')
        ?.split(' ')
        .map((one) => one.split('/').at(-1)),
    ).toEqual([...['youtube.upload', 'youtube.readonly', 'youtube.force-ssl']])
    expect(await accountOf(youtube.app)).toMatchObject({ state: 'connecting' })
    const page = await browse(authorize_url)
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining("'none'")])

    await expect.poll(() => accountOf(youtube.app)).toMatchObject({ state: 'connected', channel_id: 'UCstandin' })
    const account = await accountOf(youtube.app)
    expect(account.channel_title).toBe('Stand-in channel')
    expect(account.scopes).toHaveLength(3)
    expect(account.connected_at).not.toBeNull()
    const [line] = await youtube.app.lines('account_connected')
    expect(line?.data).toMatchObject({ service: 'youtube', channel_title: 'Stand-in channel' })
    expect(line?.actor).toMatchObject({ sub: 'admin' })
    const log = JSON.stringify(await youtube.app.lines('account_connected'))
    expect(log).not.toMatch(/token|code_verifier/)
  })

  it('is there again after a start, as the log says it', async () => {
    const standIn = await standInForTest()
    const dataRoot = await temporaryFolder()
    const first = await startYoutubeApp({ connected: false, standIn, dataRoot })
    await browse((await connect(first)).authorize_url)
    await expect.poll(() => accountOf(first.app)).toMatchObject({ state: 'connected' })
    const { connected_at } = await accountOf(first.app)
    await first.app.stop()
    const second = await startYoutubeApp({ connected: false, standIn, dataRoot })
    expect(await accountOf(second.app)).toMatchObject({
      ...{ state: 'connected', channel_title: 'Stand-in channel', connected_at },
    })
    const { items } = ToolList.parse(await (await second.app.call('GET', '/api/tools', 'observer')).json())
    expect(items.find(({ tool }) => tool === 'youtube.upload')?.status).toMatchObject({ state: 'ready' })
  })

  it('still holds when it is connected once more and YouTube does not answer', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    await browse((await connect(youtube)).authorize_url)
    await expect.poll(() => accountOf(youtube.app)).toMatchObject({ state: 'connected' })
    const before = await accountOf(youtube.app)
    youtube.standIn.faults.add('api', { kind: 'status', status: 503, keep: 0 })
    await browse((await connect(youtube)).authorize_url)
    await expect
      .poll(() => accountOf(youtube.app))
      .toMatchObject({ ...before, detail: expect.stringContaining('answered 503') })
    const args = { artifact_sha256: 'a'.repeat(64), title: 'x', description: '', category_id: '1' }
    const preflight = await youtube.run('youtube.preflight', args)
    expect(JSON.stringify(preflight.result)).toContain('The channel is Stand-in channel.')
    expect(await youtube.app.lines('account_connected')).toHaveLength(1)
    expect(await youtube.app.lines('account_disconnected')).toEqual([])
  })

  it('says no when the person says no, or allows too little, or Google gives no token', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    youtube.standIn.oauth.consent = 'deny'
    await browse((await connect(youtube)).authorize_url)
    await expect
      .poll(() => accountOf(youtube.app))
      .toMatchObject({
        ...{ state: 'failed', detail: expect.stringContaining('access_denied') },
      })
    youtube.standIn.oauth.consent = 'upload only'
    await browse((await connect(youtube)).authorize_url)
    await expect.poll(() => accountOf(youtube.app)).toMatchObject({ detail: expect.stringContaining('not both') })
    youtube.standIn.oauth.consent = 'allow'
    youtube.standIn.faults.add('token', { kind: 'status', status: 500, keep: 0 })
    await browse((await connect(youtube)).authorize_url)
    await expect
      .poll(() => accountOf(youtube.app))
      .toMatchObject({ state: 'failed', detail: expect.stringContaining('500') })
    expect(await youtube.app.lines('account_connected')).toEqual([])
  })

  it('takes no answer that does not have its state, and no other host', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    const { authorize_url } = await connect(youtube)
    const redirect = new URL(authorize_url).searchParams.get('redirect_uri') ?? ''
    expect((await fetch(`${redirect}/?code=stolen&state=guessed`)).status).toBe(400)
    expect((await fetch(`${redirect}/?code=stolen`)).status).toBe(400)
    expect((await fetch(`${redirect}/favicon.ico`)).status).toBe(404)
    expect((await fetch(redirect, { method: 'POST' })).status).toBe(404)
    const rebound = await new Promise((resolve) => {
      request(redirect, { headers: { host: 'evil.example' } }, ({ statusCode }) => resolve(statusCode)).end()
    })
    expect(rebound).toBe(404)
    expect(await accountOf(youtube.app)).toMatchObject({ state: 'connecting' })
    await browse(authorize_url)
    await expect.poll(() => accountOf(youtube.app)).toMatchObject({ state: 'connected' })
    // One answer, and nobody listens any more.
    await expect(fetch(redirect)).rejects.toThrow()
  })

  it('lets a second attempt take the place of the first', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    const first = await connect(youtube)
    const redirect = new URL(first.authorize_url).searchParams.get('redirect_uri') ?? ''
    await connect(youtube)
    await expect(fetch(redirect)).rejects.toThrow()
    expect(await accountOf(youtube.app)).toMatchObject({ state: 'connecting' })
  })

  it('takes the right answer after any number of wrong ones, which are bounded in what they cost and told in the log', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    const { authorize_url } = await connect(youtube)
    const redirect = new URL(authorize_url).searchParams.get('redirect_uri') ?? ''
    const guess = (count: number): Promise<number> =>
      fetch(`${redirect}/?code=x&state=${count}`).then(
        ({ status }) => status,
        () => 0,
      )
    const told: number[] = []
    for (let count = 0; count < 50; count += 1) told.push(await guess(count))
    expect(told.slice(0, 20)).toEqual(Array(20).fill(400))
    expect(told).toContain(0)
    expect(await accountOf(youtube.app)).toMatchObject({ state: 'connecting' })
    await browse(authorize_url)
    await expect.poll(() => accountOf(youtube.app)).toMatchObject({ state: 'connected' })
    await expect
      .poll(() => youtube.app.lines('authentication_failed'))
      .toMatchObject([{ data: { service: 'youtube', kind: 'wrong_state', count: 50 } }])
  })

  it('needs a client id first, and an admin', async () => {
    const youtube = await startYoutubeApp({ connected: false, settings: { client_id: null } })
    const answer = await youtube.app.call('POST', '/api/accounts/youtube/connect', 'admin')
    expect([answer.status, Problem.parse(await answer.json()).error_code]).toEqual([409, 'account_not_configured'])
    for (const verb of ['connect', 'disconnect']) {
      const refused = await youtube.app.call('POST', `/api/accounts/youtube/${verb}`, 'tool_runner')
      expect(Problem.parse(await refused.json()).error_code).toBe('scope_insufficient')
    }
    const unknown = await youtube.app.call('POST', '/api/accounts/vimeo/connect', 'admin')
    expect(Problem.parse(await unknown.json()).error_code).toBe('validation_failed')
  })
})

describe('disconnecting', () => {
  it('takes the permission back at Google and forgets it here', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    await browse((await connect(youtube)).authorize_url)
    await expect.poll(() => accountOf(youtube.app)).toMatchObject({ state: 'connected' })
    const answer = await youtube.app.call('POST', '/api/accounts/youtube/disconnect', 'admin')
    expect(Account.parse(await answer.json())).toMatchObject({
      state: 'none',
      detail: expect.stringContaining('Google has'),
    })
    const preflight = await youtube.run('youtube.preflight', {
      artifact_sha256: 'a'.repeat(64),
      title: 'x',
      description: '',
      category_id: '1',
    })
    expect(JSON.stringify(preflight.result)).toContain('No YouTube account is connected')
    expect(await youtube.app.lines('account_disconnected')).toHaveLength(1)
  })

  it('is noticed when Google has taken the permission back by itself', async () => {
    const youtube = await startYoutubeApp({ connected: false })
    await browse((await connect(youtube)).authorize_url)
    await expect.poll(() => accountOf(youtube.app)).toMatchObject({ state: 'connected' })
    youtube.standIn.oauth.revokeAll()
    await youtube.run('youtube.preflight', {
      artifact_sha256: 'a'.repeat(64),
      title: 'x',
      description: '',
      category_id: '1',
    })
    expect(await accountOf(youtube.app)).toMatchObject({ state: 'failed', detail: expect.stringContaining('any more') })
    const [line] = await youtube.app.lines('account_disconnected')
    expect(line?.data).toMatchObject({ service: 'youtube', by: 'service' })
  })
})
