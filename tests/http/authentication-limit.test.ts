import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { Problem } from '../../contract/problem.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const BURST = 20

interface Told {
  readonly status: number
  readonly code: string
  readonly wait: string | null
}

async function tryWith(running: RunningApp, from: string, headers: Record<string, string>): Promise<Told> {
  const answer = await running.call('GET', '/api/tasks', null, undefined, { 'x-forwarded-for': from, ...headers })
  const { error_code } = Problem.parse(await answer.json())
  return { status: answer.status, code: error_code, wait: answer.headers.get('retry-after') }
}

const guess = (running: RunningApp, from: string): Promise<Told> =>
  tryWith(running, from, { authorization: `Bearer guess.${Math.random()}.x` })

const counted = (lines: readonly AuditEvent[]): number =>
  lines.reduce((sum, { data }) => sum + Number(data['count']), 0)

describe('who fails to prove who he is', () => {
  it('is told to wait after twenty failures, while others go on and a good token is always let in', async () => {
    const running = await startApp()
    for (let n = 0; n < BURST; n += 1)
      expect(await guess(running, '203.0.113.7')).toMatchObject({ status: 401, code: 'token_invalid' })
    const limited = await guess(running, '203.0.113.7')
    expect(limited).toMatchObject({ status: 429, code: 'authentication_rate_limited' })
    expect(Number(limited.wait)).toBeGreaterThanOrEqual(1)
    expect(Number(limited.wait)).toBeLessThanOrEqual(3)
    expect(await guess(running, '203.0.113.8')).toMatchObject({ status: 401 })
    const good = await running.call('GET', '/api/tasks', 'observer', undefined, { 'x-forwarded-for': '203.0.113.7' })
    expect(good.status).toBe(200)
  })
  it('fails alike with a token that is missing, expired or revoked, and with a wrong login code', async () => {
    const running = await startApp()
    const created = await running.call('POST', '/api/tokens', 'admin', { scope: 'observer' })
    const { token, jti } = (await created.json()) as { token: string; jti: string }
    await running.call('POST', `/api/tokens/${jti}/revoke`, 'admin')
    const from = '203.0.113.9'
    for (let n = 0; n < BURST / 2; n += 1) {
      expect(await tryWith(running, from, {})).toMatchObject({ code: 'token_missing' })
      expect(await tryWith(running, from, { authorization: `Bearer ${token}` })).toMatchObject({
        code: 'token_revoked',
      })
    }
    const code = await running.call('POST', '/api/session', null, { code: 'AAAA-AAAA' }, { 'x-forwarded-for': from })
    expect([code.status, Problem.parse(await code.json()).error_code]).toEqual([429, 'authentication_rate_limited'])
    const right = running.app.loginCodes.issue().code
    const opened = await running.call('POST', '/api/session', null, { code: right }, { 'x-forwarded-for': from })
    expect(opened.status).toBe(201)
  })
  it('cannot fill the log: every failure is counted, in a few lines', async () => {
    const running = await startApp()
    for (let n = 0; n < 200; n += 1) await guess(running, '203.0.113.7')
    await running.stop()
    const again = await startApp({ dataRoot: running.config.data_root })
    const lines = await again.lines('authentication_failed')
    expect(counted(lines)).toBe(200)
    expect(lines.length).toBeLessThan(10)
    for (const { data, actor } of lines) {
      expect(data).toMatchObject({ address: '203.0.113.7' })
      expect(actor).toEqual({ sub: 'anonymous', scopes: [], door: 'http' })
    }
    expect(await again.lines('request_refused')).toEqual([])
  })
  it('is not anybody who came through a door of this process, or who may too little', async () => {
    const running = await startApp()
    const identity = { sub: 'somebody', scopes: [], door: 'desktop' as const }
    for (let n = 0; n < BURST + 5; n += 1) {
      const inside = await running.app.fetch(new Request('http://x.invalid/api/tasks'), { identity })
      expect(inside.status).toBe(403)
      expect((await running.call('POST', '/api/tasks', 'observer', {})).status).toBe(403)
    }
    expect(await running.lines('authentication_failed')).toEqual([])
    expect((await running.lines('request_refused')).length).toBe(2 * (BURST + 5))
  })
})
