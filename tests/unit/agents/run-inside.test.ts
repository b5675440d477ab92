import { expect, it } from 'vitest'
import { TaskId } from '../../../contract/ids.ts'
import type { TaskResult } from '../../../contract/protocol.ts'
import type { AgentAnswer, AgentSink } from '../../../main/core/agents/agent-port.ts'
import { dispatchOf, runnerWorld, WELL } from '../../support/agents/runner-world.ts'

const KEY = 'key-not-to-be-seen'
const withKey = { secretOf: async () => KEY }
const secrets = { secrets: ['KEY'] }

const resultWith = (name: string, text: string): TaskResult => ({
  ...{ dispatch_id: dispatchOf(name).dispatch_id, summary: text, artifacts: [] },
  work_log: [
    {
      ...{ entry_id: 'w1', started_at: '2026-01-01T00:00:00.000Z', finished_at: null, text },
      ...{ command: text, exit_code: 0, files: [text] },
    },
  ],
  diff_snapshot: { files: [], patch: text },
  claims: [{ criterion_ref: 'c1', met: true, text, work_log_refs: ['w1'] }],
})

const over = (world: ReturnType<typeof runnerWorld>) =>
  expect.poll(() => world.runner.othersOf(TaskId.parse('other'))).toBe(0)
const lastRun = (world: ReturnType<typeof runnerWorld>) => world.lines.at(-1)?.run

it('secrets and the token are taken out of what an agent says, not only of what it writes', async () => {
  const say = (sink: AgentSink) =>
    sink.say({ type: 'result', body: resultWith('d1', `a ${KEY} and token-not-to-be-seen`) })
  const world = runnerWorld(
    async (_order, sink) => {
      await say(sink)
      return WELL
    },
    withKey,
    secrets,
  )
  world.begin('t1', 'd1')
  await over(world)
  expect(world.results).toHaveLength(1)
  const text = JSON.stringify(world.results)
  expect(text).not.toContain('not-to-be-seen')
  expect(world.results[0]?.work_log[0]).toMatchObject({ text: 'a [hidden] and [hidden]', entry_id: 'w1' })
})

it('no text becomes longer when something is taken out of it', async () => {
  const short = 'sixsix'
  const text = short.repeat(1300)
  const world = runnerWorld(
    async (_order, sink) => {
      await sink.say({ type: 'result', body: resultWith('d1', text) })
      return WELL
    },
    { secretOf: async () => short },
    secrets,
  )
  world.begin('t1', 'd1')
  await over(world)
  expect(world.results[0]?.summary).toHaveLength(text.length)
  expect(world.results[0]?.summary).not.toContain(short)
})

it('a run can speak for its own dispatch alone, and not any more once it was ended', async () => {
  const answers: AgentAnswer[] = []
  const world = runnerWorld(async (_order, sink, signal) => {
    world.stands('t1', 'd2', 'working')
    answers.push(await sink.say({ type: 'result', body: resultWith('d2', 'of another') }))
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    answers.push(await sink.say({ type: 'result', body: resultWith('d1', 'too late') }))
    return WELL
  })
  world.begin('t1', 'd1')
  await expect.poll(() => answers.length).toBe(1)
  expect(world.revoked).toEqual([])
  world.runner.live()[0]?.end({ state: 'stopped', detail: 'enough', error_code: 'stopped', remediation_hint: null })
  expect(world.revoked).toHaveLength(1)
  await over(world)
  expect(answers).toMatchObject([{ error_code: 'dispatch_not_current' }, { error_code: 'agent_run_not_running' }])
  expect([world.results, world.revoked.length]).toEqual([[], 1])
})

it('a secret that is not kept is called that, with what to do about it', async () => {
  const world = runnerWorld(async () => WELL, {}, secrets)
  world.begin('t1', 'd1')
  await over(world)
  expect(lastRun(world)).toMatchObject({ state: 'failed', error_code: 'secret_missing' })
  expect(lastRun(world)?.remediation_hint).toContain('countersign secret set KEY')
  expect(world.ended).toMatchObject([{ reason: 'agent_failed', detail: expect.stringContaining('secret_missing') }])
})

it('nothing is run while there is no room for evidence', async () => {
  let ran = false
  const world = runnerWorld(
    async () => {
      ran = true
      return WELL
    },
    { room: { admit: async () => ({ detail: 'There is no room for more evidence.', remedy: 'Make room.' }) } },
  )
  world.begin('t1', 'd1')
  await over(world)
  expect(ran).toBe(false)
  expect(lastRun(world)).toMatchObject({ error_code: 'evidence_budget_reached', remediation_hint: 'Make room.' })
})

it('what the workspace was is in the log before anything runs in it', async () => {
  let before: object[] = []
  const world = runnerWorld(async () => {
    before = world.lines.map(({ type, notes }) => ({ type, ...notes }))
    return WELL
  })
  world.begin('t1', 'd1')
  await over(world)
  const base_sha256 = 'a'.repeat(64)
  expect(before).toEqual([
    { type: 'agent_run_intended' },
    { type: 'agent_run_started', pid: null, identity: null, base_sha256 },
  ])
})

it.each([
  ['a program', 60_000],
  ['whoever keeps the secrets', 0],
])('%s that never comes back holds up nothing: after its time it is given up', async (who, patience) => {
  let waits = false
  const never = <T>(): Promise<T> => {
    waits = true
    return new Promise(() => undefined)
  }
  const secretOf = who === 'a program' ? async () => KEY : never<string | null>
  const world = runnerWorld(never, { secretOf }, { ...secrets, limits: { seconds: 10 } })
  world.begin('t1', 'd1')
  await expect.poll(() => waits).toBe(true)
  world.timers.advance(10_000)
  world.timers.advance(patience)
  await over(world)
  expect(lastRun(world)).toMatchObject({ state: 'limit_reached', error_code: 'limit_reached' })
})

it('a limit of cost that nothing was held against is not passed over in silence', async () => {
  const limits = { cost_usd: 1 }
  const used = { turns: 1, input_tokens: 1, output_tokens: 1 }
  const detailOf = async (cost_usd: number | null) => {
    const world = runnerWorld(
      async (_order, sink) => {
        sink.used({ ...used, cost_usd })
        return WELL
      },
      {},
      { limits },
    )
    world.begin('t1', 'd1')
    await over(world)
    return lastRun(world)?.detail
  }
  expect(await detailOf(null)).toContain('limits.cost_usd was no limit')
  expect(await detailOf(0.5)).toBe('')
})
