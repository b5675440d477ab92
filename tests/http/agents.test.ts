import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AgentList, AgentLogPage, type AgentRun } from '../../contract/agent.ts'
import { dispatch, phaseBecomes, runs, runsAreOver, script, view, agentsApp as world } from '../support/agents-app.ts'
import { temporaryFolder } from '../support/data-root.ts'

it('an agent works through a task: echo, heartbeat, result, what the console finds, verdict; a person decides', async () => {
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
  expect(ledger).toMatchObject({ out_of_scope: [] })

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

it('an agent is given the issues of the verdict byte for byte, and the second round passes', async () => {
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

it('an agent is stopped for good when the reviewer keeps rejecting', async () => {
  const app = await world({ reviewer: 'reject-always' })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'locked')
  expect((await view(app, 't1')).rounds).toHaveLength(2)
  await runsAreOver(app)
  expect(await app.lines('task_locked')).toHaveLength(1)
})

it('an agent is not given out again when that is left to a person', async () => {
  const app = await world({ reviewer: 'reject-once', protocol: { redispatch: 'by_person' } })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_dispatch')
  await runsAreOver(app)
  expect((await view(app, 't1')).rounds).toHaveLength(1)
})

it('an agent can be stopped, with the reason in the log; a run that is over cannot', async () => {
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

it('an agent must be set up, for its role; and a run must be there', async () => {
  const app = await world()
  for (const given of [{ agent: 'nobody' }, { agent: 'judge', reviewer: null }, { agent: null, reviewer: 'worker' }]) {
    const refused = await dispatch(app, 't1', given)
    expect([refused.status, await refused.json()]).toMatchObject([404, { error_code: 'agent_not_found' }])
  }
  const missing = await app.call('GET', '/api/agent-runs/aaaaaaaa0000', 'observer')
  expect([missing.status, await missing.json()]).toMatchObject([404, { error_code: 'agent_run_not_found' }])
})

it('an agent whose workspace cannot be made, or whose secret is not there, ends its round and says why', async () => {
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

/** Reads its dispatch, does nothing, and hands in a result with the token that it was given for that. */
const BY_HTTP = `
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
const [line] = await new Promise((resolve) => createInterface({ input: process.stdin }).once('line', (...a) => resolve(a)))
const { dispatch, token_file, console_url, task_id } = JSON.parse(line)
const { dispatch_id, acceptance_criteria, declared_scope } = dispatch
const post = async (what, body) => {
  const headers = { authorization: 'Bearer ' + readFileSync(token_file, 'utf8'), 'content-type': 'application/json' }
  const url = console_url + '/api/tasks/' + task_id + '/' + what
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ dispatch_id, ...body }) })
  if (!answer.ok) throw new Error(await answer.text())
}
await post('ack', { acceptance_criteria, declared_scope })
const work_log = [{ entry_id: 'w1', started_at: new Date().toISOString(), text: 'looked' }]
await post('result', { summary: 'by http', work_log })
process.exit(0)
`

it('an agent may hand in its work at the door of the console instead of on its output', async () => {
  const folder = await temporaryFolder()
  const program = join(folder, 'by-http.mjs')
  await writeFile(program, BY_HTTP)
  const agents = { worker: { kind: 'script', command: [process.execPath, program] } }
  const app = await world({ agents, reviewer: 'honest-approve' })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_person')
  await runsAreOver(app)
  const { rounds } = await view(app, 't1')
  expect(rounds).toHaveLength(1)
  expect(rounds[0]).toMatchObject({ ended: null, result: { summary: 'by http' }, verdict: { decision: 'approve' } })
  expect((await runs(app)).map(({ state }) => state)).toEqual(['ended', 'ended'])
})
