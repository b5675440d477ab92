import { describe, expect, it } from 'vitest'
import { Problem } from '../../contract/problem.ts'
import { startApp } from '../support/running-app.ts'

const codeOf = async (response: Response): Promise<string> => Problem.parse(await response.json()).error_code

describe('a token', () => {
  it('that is none of ours, changed or unsigned is refused', async () => {
    const running = await startApp()
    const good = await running.token('admin')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`
    for (const bad of ['nonsense', `${good.slice(0, -2)}xx`, unsigned]) {
      const answer = await running.call('GET', '/api/tasks', null, undefined, { authorization: `Bearer ${bad}` })
      expect([answer.status, await codeOf(answer)]).toEqual([401, 'token_invalid'])
    }
    const basic = await running.call('GET', '/api/tasks', null, undefined, { authorization: 'Basic dTpw' })
    expect(await codeOf(basic)).toBe('token_invalid')
    expect(basic.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })
  it('works until it is revoked, and then no longer', async () => {
    const running = await startApp()
    const created = await running.call('POST', '/api/tokens', 'admin', { scope: 'observer', sub: 'ci' })
    const { token, jti, sub } = (await created.json()) as { token: string; jti: string; sub: string }
    const read = (): Promise<Response> =>
      running.call('GET', '/api/tasks', null, undefined, { authorization: `Bearer ${token}` })
    expect([created.status, sub, (await read()).status]).toEqual([201, 'ci', 200])
    expect((await running.call('POST', `/api/tokens/${jti}/revoke`, 'admin')).status).toBe(200)
    expect(await codeOf(await read())).toBe('token_revoked')
    expect(await codeOf(await running.call('POST', '/api/tokens/unknown/revoke', 'admin'))).toBe('token_not_found')
    const line = (await running.lines('token_created')).at(-1)
    expect(line?.data).toMatchObject({ jti, scope: 'observer' })
    expect(JSON.stringify(line)).not.toContain(token)
  })
  it('stays revoked after a restart', async () => {
    const first = await startApp()
    const created = await first.call('POST', '/api/tokens', 'admin', { scope: 'observer' })
    const { token, jti } = (await created.json()) as { token: string; jti: string }
    await first.call('POST', `/api/tokens/${jti}/revoke`, 'admin')
    await first.stop()
    const second = await startApp({ dataRoot: first.config.data_root })
    const answer = await second.call('GET', '/api/tasks', null, undefined, { authorization: `Bearer ${token}` })
    expect(await codeOf(answer)).toBe('token_revoked')
  })
  it('expires', async () => {
    const running = await startApp()
    const created = await running.call('POST', '/api/tokens', 'admin', { scope: 'observer', ttl_seconds: 1 })
    const { token } = (await created.json()) as { token: string }
    const authorization = `Bearer ${token}`
    await expect
      .poll(async () => (await running.call('GET', '/api/tasks', null, undefined, { authorization })).status)
      .toBe(401)
    expect(await codeOf(await running.call('GET', '/api/tasks', null, undefined, { authorization }))).toBe(
      'token_expired',
    )
  })
})

describe('the browser session', () => {
  const logIn = async (running: Awaited<ReturnType<typeof startApp>>, code: string): Promise<Response> =>
    running.call('POST', '/api/session', null, { code })

  it('opens once per code, with a cookie that scripts cannot read and other sites cannot use', async () => {
    const running = await startApp()
    const { code } = running.app.loginCodes.issue()
    const opened = await logIn(running, code)
    const cookie = opened.headers.get('set-cookie') ?? ''
    expect(opened.status).toBe(201)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(await opened.text()).not.toContain(cookie.split(/[=;]/)[1])
    expect(await codeOf(await logIn(running, code))).toBe('login_code_invalid')

    const held = { cookie: cookie.split(';')[0] ?? '' }
    const session = await running.call('GET', '/api/session', null, undefined, held)
    expect(await session.json()).toMatchObject({
      actor: { sub: `operator:${running.config.operator_name}`, scopes: ['admin'], door: 'console' },
    })
    expect((await running.call('DELETE', '/api/session', null, undefined, held)).status).toBe(204)
    expect(await codeOf(await running.call('GET', '/api/session', null, undefined, held))).toBe('token_revoked')
    expect(await running.lines('session_closed')).toHaveLength(1)
  })
  it('opens with the right code although another program tries wrong ones all the time', async () => {
    const running = await startApp()
    const { code } = running.app.loginCodes.issue()
    for (let i = 0; i < 5; i += 1) expect(await codeOf(await logIn(running, 'AAAA-AAAA'))).toBe('login_code_invalid')
    expect(await codeOf(await logIn(running, 'AAAA-AAAA'))).toBe('login_locked')
    for (let i = 0; i < 30; i += 1) expect((await logIn(running, 'AAAA-AAAA')).status).toBe(429)
    expect((await logIn(running, code)).status).toBe(201)
  })
  it('gets new codes only from an admin', async () => {
    const running = await startApp()
    const issued = await running.call('POST', '/api/login-codes', 'admin')
    expect((await logIn(running, ((await issued.json()) as { code: string }).code)).status).toBe(201)
    expect((await running.call('POST', '/api/login-codes', 'observer')).status).toBe(403)
  })
})
