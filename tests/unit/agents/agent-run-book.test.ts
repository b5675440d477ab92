import { describe, expect, it } from 'vitest'
import { nextAgentRun, processOf } from '../../../main/core/agents/agent-run-book.ts'
import { agentRun, runLine } from '../../support/agent-run.ts'

const running = agentRun({ state: 'running' })
const ended = agentRun({ state: 'ended' })

describe('the book of runs', () => {
  it('knows a run from its intent to its end', () => {
    const begun = nextAgentRun(null, runLine('agent_run_intended', agentRun()))
    expect(begun?.state).toBe('preparing')
    const started = nextAgentRun(begun, runLine('agent_run_started', running))
    expect(started?.state).toBe('running')
    // One that has several programs, one after the other, says so each time.
    expect(nextAgentRun(started, runLine('agent_run_started', running))?.state).toBe('running')
    expect(nextAgentRun(started, runLine('agent_run_ended', ended))?.state).toBe('ended')
    expect(nextAgentRun(begun, runLine('agent_run_lost', agentRun({ state: 'lost' })))?.state).toBe('lost')
  })

  it.each([
    ['an end without a beginning', null, runLine('agent_run_ended', ended)],
    ['a second end', ended, runLine('agent_run_ended', agentRun({ state: 'failed' }))],
    ['a second beginning', running, runLine('agent_run_intended', agentRun())],
    ['a line that says another thing than its type', running, runLine('agent_run_ended', running)],
    [
      'a run that became one of another task',
      running,
      runLine('agent_run_ended', agentRun({ state: 'ended', task_id: 't2' })),
    ],
    ['a line of something else', running, { type: 'task_created' as const, data: { run: ended } }],
    ['what is no run', null, { type: 'agent_run_intended' as const, data: { run: { run_id: 'x' } } }],
  ])('%s changes nothing', (_, known, line) => {
    expect(nextAgentRun(known, line)).toBeNull()
  })

  it('reads the process that was started, and believes no number that could end something else', () => {
    const start = (notes: { pid: number; identity: string | null }) => runLine('agent_run_started', running, notes)
    expect(processOf(start({ pid: 4711, identity: 'boot/1' }))).toEqual({ pid: 4711, identity: 'boot/1' })
    for (const pid of [0, 1, -1, 1.5]) expect(processOf(start({ pid, identity: null }))).toBeNull()
    expect(processOf(runLine('agent_run_ended', ended, { pid: 4711 }))).toBeNull()
  })
})
