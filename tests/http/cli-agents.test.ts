import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AgentRun } from '../../contract/agent.ts'
import { Dispatched } from '../../contract/protocol-requests.ts'
import { ProtocolView } from '../../contract/protocol-view.ts'
import { TaskDetail } from '../../contract/task.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { approvalOf, CRITERIA, echoOf, rejectionOf, resultOf } from '../support/protocol-messages.ts'
import { type RanVerb, runVerb } from '../support/run-verb.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

/** One verb, with a message on its stdin, as the user of the data root or as whoever has the token. */
const run = (app: RunningApp, argv: readonly string[], said: object = {}, token = ''): Promise<RanVerb> =>
  runVerb([...argv, '--data-root', app.config.data_root], {
    input: async () => JSON.stringify(said),
    env: token === '' ? {} : { COUNTERSIGN_TOKEN: token },
  })

async function boundToken(app: RunningApp, scope: 'executor' | 'reviewer'): Promise<string> {
  const made = await app.call('POST', '/api/tokens', 'admin', { scope, task_id: 't1', sub: `my-${scope}` })
  return ((await made.json()) as { token: string }).token
}

/** A task that was given out from the command line. */
async function dispatched(app: RunningApp, ...flags: string[]): Promise<Dispatched['dispatch']> {
  await run(app, ['task', 'create', '--id', 't1', '--text', 'Build it'])
  const file = join(app.config.data_root, 'criteria.json')
  await writeFile(file, JSON.stringify(CRITERIA))
  const words = ['task', 'dispatch', 't1', '--criteria', file, '--scope', 'src/', '--scope', 'tests/*.sh']
  const { code, out, err } = await run(app, [...words, '--deadline', '10m', '--json', ...flags])
  expect([code, err]).toEqual([0, ''])
  return Dispatched.parse(JSON.parse(out)).dispatch
}

const viewOf = async (app: RunningApp): Promise<ProtocolView> =>
  ProtocolView.parse(JSON.parse((await run(app, ['task', 'protocol', 't1', '--json'])).out))

describe('task dispatch', () => {
  it('gives out exactly what was asked for, and says when what is due', async () => {
    const app = await startApp()
    const dispatch = await dispatched(app)
    expect(dispatch).toMatchObject({ acceptance_criteria: CRITERIA, declared_scope: ['src/', 'tests/*.sh'], round: 1 })
    expect(Date.parse(dispatch.deadline) - Date.parse(dispatch.dispatched_at)).toBe(600_000)
    const { code, out } = await run(app, ['task', 'protocol', 't1'])
    expect([code, out]).toEqual([0, expect.stringMatching(/^t1 {2}awaiting ack, 3 of 3 rounds left\n {2}due: ack by /)])
    expect(out).toContain(`round 1  dispatch ${dispatch.dispatch_id} to whoever has a token`)
    expect(out).toMatch(/^ledger GAPS$/m)
    const again = await run(app, ['task', 'dispatch', 't1'])
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('protocol_out_of_order')])
  })

  it('is a conflict when the task is not the one that was read, and starts no agent without a console', async () => {
    const app = await startApp()
    await run(app, ['task', 'create', '--id', 't1', '--text', 'Build it', '--criterion', 'it is done'])
    const other = await run(app, ['task', 'dispatch', 't1', '--base-sha', 'a'.repeat(64)])
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('write_conflict')])
    const missing = await run(app, ['task', 'dispatch', 't1', '--agent', 'nobody', '--json'])
    expect([missing.code, JSON.parse(missing.out)]).toMatchObject([1, { error_code: 'agent_not_found' }])
    await app.stop()
    const alone = await run(app, ['task', 'dispatch', 't1', '--agent', 'nobody'])
    expect([alone.code, alone.err]).toEqual([1, expect.stringContaining('no console runs')])
  })

  it.each([
    [['task', 'dispatch'], /TASK_ID is missing/],
    [['task', 'dispatch', 't1', '--deadline', 'soon'], /--deadline "soon" is no duration/],
    [['task', 'dispatch', 't1', '--criteria', '-'], /--criteria takes a file with a JSON array/],
    [['task', 'unlock', 't1', '--reason', 'x', '--file', '-'], /not both/],
    [['agent', 'stop', 'aaaaaaaa'], /give the reason/],
    [['agent', 'fly'], /there is no verb "agent fly"/],
  ])('exits 2 for %j and says what is wrong', async (argv, message) => {
    expect(await run(await startApp(), argv)).toMatchObject({ code: 2, err: expect.stringMatching(message) })
  })

  it('explains each verb by itself', async () => {
    const { out } = await runVerb(['agent', 'log', '--help'], {})
    expect(out.split('\n').slice(2)).toEqual([expect.stringMatching(/^ {2}agent log RUN_ID \[--follow\]/)])
    expect((await runVerb(['help', 'mcp'], {})).out).toContain('COUNTERSIGN_TOKEN')
  })
})

describe('messages of a round from the command line', () => {
  it('are those of whoever has the token: an executor and a reviewer who are not the same', async () => {
    const app = await startApp()
    const dispatch = await dispatched(app)
    const [executor, reviewer] = [await boundToken(app, 'executor'), await boundToken(app, 'reviewer')]
    const acked = await run(app, ['task', 'ack', 't1', '-'], echoOf(dispatch), executor)
    expect([acked.code, acked.out]).toEqual([0, expect.stringContaining('echoed by my-executor')])
    const beat = { dispatch_id: dispatch.dispatch_id }
    expect((await run(app, ['task', 'heartbeat', 't1'], beat, executor)).out).toMatch(/^taken; the next one by 2/)
    const foreign = await run(app, ['task', 'result', 't1'], resultOf(dispatch), reviewer)
    expect([foreign.code, foreign.err]).toEqual([1, expect.stringContaining('scope_insufficient')])
    const file = join(app.config.data_root, 'result.json')
    await writeFile(file, JSON.stringify(resultOf(dispatch)))
    expect((await run(app, ['task', 'result', 't1', '--file', file], {}, executor)).code).toBe(0)
    await expect.poll(async () => (await viewOf(app)).phase).toBe('awaiting_review')
    const hidden = rejectionOf(dispatch, 'no hello\u202e')
    const judged = await run(app, ['task', 'verdict', 't1', '--file', '-'], hidden, reviewer)
    expect([judged.code, judged.out]).toEqual([0, expect.stringContaining('i1 on c1, work w1: no hello\\u202e')])
    const [line] = await app.lines('verdict_received')
    expect(line?.actor).toMatchObject({ sub: 'my-reviewer', scopes: ['reviewer'] })
    const odd = await run(app, ['task', 'verdict', 't1'], {}, 'no token at all')
    expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('COUNTERSIGN_TOKEN holds no token')])
  })

  it('show where an echo differs', async () => {
    const app = await startApp()
    const dispatch = await dispatched(app)
    const echo = { ...echoOf(dispatch), declared_scope: ['src/', '**'] }
    const refused = await run(app, ['task', 'ack', 't1', '--json'], echo)
    expect([refused.code, JSON.parse(refused.out)]).toMatchObject([1, { error_code: 'ack_mismatch', difference: [{}] }])
    expect((await run(app, ['task', 'protocol', 't1'])).out).toMatch(/ended: ack mismatch at .*\n {4}\/?declared_scope/)
  })

  it('end the open round, and open a locked task, each with its reason', async () => {
    const dataRoot = await temporaryFolder()
    await writeFile(join(dataRoot, 'config.json'), JSON.stringify({ protocol: { max_rounds: 1 } }))
    const app = await startApp({ dataRoot })
    await dispatched(app)
    const ended = await run(app, ['task', 'withdraw', 't1', '--reason', 'not today'])
    expect([ended.code, ended.out]).toEqual([
      0,
      expect.stringMatching(/LOCKED since .*\n[\s\S]*ended: withdrawn at .*not today/),
    ])
    expect((await run(app, ['task', 'dispatch', 't1'])).err).toContain('task_locked')
    const open = await run(app, ['task', 'unlock', 't1', '--reason', 'We looked at it together.'])
    expect([open.code, open.out]).toEqual([0, expect.stringContaining('awaiting dispatch, 1 of 1 rounds left')])
    const nothing = await run(app, ['task', 'unlock', 't1', '--reason', 'We looked at it together.'])
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('protocol_out_of_order')])
  })
})

describe('task approve', () => {
  it('needs a reason where the ledger does not carry it, and writes it down', async () => {
    const app = await startApp()
    const dispatch = await dispatched(app)
    const [executor, reviewer] = [await boundToken(app, 'executor'), await boundToken(app, 'reviewer')]
    await run(app, ['task', 'ack', 't1'], echoOf(dispatch), executor)
    await run(app, ['task', 'result', 't1'], resultOf(dispatch), executor)
    await expect.poll(async () => (await viewOf(app)).phase).toBe('awaiting_review')
    const judged = await run(app, ['task', 'verdict', 't1'], approvalOf(dispatch), reviewer)
    expect(judged.out).toMatch(/^ledger \w+, an approval needs --override-reason$/m)
    const refused = await run(app, ['task', 'approve', 't1'])
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('proof_insufficient')])
    const reason = 'I ran the tests myself.'
    const done = await run(app, ['task', 'approve', 't1', '--override-reason', reason, '--json'])
    expect([done.code, TaskDetail.parse(JSON.parse(done.out)).status]).toEqual([0, 'approved'])
    expect((await app.lines('ledger_overridden'))[0]?.data).toMatchObject({ reason })
    expect((await run(app, ['task', 'reject', 't1', '--override-reason', reason])).code).toBe(2)
  })
})

describe('agents from the command line', () => {
  it('are listed, followed, shown and stopped', async () => {
    const dataRoot = await temporaryFolder()
    const fake = join(import.meta.dirname, '../../scripts/validation/fake_executor.ts')
    const worker = { kind: 'script', command: [process.execPath, fake, '--mode', 'no-ack'] }
    await writeFile(join(dataRoot, 'config.json'), JSON.stringify({ agents: { worker } }))
    const app = await startApp({ dataRoot })
    expect((await run(app, ['agent', 'list'])).out).toMatch(/^worker +script +executor +\w+, works on nothing\n/)
    expect((await run(app, ['agent', 'runs'])).out).toBe('no runs')
    const { dispatch_id } = await dispatched(app, '--agent', 'worker')
    const first = async (): Promise<AgentRun> => {
      const { items } = JSON.parse((await run(app, ['agent', 'runs', '--task', 't1', '--json'])).out)
      return AgentRun.parse(items[0])
    }
    await expect.poll(async () => (await first()).state).toBe('running')
    const { run_id } = await first()
    const following = run(app, ['agent', 'log', run_id, '--follow', '--json'])
    expect((await run(app, ['agent', 'stop', run_id, '--reason', 'enough'])).out).toContain('is being ended')
    const followed = await following
    for (const line of followed.out.split('\n').filter(Boolean)) expect(JSON.parse(line)).toHaveProperty('stream')
    expect(followed.code).toBe(0)
    await expect.poll(async () => (await first()).state).toBe('stopped')
    const shown = await run(app, ['agent', 'show', run_id])
    expect([shown.code, shown.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${run_id} {2}stopped +worker +executor +t1`)),
    ])
    expect(shown.out).toContain(`dispatch ${dispatch_id}`)
    const late = await run(app, ['agent', 'stop', run_id, '--reason', 'enough'])
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('agent_run_not_running')])
    expect((await run(app, ['agent', 'show', 'aaaaaaaa0000'])).err).toContain('agent_run_not_found')
  })
})
