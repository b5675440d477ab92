import { expect, it } from 'vitest'
import { AgentName } from '../../../contract/agent-name.ts'
import { TaskId } from '../../../contract/ids.ts'
import type { Observed } from '../../../contract/protocol.ts'
import type { AgentExit, AgentOrder } from '../../../main/core/agents/agent-port.ts'
import { MAX_RUNS } from '../../../main/core/agents/agent-runner.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { dispatchOf, runnerWorld, WELL } from '../../support/agents/runner-world.ts'

const T1 = TaskId.parse('t1')

/** Programs that run until a test lets them go, or they are ended. */
function programs() {
  const under = new Map<string, { order: AgentOrder; leave: (exit: AgentExit) => void }>()
  const begun: string[] = []
  let most = 0
  const run = (order: AgentOrder, _sink: unknown, signal: AbortSignal): Promise<AgentExit> =>
    new Promise((resolve) => {
      const name = `${order.task_id} ${order.role} ${order.dispatch.dispatch_id.slice(0, 2)}`
      const leave = (exit: AgentExit): void => {
        under.delete(name)
        resolve(exit)
      }
      begun.push(name)
      under.set(name, { order, leave })
      most = Math.max(most, under.size)
      signal.addEventListener('abort', () => leave({ ...WELL, ok: false, detail: 'ended' }))
    })
  const leave = (name: string, exit: AgentExit = WELL): void => under.get(name)?.leave(exit)
  return { run, begun, leave, under, most: () => most }
}

const withdrawn = { reason: 'withdrawn' as const, at: '', detail: '', difference: [] }

it('a result that was handed in at another door counts: when the program ends, its round goes on', async () => {
  const { run, leave, under } = programs()
  const { begin, stands, ended, runner } = runnerWorld(run)
  begin('t1', 'd1')
  begin('t2', 'd2')
  await expect.poll(() => under.size).toBe(2)
  stands('t1', 'd1', 'observing')
  leave('t1 executor d1')
  leave('t2 executor d2')
  await expect.poll(() => runner.othersOf(TaskId.parse('other'))).toBe(0)
  expect(ended).toEqual([
    { task: 't2', reason: 'agent_failed', detail: 'The agent x was over without a result.', difference: [] },
  ])
})

it('what is said of a round that came to nothing is never more than a task file keeps', async () => {
  const detail = `${'x'.repeat(5000)}`
  const { begin, ended } = runnerWorld(async () => ({ ...WELL, ok: false, detail, error_code: 'turn_failed' }))
  begin('t1', 'd1')
  await expect.poll(() => ended).toHaveLength(1)
  expect(ended[0]?.detail).toHaveLength(4000)
  expect(ended[0]?.detail).toMatch(/^The agent x was over without a result\. x+… \(turn_failed\)$/)
})

it('who waits for the one before and is not wanted any more by then is never started; two never work on one task', async () => {
  const { run, begun, leave, under, most } = programs()
  const { begin, listener, runner } = runnerWorld(run)
  begin('t1', 'd1', 'reviewer')
  await expect.poll(() => under.size).toBe(1)
  begin('t1', 'd2')
  listener.roundEnded(T1, dispatchOf('d2').dispatch_id, withdrawn)
  begin('t1', 'd3')
  leave('t1 reviewer d1')
  await expect.poll(() => begun).toEqual(['t1 reviewer d1', 't1 executor d3'])
  leave('t1 executor d3')
  await expect.poll(() => runner.othersOf(TaskId.parse('other'))).toBe(0)
  expect([begun.length, most()]).toEqual([2, 1])
})

it('who lingers after its last word is ended before the next one begins', async () => {
  const { run, begun, under } = programs()
  const { begin, timers } = runnerWorld(run)
  begin('t1', 'd1', 'reviewer')
  await expect.poll(() => under.size).toBe(1)
  begin('t1', 'd2')
  timers.advance(10_000)
  await expect.poll(() => begun).toEqual(['t1 reviewer d1', 't1 executor d2'])
})

it('a step that was begun already is not begun again, whoever asks for it', async () => {
  const { run, begun, leave, under } = programs()
  const { begin, runner } = runnerWorld(run)
  begin('t1', 'd1')
  begin('t1', 'd1')
  await expect.poll(() => under.size).toBe(1)
  leave('t1 executor d1')
  await expect.poll(() => runner.othersOf(TaskId.parse('other'))).toBe(0)
  begin('t1', 'd1')
  expect([begun, runner.othersOf(TaskId.parse('other'))]).toEqual([['t1 executor d1'], 0])
})

it('no more run at once than there are places, in any role; the others wait, and are counted', async () => {
  const { run, begun, leave, under, most } = programs()
  const { begin, listener } = runnerWorld(run)
  const asked = { agent: AgentName.parse('x'), reviewer: null }
  for (let at = 0; at < MAX_RUNS - 1; at++) begin(`r${at}`, 'd1', 'reviewer')
  expect(() => listener.admit(T1, asked)).not.toThrow()
  for (let at = 0; at < 10; at++) begin(`e${at}`, 'd1')
  expect(() => listener.admit(T1, asked)).toThrow(expect.objectContaining({ code: 'agent_busy' }))
  await expect.poll(() => under.size).toBe(MAX_RUNS)
  leave('r0 reviewer d1')
  await expect.poll(() => begun).toHaveLength(MAX_RUNS + 1)
  for (const name of [...under.keys()]) leave(name)
  await expect.poll(() => begun).toHaveLength(MAX_RUNS + 9)
  expect(most()).toBe(MAX_RUNS)
})

it('an agent with a name that every object answers to is not there', () => {
  const { listener } = runnerWorld(async () => WELL)
  for (const name of ['constructor', 'toString', 'hasOwnProperty'])
    expect(() => listener.admit(T1, { agent: name as AgentName, reviewer: null })).toThrow(
      expect.objectContaining({ code: 'agent_not_found' }),
    )
})

it('what was found and could not be written is written later, as long as the round waits for it', async () => {
  const seen: Observed[] = []
  let failures = 2
  const observe = async (_taskId: unknown, _dispatchId: unknown, observed: Observed): Promise<never> => {
    seen.push(observed)
    if (failures-- > 0) throw new AppError('storage_failed', 'the disk is full')
    return undefined as never
  }
  const { stands, runner, timers } = runnerWorld(async () => WELL, { protocol: { observe } as never })
  runner.observe(T1, stands('t1', 'd1', 'observing'))
  await expect.poll(() => [seen.length, timers.waiting()]).toEqual([1, 1])
  timers.advance(1000)
  await expect.poll(() => [seen.length, timers.waiting()]).toEqual([2, 1])
  timers.advance(2000)
  await expect.poll(() => seen.length).toBe(3)
  await expect.poll(() => timers.waiting()).toBe(0)

  failures = 100
  runner.observe(T1, stands('t1', 'd2', 'observing'))
  await expect.poll(() => [seen.length, timers.waiting()]).toEqual([4, 1])
  stands('t1', 'd2', 'over')
  timers.advance(1000)
  await expect.poll(() => timers.waiting()).toBe(0)
  expect(seen).toHaveLength(4)
})

it('a round that is over is not looked at any more, and the next one begins at once', async () => {
  const asked: AbortSignal[] = []
  const snapshot = (_taskId: string, signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => {
      asked.push(signal)
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  const prepare = async () => ({ path: '/nowhere/tree', base_sha256: 'a'.repeat(64) })
  const workspaces = { find: async () => '/nowhere', snapshot, prepare, list: async () => [] } as never
  const { run, begun } = programs()
  const { stands, runner, begin, listener, observed } = runnerWorld(run, { workspaces })
  runner.observe(T1, stands('t1', 'd1', 'observing'))
  await expect.poll(() => asked.length).toBe(1)
  listener.roundEnded(T1, dispatchOf('d1').dispatch_id, withdrawn)
  begin('t1', 'd2')
  await expect.poll(() => begun).toEqual(['t1 executor d2'])
  expect(observed).toEqual([])
})

it('rounds that the console itself interrupts say so', async () => {
  const { run, under } = programs()
  const { begin, runner, ended } = runnerWorld(run)
  begin('t1', 'd1')
  await expect.poll(() => under.size).toBe(1)
  await runner.close()
  expect(ended).toMatchObject([{ reason: 'console_stopped' }])
})
