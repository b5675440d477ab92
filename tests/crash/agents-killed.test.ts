import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { AgentRun } from '../../contract/agent.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { processOf } from '../../main/core/agents/agent-run-book.ts'
import {
  ask,
  checkNothingIsLeft,
  createTask,
  dispatchOnce,
  isSettled,
  JWT_SECRET,
  runsIn,
  viewOf,
  writeAgents,
} from '../support/agents-under-kill.ts'
import { readEvents } from '../support/crash-snapshot.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type Service, startService } from '../support/service.ts'

const PATIENCE = { timeout: 60_000, interval: 50 }
const env = { JWT_SECRET }

/** A console with a task whose agent stands still at this step of the protocol. */
async function heldAt(step: string): Promise<{ dataRoot: string; service: Service; pid: number }> {
  const dataRoot = await temporaryFolder()
  const hold = ['--hold', step]
  const ofReviewer = step.endsWith('-verdict')
  await writeAgents(dataRoot, ofReviewer ? [] : hold, ofReviewer ? hold : [])
  const service = await startService({ dataRoot, flags: [], env })
  onTestFinished(() => void service.stop('SIGKILL'))
  await createTask(service.url, 't1')
  await dispatchOnce(service.url, 't1')
  const run_id = await vi.waitFor(async () => {
    const { items } = (await (await ask(service.url, 'GET', '/api/agent-runs')).json()) as { items: AgentRun[] }
    for (const run of items) {
      const log = await (await ask(service.url, 'GET', `/api/agent-runs/${run.run_id}/log`)).text()
      if (log.includes(`holding ${step}`)) return run.run_id
    }
    throw new Error('nobody stands still there')
  }, PATIENCE)
  const isStart = (event: AuditEvent): boolean =>
    processOf(event) !== null && (event.data['run'] as { run_id: string }).run_id === run_id
  const started = (await readEvents(dataRoot)).find(isStart) as AuditEvent
  return { dataRoot, service, pid: processOf(started)?.pid as number }
}

const settled = (url: string) =>
  vi.waitFor(async () => {
    const view = await viewOf(url, 't1')
    if (!isSettled(view)) throw new Error('it still goes on')
    return view
  }, PATIENCE)

/** Where the task stands in the end, by what was killed while its agent stood at a step. */
const STEPS = [
  ['before-ack', 'agent_failed', 'agent_lost'],
  ['after-ack', 'agent_failed', 'agent_lost'],
  ['after-heartbeat', 'agent_failed', 'agent_lost'],
  ['after-work', 'agent_failed', 'agent_lost'],
  ['after-result', 'awaiting_person', 'awaiting_person'],
  ['before-verdict', 'agent_failed', 'agent_lost'],
  ['after-verdict', 'awaiting_person', 'awaiting_person'],
] as const

describe.each(STEPS)('an agent that stands still %s', (step, ofAgent, ofConsole) => {
  const endOf = ({ rounds, phase }: Awaited<ReturnType<typeof viewOf>>): string => {
    expect(rounds).toHaveLength(1)
    return rounds[0]?.ended?.reason ?? phase
  }

  it('and is killed, is known to be over', async () => {
    const { dataRoot, service, pid } = await heldAt(step)
    process.kill(-pid, 'SIGKILL')
    expect(endOf(await settled(service.url))).toBe(ofAgent)
    await vi.waitFor(() => checkNothingIsLeft(dataRoot, service.url, 't1'), PATIENCE)
  })

  it.each(['the console alone', 'both'])('is ended and known to be lost when a kill hits %s', async (whom) => {
    const { dataRoot, service, pid } = await heldAt(step)
    await service.stop('SIGKILL')
    if (whom === 'both') process.kill(-pid, 'SIGKILL')
    else expect(() => process.kill(pid, 0)).not.toThrow()
    const next = await startService({ dataRoot, flags: [], env })
    onTestFinished(() => void next.stop('SIGKILL'))
    expect(endOf(await settled(next.url))).toBe(ofConsole)
    await vi.waitFor(() => checkNothingIsLeft(dataRoot, next.url, 't1'), PATIENCE)
    const runs = [...runsIn(await readEvents(dataRoot), 't1').values()].map((lines) => lines.at(-1)?.state)
    expect(runs).toContain('lost')
  })
})
