import { readdirSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DeliveryResult } from '../../contract/delivery.ts'
import { Problem } from '../../contract/problem.ts'
import { signed, startApp } from '../support/running-app.ts'

type Running = Awaited<ReturnType<typeof startApp>>
const opened = {
  action: 'opened',
  repository: { full_name: 'octo/cat' },
  issue: { number: 7, title: 'Seven', body: 'Please', html_url: 'https://github.com/octo/cat/issues/7', state: 'open' },
}
const resultOf = async (response: Response): Promise<DeliveryResult> => DeliveryResult.parse(await response.json())
const codeOf = async (response: Response): Promise<string> => Problem.parse(await response.json()).error_code
const ssotOf = (running: Running): Promise<string[]> => readdir(join(running.config.data_root, 'ssot'))

describe('a signed GitHub delivery', () => {
  it('of an opened issue becomes a task', async () => {
    const running = await startApp()
    const answer = await running.webhook('issues', 'd-1', opened)
    const result = await resultOf(answer)
    expect([answer.status, result.outcome]).toEqual([200, 'task_created'])
    const task = await running.call('GET', `/api/tasks/${result.task_ids[0]}`, 'observer')
    expect(await task.json()).toMatchObject({
      source: 'github',
      title: 'Seven',
      external_ref: { repository: 'octo/cat', number: 7 },
    })
  })
  it('sent ten times changes nothing after the first and gets the recorded result', async () => {
    const running = await startApp()
    const first = await resultOf(await running.webhook('issues', 'd-1', opened))
    for (let i = 0; i < 10; i += 1)
      expect(await resultOf(await running.webhook('issues', 'd-1', opened))).toEqual({ ...first, replayed: true })
    expect(await running.lines('task_created')).toHaveLength(1)
    expect(await running.lines('webhook_replayed')).toHaveLength(10)
  })
  it('is known as a replay after a restart', async () => {
    const first = await startApp()
    const result = await resultOf(await first.webhook('issues', 'd-1', opened))
    await first.stop()
    const second = await startApp({ dataRoot: first.config.data_root })
    expect(await resultOf(await second.webhook('issues', 'd-1', opened))).toEqual({ ...result, replayed: true })
  })
  it('of a ping is 200, of an event without a task 202', async () => {
    const running = await startApp()
    const ping = await running.webhook('ping', 'd-1', { zen: 'Keep it logically awesome.', hook_id: 1 })
    expect([ping.status, (await resultOf(ping)).outcome]).toEqual([200, 'pong'])
    const star = await running.webhook('star', 'd-2', { action: 'created' })
    expect([star.status, (await resultOf(star)).outcome]).toEqual([202, 'recorded'])
  })
})

describe('a delivery that cannot be trusted', () => {
  it('is refused with 401, leaves an audit line, and writes nothing into ssot/', async () => {
    const running = await startApp()
    const body = JSON.stringify(opened)
    const forged = { ...signed('issues', 'd-1', body), 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }
    const { 'x-hub-signature-256': _, ...unsigned } = forged
    expect(await codeOf(await running.call('POST', '/webhooks/github', null, body, unsigned))).toBe('signature_missing')
    const refusals = new Set<string>()
    for (let i = 0; i < 50; i += 1) {
      const answer = await running.call('POST', '/webhooks/github', null, body, forged)
      refusals.add(`${answer.status} ${await codeOf(answer)}`)
    }
    // Verified to the last one, for good senders may stand behind the same address; the answer says when there were too many.
    expect([...refusals]).toEqual(['401 signature_invalid', '429 ingress_rate_limited'])
    expect(await ssotOf(running)).toEqual([])
    const first = (await running.lines('webhook_rejected')).map(({ data }) => data)
    for (const reason of ['signature_missing', 'signature_invalid', 'ingress_rate_limited'])
      expect(first).toContainEqual(expect.objectContaining({ source: 'github', signature_valid: false, reason }))
  })
  it('is refused when one byte of the body changed on its way', async () => {
    const running = await startApp()
    const body = JSON.stringify(opened)
    const answer = await running.call(
      'POST',
      '/webhooks/github',
      null,
      body.replace('Seven', 'Eleve'),
      signed('issues', 'd-1', body),
    )
    expect(await codeOf(answer)).toBe('signature_invalid')
  })
  it('without event name or delivery id is refused by name', async () => {
    const running = await startApp()
    const body = '{}'
    for (const missing of ['x-github-event', 'x-github-delivery']) {
      const headers = signed('issues', 'd-1', body)
      delete headers[missing]
      expect(await codeOf(await running.call('POST', '/webhooks/github', null, body, headers))).toBe(
        'webhook_header_missing',
      )
    }
  })
  it('that is signed but no JSON is refused and claims nothing', async () => {
    const running = await startApp()
    const answer = await running.call('POST', '/webhooks/github', null, '{"a":', signed('issues', 'd-1', '{"a":'))
    expect(await codeOf(answer)).toBe('payload_not_json')
    expect(await running.lines('webhook_received')).toEqual([])
    expect((await running.lines('webhook_rejected'))[0]?.data).toMatchObject({
      signature_valid: true,
      reason: 'payload_not_json',
    })
  })
})

describe('a delivery id', () => {
  it('that comes again with another body is refused and changes nothing', async () => {
    const running = await startApp()
    await running.webhook('issues', 'd-1', opened)
    const other = { ...opened, issue: { ...opened.issue, title: 'Eight' } }
    const answer = await running.webhook('issues', 'd-1', other)
    expect([answer.status, await codeOf(answer)]).toEqual([409, 'delivery_changed'])
    expect(await running.lines('task_updated')).toEqual([])
  })
})

describe('a source that proves itself by a secret', () => {
  const env = { XCODE_TOKEN: 'xcode-token-of-tests', TELEGRAM_SECRET_TOKEN: 'telegram-secret-of-tests' }
  it.each([
    ['/webhooks/xcode', 'authorization', 'Bearer wrong-token-of-tests'],
    ['/webhooks/telegram', 'x-telegram-bot-api-secret-token', 'wrong'],
  ])('at %s is refused without it and with a wrong one, and the secret is in no line', async (path, header, wrong) => {
    const running = await startApp({ env })
    const code = async (headers: Record<string, string>) => codeOf(await running.call('POST', path, null, {}, headers))
    expect(await code({})).toBe('webhook_token_missing')
    expect(await code({ [header]: wrong })).toBe('webhook_token_invalid')
    expect(await ssotOf(running)).toEqual([])
    const lines = async () => JSON.stringify(await running.lines('webhook_rejected'))
    await expect.poll(lines).toContain('webhook_token_invalid')
    expect(await lines()).not.toContain('wrong')
  })
  it('in its path, as Xcode Cloud must, is taken there and nowhere written', async () => {
    const running = await startApp({ env })
    const build = { ciBuildRun: { id: 'b-1', attributes: { number: 1, executionProgress: 'PENDING' } } }
    const answer = await running.call('POST', `/webhooks/xcode/${env.XCODE_TOKEN}`, null, build)
    expect((await resultOf(answer)).outcome).toBe('task_created')
    expect(await codeOf(await running.call('POST', '/webhooks/xcode/wrong', null, build))).toBe('webhook_token_invalid')
    const everything = await (await running.call('GET', '/api/audit?limit=1000', 'admin')).text()
    expect(everything).not.toContain(env.XCODE_TOKEN)
  })
})

describe('without WEBHOOK_SECRET', () => {
  it('the source is off, says so, and takes nothing', async () => {
    const running = await startApp({ env: {} })
    const answer = await running.webhook('issues', 'd-1', opened)
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'source_off'])
    const info = await (await running.call('GET', '/system/info', 'observer')).json()
    expect(info).toMatchObject({
      sources: expect.arrayContaining([
        expect.objectContaining({ source: 'github', state: 'off', reason: 'WEBHOOK_SECRET is not set' }),
        expect.objectContaining({ source: 'xcode', state: 'off' }),
        expect.objectContaining({ source: 'telegram', state: 'off' }),
      ]),
    })
    expect(await ssotOf(running)).toEqual([])
  })
})

/** The catalogue of GitHub's own examples: github.com and every GitHub Enterprise Server edition in it. */
function examplePayloads(): { name: string; examples: unknown[] }[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@octokit/webhooks-examples/package.json'))
  const editions = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return editions.flatMap(({ name }) => JSON.parse(readFileSync(join(folder, name, 'index.json'), 'utf8')))
}

describe('real input', () => {
  it('every example payload of the webhooks catalogue is accepted without one 5xx', async () => {
    const running = await startApp()
    const bad: string[] = []
    let sent = 0
    for (const { name, examples } of examplePayloads())
      for (const payload of examples) {
        const answer = await running.webhook(name, `example-${sent}`, payload)
        if (answer.status !== 200 && answer.status !== 202) bad.push(`${name}: ${answer.status} ${await answer.text()}`)
        else await answer.body?.cancel()
        sent += 1
      }
    expect(bad).toEqual([])
    expect(sent).toBeGreaterThan(700)
    const files = await ssotOf(running)
    expect(files.length).toBeGreaterThan(1)
    const listed = (await (await running.call('GET', '/api/tasks', 'observer')).json()) as {
      items: { status: string }[]
    }
    expect(listed.items.filter((t) => t.status === 'invalid')).toEqual([])
  })
})
