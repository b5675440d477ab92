import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AgentList, AgentLogPage, type AgentRun, AgentRunPage } from '../../contract/agent.ts'
import { type ProtocolPhase, ProtocolView } from '../../contract/protocol.ts'
import { createHostSandbox } from '../../main/adapters/sandbox/host-sandbox.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

const VALIDATION = join(import.meta.dirname, '../../scripts/validation')
const script = (name: string, ...args: string[]): string[] => [process.execPath, join(VALIDATION, name), ...args]
const LIMITS = { seconds: 60 }
const around = { home: '/nonexistent', data_root: '/nonexistent', path: '/usr/bin:/bin', lang: 'C' }
const sandboxed = (await createHostSandbox(process.platform, around).readiness()).ready

interface Given {
  readonly executor?: string
  readonly reviewer?: string
  readonly agents?: Record<string, object>
  readonly protocol?: object
}

async function world(given: Given = {}): Promise<RunningApp> {
  const dataRoot = await temporaryFolder()
  const settings = {
    agents: {
      worker: {
        kind: 'script',
        command: script('fake_executor.ts', '--mode', given.executor ?? 'honest'),
        limits: LIMITS,
      },
      judge: {
        ...{ kind: 'script', command: script('fake_reviewer.ts', '--mode', given.reviewer ?? 'honest') },
        ...{ roles: ['reviewer'], limits: LIMITS },
      },
      ...given.agents,
    },
    protocol: { max_rounds: 2, ...given.protocol },
  }
  await writeFile(join(dataRoot, 'config.json'), JSON.stringify(settings))
  return startApp({ dataRoot })
}

const CRITERIA = [
  { criterion_id: 'c1', text: 'It is done', check: { argv: ['grep', '-q', 'did c1', 'src/out.txt'] } },
  { criterion_id: 'c2', text: 'It says the round', check: { argv: ['grep', '-q', '^round', 'src/out.txt'] } },
]

async function dispatch(app: RunningApp, taskId: string, given: object = {}): Promise<Response> {
  await app.call('POST', '/api/tasks', 'admin', {
    ...{ task_id: taskId, request_text: 'Do it', acceptance_criteria: CRITERIA, declared_scope: ['src/'] },
  })
  const { base_sha } = (await (await app.call('GET', `/api/tasks/${taskId}`, 'admin')).json()) as { base_sha: string }
  const body = { agent: 'worker', reviewer: 'judge', base_sha, ...given }
  return app.call('POST', `/api/tasks/${taskId}/dispatch`, 'coordinator', body)
}

const view = async (app: RunningApp, taskId: string): Promise<ProtocolView> =>
  ProtocolView.parse(await (await app.call('GET', `/api/tasks/${taskId}/protocol`, 'observer')).json())

const phaseBecomes = (app: RunningApp, taskId: string, phase: ProtocolPhase) =>
  expect.poll(async () => (await view(app, taskId)).phase, { timeout: 30_000 }).toBe(phase)

const runs = async (app: RunningApp, query = ''): Promise<AgentRun[]> =>
  AgentRunPage.parse(await (await app.call('GET', `/api/agent-runs${query}`, 'observer')).json()).items

const runsAreOver = (app: RunningApp) =>
  expect
    .poll(async () => (await runs(app)).filter(({ ended_at }) => ended_at === null), { timeout: 30_000 })
    .toEqual([])

describe('an agent that the console starts', () => {
  it('works through a task: echo, heartbeat, result, what the console finds, verdict; a person decides', async () => {
    const app = await world()
    expect((await dispatch(app, 't1')).status).toBe(201)
    await phaseBecomes(app, 't1', 'awaiting_person')
    await runsAreOver(app)
    const { rounds, ledger } = await view(app, 't1')
    expect(rounds).toHaveLength(1)
    const [round] = rounds
    expect(round?.observed?.workspace).toMatchObject({
      ...{ complete: true, out_of_scope: [] },
      files: [{ path: 'src/out.txt', change: 'added', before_sha256: null }],
    })
    const checks = sandboxed ? ['passed', 'passed'] : ['not_run', 'not_run']
    expect(round?.observed?.checks.map(({ state }) => state)).toEqual(checks)
    expect(ledger).toMatchObject({ status: sandboxed ? 'VERIFIED' : 'UNVERIFIED', out_of_scope: [] })

    const items = await runs(app)
    expect(items.map(({ role, state, agent }) => [role, state, agent])).toEqual([
      ['reviewer', 'ended', 'judge'],
      ['executor', 'ended', 'worker'],
    ])
    const executor = items[1] as AgentRun
    expect(executor).toMatchObject({ exit_code: 0, usage: { turns: 1 }, log: { artifacts: 1 } })
    const log = AgentLogPage.parse(
      await (await app.call('GET', `/api/agent-runs/${executor.run_id}/log`, 'observer')).json(),
    )
    expect(log.ended).toBe(true)
    const said = log.lines.filter(({ stream }) => stream === 'protocol').map(({ text }) => JSON.parse(text).type)
    expect(said).toEqual(['ack', 'answer', 'heartbeat', 'answer', 'usage', 'result', 'answer'])
    const { items: agents } = AgentList.parse(await (await app.call('GET', '/api/agents', 'observer')).json())
    expect(agents).toMatchObject([
      { agent: 'judge', roles: ['reviewer'], running: [] },
      { agent: 'worker', running: [], spent: { turns: 1 } },
    ])
    const types = (await app.lines('agent_run_started')).map(({ data }) => Object.keys(data).toSorted())
    expect(types[0]).toEqual(['base_sha256', 'identity', 'pid', 'run'])
  })

  it('is given the issues of the verdict byte for byte, and the second round passes', async () => {
    const app = await world({ reviewer: 'reject-once' })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_person')
    const { rounds } = await view(app, 't1')
    expect(rounds.map(({ verdict }) => verdict?.decision)).toEqual(['reject', 'approve'])
    expect(rounds[1]?.dispatch.issues).toEqual(rounds[0]?.verdict?.issues)
    await runsAreOver(app)
    expect((await runs(app)).map(({ role, round }) => `${round} ${role}`)).toEqual([
      ...['2 reviewer', '2 executor', '1 reviewer', '1 executor'],
    ])
  })

  it('is stopped for good when the reviewer keeps rejecting', async () => {
    const app = await world({ reviewer: 'reject-always' })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'locked')
    expect((await view(app, 't1')).rounds).toHaveLength(2)
    await runsAreOver(app)
    expect(await app.lines('task_locked')).toHaveLength(1)
  })

  it('is not given out again when that is left to a person', async () => {
    const app = await world({ reviewer: 'reject-once', protocol: { redispatch: 'by_person' } })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_dispatch')
    await runsAreOver(app)
    expect((await view(app, 't1')).rounds).toHaveLength(1)
  })

  it.each([
    ['echo-altered', 'ack_mismatch'],
    ['echo-missing-item', 'ack_mismatch'],
    ['echo-reordered', 'ack_mismatch'],
    ['wrong-dispatch', 'agent_failed'],
    ['result-before-ack', 'agent_failed'],
    ['claim-nowhere', 'agent_failed'],
    ['work-log-nowhere', 'agent_failed'],
    ['no-result', 'agent_failed'],
    ['crash', 'agent_failed'],
  ])('that does "%s" is caught: the round ends with %s', async (executor, reason) => {
    const app = await world({ executor, protocol: { max_rounds: 3 } })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_dispatch')
    const { rounds } = await view(app, 't1')
    expect(rounds.at(-1)).toMatchObject({ result: null, verdict: null, ended: { reason } })
    await runsAreOver(app)
    expect(await runs(app)).toHaveLength(1)
  })

  it('that touches files outside its scope is found by the console, whatever it says', async () => {
    const app = await world({ executor: 'out-of-scope', reviewer: 'honest-approve' })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_person')
    const { ledger, rounds } = await view(app, 't1')
    expect(rounds[0]?.observed?.workspace?.out_of_scope).toEqual(['outside-the-scope.txt'])
    expect(ledger).toMatchObject({ status: 'GAPS', blocks_approval: true, out_of_scope: ['outside-the-scope.txt'] })
    expect(await app.lines('scope_violation')).toHaveLength(1)
    const refused = await app.decide('approve', 't1')
    expect([refused.status, await refused.json()]).toMatchObject([409, { error_code: 'proof_insufficient' }])
  })

  it.runIf(sandboxed)('that claims work that it did not do is found by the checks, and rejected', async () => {
    const app = await world({ executor: 'no-work', protocol: { max_rounds: 1 } })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'locked')
    const { rounds } = await view(app, 't1')
    expect(rounds[0]?.observed?.checks.map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(rounds[0]?.verdict?.issues.map(({ criterion_ref }) => criterion_ref)).toEqual(['c1', 'c2'])
  })

  it('that says nothing runs into the time for its echo, and is ended', async () => {
    const app = await world({ executor: 'no-ack', protocol: { ack_seconds: 1 } })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_dispatch')
    expect((await view(app, 't1')).rounds[0]?.ended).toMatchObject({ reason: 'ack_timeout' })
    await runsAreOver(app)
    expect((await runs(app))[0]).toMatchObject({ state: 'stopped', error_code: 'ack_timeout' })
    expect(await app.lines('ack_timeout')).toHaveLength(1)
  })

  it('that is silent for too long is reported, once, and goes on', async () => {
    const app = await world({ executor: 'late-heartbeat', protocol: { heartbeat_seconds: 1 } })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_person')
    expect(await app.lines('heartbeat_warning')).toHaveLength(1)
  })

  it.each([
    ...['no-criterion-ref', 'criterion-ref-nowhere', 'work-log-ref-missing', 'work-log-ref-nowhere'],
    ...['approve-with-issues', 'reject-without-issues', 'wrong-dispatch'],
  ])('as a reviewer that does "%s" has no say', async (reviewer) => {
    const app = await world({ reviewer, protocol: { max_rounds: 3 } })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_dispatch')
    expect((await view(app, 't1')).rounds[0]).toMatchObject({ verdict: null, ended: { reason: 'agent_failed' } })
  })

  it('that outlives its limit is ended', async () => {
    const agents = {
      worker: { kind: 'script', command: script('fake_executor.ts', '--mode', 'no-ack'), limits: { seconds: 1 } },
    }
    const app = await world({ agents })
    await dispatch(app, 't1')
    await phaseBecomes(app, 't1', 'awaiting_dispatch')
    expect((await view(app, 't1')).rounds[0]?.ended).toMatchObject({ reason: 'agent_failed' })
    await runsAreOver(app)
    expect((await runs(app))[0]).toMatchObject({ state: 'limit_reached', error_code: 'limit_reached' })
  })

  it('can be stopped, with the reason in the log; a run that is over cannot', async () => {
    const app = await world({ executor: 'no-ack' })
    await dispatch(app, 't1')
    await expect.poll(async () => (await runs(app))[0]?.state).toBe('running')
    const [run] = await runs(app)
    const stop = (scope: 'coordinator' | 'observer') =>
      app.call('POST', `/api/agent-runs/${run?.run_id}/stop`, scope, { reason: 'enough' })
    expect((await stop('observer')).status).toBe(403)
    expect((await stop('coordinator')).status).toBe(202)
    await runsAreOver(app)
    expect((await runs(app))[0]).toMatchObject({ state: 'stopped', detail: expect.stringContaining('enough') })
    expect((await app.lines('agent_run_stopped'))[0]?.data).toMatchObject({ reason: 'enough', agent: 'worker' })
    await phaseBecomes(app, 't1', 'awaiting_dispatch')
    expect((await view(app, 't1')).rounds[0]?.ended).toMatchObject({ reason: 'stopped' })
    const again = await stop('coordinator')
    expect([again.status, await again.json()]).toMatchObject([409, { error_code: 'agent_run_not_running' }])
  })

  it('must be set up, for its role; and a run must be there', async () => {
    const app = await world()
    for (const given of [{ agent: 'nobody' }, { agent: 'judge' }, { reviewer: 'worker' }]) {
      const refused = await dispatch(app, 't1', given)
      expect([refused.status, await refused.json()]).toMatchObject([404, { error_code: 'agent_not_found' }])
    }
    const missing = await app.call('GET', '/api/agent-runs/aaaaaaaa0000', 'observer')
    expect([missing.status, await missing.json()]).toMatchObject([404, { error_code: 'agent_run_not_found' }])
  })

  it('whose workspace cannot be made, or whose secret is not there, ends its round and says why', async () => {
    const command = script('fake_executor.ts')
    const agents = {
      worker: { kind: 'script', command, workspace: { kind: 'copy', path: '/nowhere/at/all' } },
      secretive: { kind: 'script', command, secrets: ['NO_SUCH_KEY'] },
    }
    const app = await world({ agents })
    await dispatch(app, 't1')
    await dispatch(app, 't2', { agent: 'secretive' })
    for (const [taskId, words] of [
      ['t1', 'workspace_unusable'],
      ['t2', 'NO_SUCH_KEY'],
    ] as const) {
      await phaseBecomes(app, taskId, 'awaiting_dispatch')
      expect((await view(app, taskId)).rounds[0]?.ended?.detail).toContain(words)
    }
  })
})
