import { expect, it } from 'vitest'
import { AgentSettings } from '../../../contract/agent.ts'
import { TaskId } from '../../../contract/ids.ts'
import { DispatchId } from '../../../contract/protocol.ts'
import { type AgentRunner, MAX_RUNS } from '../../../main/core/agents/agent-runner.ts'
import { createRunnerListener } from '../../../main/core/agents/runner-listener.ts'

const T1 = TaskId.parse('t1')
const agents = {
  worker: AgentSettings.parse({ kind: 'script', command: ['x'] }),
  judge: AgentSettings.parse({ kind: 'script', command: ['x'], roles: ['reviewer'] }),
}

/** With so many runs under way for this task; what the runner is told to do is noted. */
function world(running: number, taskId: string) {
  const told: unknown[][] = []
  const runner: AgentRunner = {
    start: (role) => void told.push(['start', role]),
    observe: () => void told.push(['observe']),
    again: () => void told.push(['again']),
    endRuns: (_taskId, _dispatchId, { state, error_code }, ms) => void told.push(['end', state, error_code, ms]),
    live: () => [],
    othersOf: (asked) => (asked === taskId ? 0 : running),
    tidyUp: () => undefined,
    close: async () => undefined,
  }
  return { told, listener: createRunnerListener({ settings: () => ({ agents, redispatch: 'automatic' }) }, runner) }
}

it('takes no more than it can run at once, but always the next round of a task that it works on', () => {
  const both = { agent: 'worker', reviewer: 'judge' }
  expect(() => world(MAX_RUNS - 1, 't2').listener.admit(T1, both)).not.toThrow()
  expect(() => world(MAX_RUNS, 't2').listener.admit(T1, both)).toThrow(expect.objectContaining({ code: 'agent_busy' }))
  expect(() => world(MAX_RUNS, 't1').listener.admit(T1, both)).not.toThrow()
})

it('gives work out again only when it was rejected', () => {
  const { listener, told } = world(0, 't1')
  const dispatch = {} as never
  listener.verdictTaken(T1, dispatch, 'approve')
  listener.verdictTaken(T1, dispatch, 'reject')
  expect(told).toEqual([['again']])
})

it('ends who works on a round that is over, and lets only a wrong echo read its answer first', () => {
  const { listener, told } = world(1, 't1')
  const end = (reason: 'ack_mismatch' | 'withdrawn') =>
    listener.roundEnded(T1, DispatchId.parse('9f2c4e1ab03d'), { reason, at: '', detail: '', difference: [] })
  end('withdrawn')
  end('ack_mismatch')
  expect(told).toEqual([
    ['end', 'stopped', 'withdrawn', 0],
    ['end', 'stopped', 'ack_mismatch', expect.any(Number)],
  ])
  expect(told[1]?.[3]).toBeGreaterThan(0)
})
