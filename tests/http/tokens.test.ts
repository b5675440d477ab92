import { describe, expect, it } from 'vitest'
import { IssuedToken, TokenList } from '../../contract/session.ts'
import { openStream } from '../support/event-reader.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const list = async (running: RunningApp): Promise<TokenList> =>
  TokenList.parse(await (await running.call('GET', '/api/tokens', 'admin')).json())
const create = async (running: RunningApp, wanted: object): Promise<IssuedToken> =>
  IssuedToken.parse(await (await running.call('POST', '/api/tokens', 'admin', wanted)).json())

describe('the list of tokens', () => {
  it('says of each what it may, when it was made, used and revoked, and never the token', async () => {
    const running = await startApp()
    await running.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'x' })
    const agent = await create(running, { scope: 'reviewer', task_id: 't1', sub: 'agent-2' })
    const idle = await create(running, { scope: 'observer', sub: 'idle' })
    await running.call('GET', '/api/session', null, undefined, { authorization: `Bearer ${agent.token}` })
    await running.call('POST', `/api/tokens/${idle.jti}/revoke`, 'admin')
    const { items, now } = await list(running)
    const { token: _secret, ...facts } = agent
    expect(items.map(({ sub }) => sub).slice(0, 2)).toEqual(['idle', 'agent-2'])
    expect(items[1]).toMatchObject({ ...facts, door: 'http', task_id: 't1', revoked_at: null })
    expect(Date.parse(items[1]?.last_used_at ?? '')).toBeLessThanOrEqual(Date.parse(now))
    expect(items[0]).toMatchObject({ last_used_at: null, revoked_at: expect.any(String) })
    expect(JSON.stringify(items)).not.toContain(agent.token.split('.')[2])
  })
  it('still knows after a restart when a token was last used', async () => {
    const first = await startApp()
    const { token, jti } = await create(first, { scope: 'observer' })
    await first.call('GET', '/api/tasks', null, undefined, { authorization: `Bearer ${token}` })
    const used = (await list(first)).items.find((each) => each.jti === jti)?.last_used_at
    expect(used).toEqual(expect.any(String))
    await first.stop()
    const second = await startApp({ dataRoot: first.config.data_root })
    expect((await list(second)).items.find((each) => each.jti === jti)?.last_used_at).toBe(used)
  })
  it('shows the session of a browser as what it is: the local operator, by the console', async () => {
    const running = await startApp({ env: { COUNTERSIGN_OPERATOR: 'olga' } })
    await running.call('POST', '/api/session', null, { code: running.app.loginCodes.issue().code })
    expect((await list(running)).items.find(({ door }) => door === 'console')).toMatchObject({
      ...{ sub: 'operator:olga', scope: 'admin', task_id: null },
    })
  })
})

describe('an open event stream', () => {
  it('ends in the moment in which its token expires, with nothing to be sent', async () => {
    const running = await startApp()
    const { token } = await create(running, { scope: 'observer', ttl_seconds: 2 })
    const client = await openStream(running.url, token, null)
    expect(client.isOpen()).toBe(true)
    // Far sooner than the next heartbeat would notice.
    await expect.poll(() => client.isOpen()).toBe(false)
  })
})
