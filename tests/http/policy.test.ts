import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Approval } from '../../contract/approval.ts'
import { type PolicySimulation, PolicyView, PolicySimulation as SimulationSchema } from '../../contract/policy.ts'
import { Problem } from '../../contract/problem.ts'
import { readPolicyYaml } from '../../main/adapters/policy/policy-yaml.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import type { CallsPart } from '../../main/core/policy/recorded-calls.ts'
import { createPolicyHandlers } from '../../main/http/policy-handlers.ts'
import { openStream } from '../support/event-reader.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const PUBLISH = { title: 'News', body: 'It is out.', target: 'blog' }
const DENY_ALL = 'version: 1\nrules:\n  - id: nothing\n    match: {}\n    effect: deny\n'
const ALLOW_ALL = DENY_ALL.replace('deny', 'allow').replace('nothing', 'everything')

const current = async (app: RunningApp): Promise<PolicyView> =>
  PolicyView.parse(await (await app.call('GET', '/api/policy', 'observer')).json())

const save = (app: RunningApp, text: string, base_sha: string | undefined): Promise<Response> =>
  app.call('PUT', '/api/policy', 'admin', { text, base_sha })

async function simulate(app: RunningApp, text: string): Promise<PolicySimulation> {
  const answer = await app.call('POST', '/api/policy/simulate', 'observer', { text })
  expect(answer.status).toBe(200)
  return SimulationSchema.parse(await answer.json())
}

/** A task, and two calls for it: one that publishes, which waits for an approval, and one that reads. */
async function withCalls(): Promise<{ app: RunningApp; approval: string }> {
  const app = await startApp()
  const task = { task_id: 't1', request_text: 'Publish', allow_external_publish: true }
  const made = await app.call('POST', '/api/tasks', 'admin', task)
  const { correlation_id } = (await made.json()) as { correlation_id: string }
  const common = { task_id: 't1', correlation_id }
  const execute = (call: object): Promise<Response> =>
    app.call('POST', '/api/tools/execute', 'tool_runner', { ...common, ...call })
  const publish = { tool: 'file.publish_dry_run', args: PUBLISH, side_effect_level: 'external_publish' }
  const refused = Problem.parse(await (await execute({ ...publish, idempotency_key: 'key-00000001' })).json())
  const reading = { tool: 'time.now', args: {}, side_effect_level: 'read_only', idempotency_key: 'key-00000002' }
  expect((await execute(reading)).status).toBe(200)
  return { app, approval: String(refused['approval_id']) }
}

describe('the policy over HTTP', () => {
  it('is shown with its text, its lint and where its file would be', async () => {
    const app = await startApp()
    const view = await current(app)
    expect(view).toMatchObject({ origin: 'built_in', lint: [], refused: null })
    expect(view.path).toBe(join(app.config.data_root, 'policy.yaml'))
    expect(view.sha256).toBe(sha256(view.text))
  })

  it('is saved with the sha256 that it is based on, told to clients, and in force for the next call', async () => {
    const { app } = await withCalls()
    const stream = await openStream(app.url, await app.token('observer'), null)
    const { sha256: base } = await current(app)
    const answer = await save(app, ALLOW_ALL, base)
    expect(answer.status).toBe(200)
    const view = PolicyView.parse(await answer.json())
    expect(view).toMatchObject({ origin: 'file', sha256: sha256(ALLOW_ALL) })
    expect(view.lint.map(({ kind }) => kind)).toEqual(['over_broad', 'contradicts_hard_denial'])
    expect(await readFile(view.path, 'utf8')).toBe(ALLOW_ALL)
    await expect.poll(() => stream.events.map(({ name }) => name)).toContain('policy_loaded')
    const told = stream.events.find(({ name }) => name === 'policy_loaded')
    expect(JSON.parse(told?.data ?? '')).toMatchObject({ sha256: view.sha256 })
    stream.close()
    const [, line] = await app.lines('policy_loaded')
    expect(line).toMatchObject({ data: { sha256: view.sha256, before: base }, actor: { scopes: ['admin'] } })
  })

  it('cannot be saved on another base, nor when it is not valid', async () => {
    const app = await startApp()
    const { sha256: base } = await current(app)
    const stale = await save(app, DENY_ALL, sha256('another'))
    expect(stale.status).toBe(409)
    expect(Problem.parse(await stale.json())).toMatchObject({ error_code: 'policy_changed', base_sha: base })
    const unsaid = await save(app, DENY_ALL, undefined)
    expect(unsaid.status).toBe(428)
    expect(Problem.parse(await unsaid.json())).toMatchObject({ error_code: 'precondition_required', base_sha: base })
    const conflicts = await app.lines('write_conflict')
    expect(conflicts.map(({ data }) => data['given_sha'])).toEqual([sha256('another'), null])
    const invalid = await save(app, 'version: 1\nrules: 7', base)
    expect(invalid.status).toBe(422)
    const problem = Problem.parse(await invalid.json())
    expect(problem).toMatchObject({ error_code: 'policy_invalid', detail: expect.stringContaining('line 2, column 8') })
    expect((await current(app)).sha256).toBe(base)
  })

  it('a changed file voids what waits for an approval under the old one, and decides the next call', async () => {
    const { app, approval } = await withCalls()
    await writeFile(join(app.config.data_root, 'policy.yaml'), DENY_ALL)
    const state = async (): Promise<Approval> =>
      Approval.parse(await (await app.call('GET', `/api/approvals/${approval}`, 'observer')).json())
    await expect.poll(async () => (await state()).state).toBe('voided')
    expect((await state()).voided).toMatchObject({ cause: 'policy_changed' })
    expect((await current(app)).policy.rules[0]?.id).toBe('nothing')
  })

  it('a file that is not valid shows in the policy and among the warnings of the system', async () => {
    const app = await startApp()
    await writeFile(join(app.config.data_root, 'policy.yaml'), 'rules: [')
    await expect.poll(async () => (await current(app)).refused?.reason).toMatch(/^line 1/)
    const info = (await (await app.call('GET', '/system/info', 'observer')).json()) as { warnings: string[] }
    expect(info.warnings).toEqual([expect.stringMatching(/^policy.yaml is not valid, the built-in policy is in force/)])
    expect(await app.lines('policy_refused')).toHaveLength(1)
  })
})

describe('simulating a changed policy', () => {
  it('tells which recorded calls would be decided otherwise, and changes nothing', async () => {
    const { app } = await withCalls()
    const before = await current(app)
    const found = await simulate(app, DENY_ALL)
    expect(found).toMatchObject({ valid: true, problem: null, sha256: sha256(DENY_ALL), calls: 2, more: 0 })
    expect(found.changes.map(({ tool, before: was, after }) => [tool, was.effect, after.effect])).toEqual([
      ['time.now', 'allow', 'deny'],
      ['file.publish_dry_run', 'ask', 'deny'],
    ])
    expect(await current(app)).toEqual(before)
  })

  it('a policy that allows everything still asks for publishing', async () => {
    const { app } = await withCalls()
    const found = await simulate(app, ALLOW_ALL)
    expect(found.changes).toEqual([])
    expect(found.lint.map(({ kind }) => kind)).toEqual(['over_broad', 'contradicts_hard_denial'])
  })

  it('a text that is no policy is answered with the reason', async () => {
    const app = await startApp()
    expect(await simulate(app, 'rules: [')).toMatchObject({
      ...{ valid: false, problem: expect.stringMatching(/^line 1, column/), calls: 0, changes: [] },
    })
  })

  it('of however many recorded calls lets other requests be answered meanwhile', async () => {
    const app = await startApp()
    const view = await current(app)
    let answered = false
    let parts = 0
    function* untilAnswered(): Generator<CallsPart> {
      for (; !answered && parts < 1_000_000; parts += 1) yield []
    }
    const { simulatePolicy } = createPolicyHandlers({
      policy: {
        current: () => view,
        onChange: () => () => undefined,
        textOf: async () => null,
        save: async () => view,
      },
      calls: { latest: untilAnswered },
      ...{ readPolicy: readPolicyYaml, tools: [], nextTurn: () => setImmediate() },
    })
    const simulated = simulatePolicy({ body: { text: DENY_ALL } } as Parameters<typeof simulatePolicy>[0])
    answered = (await app.call('GET', '/health', null)).status === 200
    await simulated
    expect(parts).toBeGreaterThan(0)
    expect(parts).toBeLessThan(1_000_000)
  })
})
