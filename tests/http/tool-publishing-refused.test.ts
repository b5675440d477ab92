import { describe, expect, it } from 'vitest'
import { Approval } from '../../contract/approval.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolRun, ToolRunPage } from '../../contract/tool.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const PUBLISH = { title: 'News', body: 'It is out.', target: 'blog' }
const READING = { tool: 'time.now', args: {}, side_effect_level: 'read_only' }
const EXECUTE = '/api/tools/execute'

interface Stage {
  readonly app: RunningApp
  readonly call: (given?: object) => Record<string, unknown>
}

/** A console with one task that may publish, and calls to publish for it. */
async function stage(): Promise<Stage> {
  const app = await startApp()
  const task = { task_id: 't1', request_text: 'Publish', allow_external_publish: true }
  const answer = await app.call('POST', '/api/tasks', 'admin', task)
  const { correlation_id } = (await answer.json()) as { correlation_id: string }
  const call = (given: object = {}) => ({
    ...{ tool: 'file.publish_dry_run', args: PUBLISH, side_effect_level: 'external_publish', task_id: 't1' },
    ...{ correlation_id, idempotency_key: 'key-00000001', ...given },
  })
  return { app, call }
}

const send = (app: RunningApp, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  app.call('POST', EXECUTE, 'tool_runner', body, headers)

/** What the answer says, once it is certain that it is a denial with its own line in the log. Returns both. */
async function denied(app: RunningApp, answer: Response, code: string): Promise<{ said: Problem; line: AuditEvent }> {
  const said = Problem.parse(await answer.json())
  expect([answer.status, said.error_code, said['code']], JSON.stringify(said)).toEqual([403, 'policy_denied', code])
  expect(said.remediation_hint.length).toBeGreaterThan(20)
  const line = (await app.lines('policy_denied')).find(
    ({ data }) => ToolRun.parse(data['run']).call_id === said['call_id'],
  )
  if (line === undefined) throw new Error('the denial left no line')
  expect(line.data).toMatchObject({
    code,
    run: { state: 'denied', reason: said['reason'], requested_by: 'tool_runner' },
  })
  return { said, line }
}

async function approve(app: RunningApp, call: object): Promise<void> {
  const said = Problem.parse(await (await send(app, call)).json())
  const { approval_id, subject_sha256 } = Approval.parse(
    await (await app.call('GET', `/api/approvals/${said['approval_id']}`, 'observer')).json(),
  )
  const path = `/api/approvals/${approval_id}/approve`
  expect((await app.call('POST', path, 'admin', { subject_sha256 })).status).toBe(200)
}

const without = (call: Record<string, unknown>, member: string): object =>
  Object.fromEntries(Object.entries(call).filter(([name]) => name !== member))

type Shape = (call: Stage['call']) => unknown

/** Whatever is wrong with it, it says that it wants to publish. */
const MALFORMED: readonly [string, Shape][] = [
  ['arguments that are a list', (call) => call({ args: [] })],
  ['arguments that are text', (call) => call({ args: 'all' })],
  ['a task id that is none', (call) => call({ task_id: '../t1' })],
  ['a task id that is a number', (call) => call({ task_id: 7 })],
  ['a correlation id that is none', (call) => call({ correlation_id: '' })],
  ['a key that is too short', (call) => call({ idempotency_key: 'short' })],
  ['a member too many', (call) => call({ approved: true })],
  ['a level that is none', (call) => call({ side_effect_level: 'harmless' })],
  ['a level in a list', (call) => call({ side_effect_level: ['external_publish'] })],
  ['a level that is milder, and bad arguments', (call) => call({ side_effect_level: 'read_only', args: null })],
  ['a tool in a list', (call) => call({ tool: ['file.publish_dry_run'], side_effect_level: 'read_only' })],
  ['a tool in capitals', (call) => call({ tool: 'File.Publish_Dry_Run', side_effect_level: 'read_only' })],
  ['a tool that is no name, declared as publishing', (call) => call({ tool: 7 })],
  ['another tool, declared as publishing, and bad arguments', (call) => call({ tool: 'time.now', args: 1 })],
  ...['tool', 'args', 'side_effect_level', 'task_id', 'correlation_id', 'idempotency_key'].map(
    (member): [string, Shape] => [`no ${member}`, (call) => without(call(), member)],
  ),
  ['nothing but the tool', () => ({ tool: 'file.publish_dry_run' })],
  ['nothing but the level', () => ({ side_effect_level: 'external_publish' })],
  ['the call in a list', (call) => [call()]],
  ['the call in another object', (call) => ({ call: call() })],
  ['the call as text', (call) => JSON.stringify(JSON.stringify(call()))],
  ['half of the call', (call) => JSON.stringify(call()).slice(0, -2)],
  ['a byte order mark', (call) => `\uFEFF${JSON.stringify(call())}`],
  ['a name that is written with escapes, in half of a call', () => '{"tool":"file.publish\\u005fdry_run"'],
  ['nesting far too deep', (call) => JSON.stringify(call()).replace('"News"', `${'['.repeat(90)}${']'.repeat(90)}`)],
  [
    'a number that is none in JSON',
    (call) => JSON.stringify(call({ args: { ...PUBLISH, n: 0 } })).replace('"n":0', '"n":1e999'),
  ],
]

describe('a call to publish that cannot be read', () => {
  it.each(MALFORMED)('is denied by the gate and not only refused as a request: %s', async (_, shape) => {
    const { app, call } = await stage()
    const { said, line } = await denied(app, await send(app, shape(call)), 'call_malformed')
    expect(said['approval_id']).toBeNull()
    expect(line.data).not.toHaveProperty('facts')
    expect(await app.lines('tool_call_intended')).toEqual([])
    expect(await app.lines('approval_requested')).toEqual([])
  })

  it('is denied with another content type too', async () => {
    const { app, call } = await stage()
    const answer = await send(app, call(), { 'content-type': 'text/plain' })
    const { said } = await denied(app, answer, 'call_malformed')
    expect(said['reason']).toContain('text/plain')
  })

  it('tells which member is wrong, and the log keeps the beginning of what was sent, with the sha256 of all of it', async () => {
    const { app, call } = await stage()
    const sent = call({ args: ['x'.repeat(300_000)] })
    const { said, line } = await denied(app, await send(app, sent), 'call_malformed')
    expect(said['reason']).toContain('args')
    const run = ToolRun.parse(line.data['run'])
    expect(run).toMatchObject({ tool: 'file.publish_dry_run', side_effect_level: 'external_publish', task_id: 't1' })
    expect(run.subject).toBe(JSON.stringify(sent).slice(0, 4096))
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(sent)))
    expect(run.subject_sha256).toBe(Buffer.from(bytes).toString('hex'))
  })

  it('stands in the trail of its task when it names task and correlation, and otherwise under its own request', async () => {
    const { app, call } = await stage()
    const own = await denied(app, await send(app, call({ args: [] })), 'call_malformed')
    expect(own.line).toMatchObject({ correlation_id: call()['correlation_id'], task_id: 't1' })
    const foreign = await denied(app, await send(app, call({ args: [], correlation_id: 'other' })), 'call_malformed')
    expect([foreign.line.correlation_id, foreign.line.correlation_id]).not.toContain(call()['correlation_id'])
    expect(foreign.line.correlation_id).not.toBe('other')
    expect((await app.call('GET', `/api/audit/${foreign.line.correlation_id}`, 'observer')).status).toBe(200)
  })

  it('is listed among the denied calls, and does not disturb the list', async () => {
    const { app, call } = await stage()
    for (const [, shape] of MALFORMED) await send(app, shape(call))
    const page = await app.call('GET', '/api/tool-calls?state=denied&limit=500', 'observer')
    expect(ToolRunPage.parse(await page.json()).items).toHaveLength(MALFORMED.length)
  })
})

describe('a call of a lower level that cannot be read', () => {
  it.each<[string, number, string, Shape]>([
    ['bad arguments', 400, 'validation_failed', (call) => call({ ...READING, args: [] })],
    ['a text about publishing', 400, 'validation_failed', (call) => call({ ...READING, args: ['external_publish'] })],
    ['no key', 400, 'validation_failed', (call) => without(call(READING), 'idempotency_key')],
    ['an empty object', 400, 'validation_failed', () => ({})],
    ['half of it', 400, 'payload_not_json', (call) => JSON.stringify(call(READING)).slice(0, -2)],
    ['too much of it', 413, 'payload_too_large', (call) => call({ ...READING, args: { x: 'x'.repeat(70_000) } })],
    ['more than the door takes', 413, 'payload_too_large', (call) => call({ args: { x: 'x'.repeat(1024 * 1024) } })],
  ])('is refused as a request: %s', async (_, status, code, shape) => {
    const { app, call } = await stage()
    const answer = await send(app, shape(call))
    expect([answer.status, Problem.parse(await answer.json()).error_code]).toEqual([status, code])
    expect(await app.lines('policy_denied')).toEqual([])
  })

  it('is refused under the key of another call', async () => {
    const { app, call } = await stage()
    expect((await send(app, call(READING))).status).toBe(200)
    const other = await send(app, call({ ...READING, side_effect_level: 'local_write' }))
    expect([other.status, Problem.parse(await other.json()).error_code]).toEqual([422, 'idempotency_key_reused'])
  })
})

describe('a call to publish that is not carried out for a reason of its own', () => {
  it('is denied when it is larger than 64 KiB', async () => {
    const { app, call } = await stage()
    const large = call({ args: { ...PUBLISH, body: 'x'.repeat(70_000) } })
    const { said, line } = await denied(app, await send(app, large), 'call_too_large')
    expect(said['reason']).toContain('65536')
    expect(ToolRun.parse(line.data['run']).subject).toHaveLength(4096)
  })

  it('is denied when its key was used for another call, also when it was approved, and runs under a new key', async () => {
    const { app, call } = await stage()
    await send(app, call(READING))
    await denied(app, await send(app, call()), 'idempotency_key_reused')
    await approve(app, call({ idempotency_key: 'key-00000002' }))
    const { said } = await denied(app, await send(app, call()), 'idempotency_key_reused')
    expect(said.remediation_hint).toContain('new idempotency_key')
    expect((await send(app, call({ idempotency_key: 'key-00000003' }))).status).toBe(200)
    expect(await app.lines('tool_call_intended')).toHaveLength(2)
  })

  it('is denied each time when many that nobody approved are sent at once under one key', async () => {
    const { app, call } = await stage()
    await approve(app, call())
    const before = (await app.lines('policy_denied')).length
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => send(app, call({ args: { ...PUBLISH, title: `${n}` } }))),
    )
    for (const answer of answers)
      expect([answer.status, Problem.parse(await answer.json()).error_code]).toEqual([403, 'policy_denied'])
    expect(await app.lines('policy_denied')).toHaveLength(before + 12)
  })

  it('gets the recorded result again once it was approved and carried out', async () => {
    const { app, call } = await stage()
    await approve(app, call())
    const first = ToolRun.parse(await (await send(app, call())).json())
    const before = (await app.lines('policy_denied')).length
    const again = ToolRun.parse(await (await send(app, call())).json())
    expect(again).toEqual({ ...first, replayed: true })
    expect(await app.lines('policy_denied')).toHaveLength(before)
  })
})

describe('a call to publish of somebody who may not call tools', () => {
  it('is refused before the gate, and the gate writes nothing', async () => {
    const { app, call } = await stage()
    for (const [scope, status, code] of [
      [null, 401, 'token_missing'],
      ['observer', 403, 'scope_insufficient'],
    ] as const) {
      const answer = await app.call('POST', EXECUTE, scope, call({ args: [] }))
      expect([answer.status, Problem.parse(await answer.json()).error_code]).toEqual([status, code])
    }
    expect(await app.lines('policy_denied')).toEqual([])
  })
})
