import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { AgentRun } from '../../contract/agent.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import { type ProtocolPhase, ProtocolView } from '../../contract/protocol-view.ts'
import { markedProcesses } from '../../main/adapters/agents/process/process-group.ts'
import { signToken } from '../../main/adapters/tokens/sign-token.ts'
import { agentRunOf } from '../../main/core/agents/agent-run-book.ts'
import { readEvents, verifyChain } from './crash-snapshot.ts'

export const JWT_SECRET = 'crash-agents-sign-their-own-tokens'
const VALIDATION = join(import.meta.dirname, '../../scripts/validation')

/** Settings with an executor `worker` and a reviewer `judge` that are given these flags. */
export async function writeAgents(dataRoot: string, executor: string[], reviewer: string[]): Promise<void> {
  const command = (name: string, flags: string[]) => [process.execPath, join(VALIDATION, name), ...flags]
  const settings = {
    agents: {
      worker: { kind: 'script', command: command('fake_executor.ts', executor) },
      judge: { kind: 'script', command: command('fake_reviewer.ts', reviewer), roles: ['reviewer'] },
    },
    protocol: { max_rounds: 3 },
  }
  await writeFile(join(dataRoot, 'config.json'), JSON.stringify(settings))
}

export async function ask(url: string, method: string, path: string, data?: object): Promise<Response> {
  const exp = Math.floor(Date.now() / 1000) + 3600
  const who = { sub: 'tester', scope: 'admin', task_id: null, door: 'http', jti: 'crash', exp } as const
  const authorization = `Bearer ${await signToken(JWT_SECRET, who)}`
  const headers = { authorization, 'content-type': 'application/json' }
  return fetch(url + path, { method, headers, body: data === undefined ? null : JSON.stringify(data) })
}

export async function createTask(url: string, taskId: string): Promise<void> {
  const acceptance_criteria = [
    { criterion_id: 'c1', text: 'It is done', check: { argv: ['grep', '-q', 'did c1', 'src/out.txt'] } },
  ]
  const task = { task_id: taskId, request_text: 'Do it', acceptance_criteria, declared_scope: ['src/'] }
  const answer = await ask(url, 'POST', '/api/tasks', task)
  if (answer.status !== 201) throw new Error(await answer.text())
}

export async function viewOf(url: string, taskId: string): Promise<ProtocolView> {
  return ProtocolView.parse(await (await ask(url, 'GET', `/api/tasks/${taskId}/protocol`)).json())
}

/** Gives the task to the agents, unless it was given to them already. Rejects while there is no console. */
export async function dispatchOnce(url: string, taskId: string): Promise<void> {
  const { rounds, base_sha } = await viewOf(url, taskId)
  if (rounds.length > 0) return
  const body = { agent: 'worker', reviewer: 'judge', base_sha }
  const answer = await ask(url, 'POST', `/api/tasks/${taskId}/dispatch`, body)
  if (answer.status !== 201) throw new Error(await answer.text())
}

/** Nothing more happens by itself. */
const SETTLED: readonly ProtocolPhase[] = ['awaiting_person', 'locked', 'decided']
export const isSettled = ({ phase, rounds }: ProtocolView): boolean =>
  SETTLED.includes(phase) || (phase === 'awaiting_dispatch' && rounds.at(-1)?.ended !== null)

/** Runs as the log tells of them: the lines of each. */
export function runsIn(events: readonly AuditEvent[], taskId: string): Map<string, AgentRun[]> {
  const runs = new Map<string, AgentRun[]>()
  for (const event of events) {
    const run = event.task_id === taskId ? agentRunOf(event) : null
    if (run !== null) runs.set(run.run_id, [...(runs.get(run.run_id) ?? []), run])
  }
  return runs
}

/**
 * Whatever was killed: the chain is whole, every run has one beginning and one end, no role of a dispatch was started twice, every round
 * came to its verdict or its end, no process of a run lives, and nothing of a run lies about.
 */
export async function checkNothingIsLeft(dataRoot: string, url: string, taskId: string): Promise<void> {
  const events = await readEvents(dataRoot)
  expect(await verifyChain(dataRoot, true)).toMatchObject({ ok: true })
  const begun = new Set<string>()
  for (const [runId, lines] of runsIn(events, taskId)) {
    expect(lines.filter(({ state }) => state === 'preparing')).toHaveLength(1)
    expect(lines.filter(({ ended_at }) => ended_at !== null)).toHaveLength(1)
    const [{ dispatch_id, role }] = lines as [AgentRun, ...AgentRun[]]
    expect(begun).not.toContain(`${dispatch_id} ${role}`)
    begun.add(`${dispatch_id} ${role}`)
    expect(await markedProcesses(runId)).toEqual([])
  }
  const { rounds } = await viewOf(url, taskId)
  for (const { verdict, ended } of rounds) expect(verdict === null).toBe(ended !== null)
  expect(await readdir(join(dataRoot, 'audit', 'work', 'agents', 'runs')).catch(() => [])).toEqual([])
}
