import { AgentSettings } from '../../../contract/agent.ts'
import { TaskId } from '../../../contract/ids.ts'
import { type Dispatch, DispatchId, type Observed, type TaskResult } from '../../../contract/protocol.ts'
import type { RoundEnding } from '../../../contract/protocol-view.ts'
import { Task } from '../../../contract/task.ts'
import type { AgentExit, AgentPort } from '../../../main/core/agents/agent-port.ts'
import { createAgentRunner } from '../../../main/core/agents/agent-runner.ts'
import { createRunnerListener } from '../../../main/core/agents/runner-listener.ts'
import type { RunnerParts } from '../../../main/core/agents/runner-parts.ts'
import { awaitedOf } from '../../../main/core/protocol/awaited-word.ts'
import { createManualTimers } from '../manual-timers.ts'
import { aDispatch } from './agent-order.ts'
import { REVIEW_MATERIAL } from './review-material.ts'

export const WELL: AgentExit = { ok: true, exit_code: 0, detail: '', error_code: null, remediation_hint: null }
const AT = '2026-01-01T00:00:00.000Z'
const SHA = 'a'.repeat(64)
type Stands = 'working' | 'observing' | 'awaiting_review' | 'over'

/** The dispatch of this name, for the agent `x` in both roles. */
export const dispatchOf = (name: string): Dispatch =>
  aDispatch({
    dispatch_id: DispatchId.parse(`${name}aaaaaaa`),
    agent: 'x',
    reviewer: 'x',
    acceptance_criteria: CRITERIA,
  })
const CRITERIA = [{ criterion_id: 'c1', text: 'It is done' }]

/** A task with one round that stands there. */
function taskOf(taskId: string, dispatch: Dispatch, stands: Stands): Task {
  const { dispatch_id } = dispatch
  const result = { ...REVIEW_MATERIAL.result, dispatch_id }
  const isWorking = stands === 'working' || stands === 'over'
  const round = {
    dispatch,
    ack: { dispatch_id, echo_sha256: SHA, acked_at: AT, acked_by: 'x' },
    result: isWorking ? null : result,
    observed: stands === 'awaiting_review' ? REVIEW_MATERIAL.observed : null,
    verdict: null,
    ended: stands === 'over' ? { reason: 'withdrawn', at: AT, detail: '', difference: [] } : null,
  }
  const task = { task_id: taskId, source: 'api', request_text: 'Do it', created_at: AT, correlation_id: 'c1' }
  return Task.parse(JSON.parse(JSON.stringify({ ...task, rounds: [round] })))
}

/**
 * The runner over ports of a test: `run` is what the agent `x` does. `over` replaces parts. Time passes when the test says so; tasks are
 * what `stands` says of them.
 */
export function runnerWorld(run: AgentPort['run'], over: Partial<RunnerParts> = {}, settings: object = {}) {
  const timers = createManualTimers(Date.parse(AT))
  const tasks = new Map<string, Task>()
  const ended: (Pick<RoundEnding, 'reason' | 'detail'> & { task: string })[] = []
  const lines: { type: string; run: Parameters<RunnerParts['lines']['record']>[1]; notes: object }[] = []
  const results: TaskResult[] = []
  const observed: Observed[] = []
  const revoked: string[] = []
  let made = 0
  const x = AgentSettings.parse({ kind: 'script', command: ['x'], roles: ['executor', 'reviewer'], ...settings })
  const note = async (...[type, of, notes]: Parameters<RunnerParts['lines']['record']>) =>
    void lines.push({ type, run: of, notes })
  const parts = {
    protocol: {
      endRound: async (taskId: string, dispatchId: string, ending: RoundEnding, role: string) => {
        if (awaitedOf(tasks.get(taskId) ?? null, dispatchId) === role) ended.push({ task: taskId, ...ending })
      },
      result: async (_call: unknown, _taskId: string, result: TaskResult) => void results.push(result),
      observe: async (_taskId: string, _dispatchId: string, seen: Observed) => void observed.push(seen),
      view: async (taskId: string) => ({ rounds: tasks.get(taskId)?.rounds ?? [], ledger: REVIEW_MATERIAL.ledger }),
    },
    ports: { script: { kind: 'script', probe: async () => ({ state: 'ready' }), run } },
    workspaces: {
      prepare: async () => ({ path: '/nowhere/tree', base_sha256: SHA }),
      find: async () => null,
      list: async () => [],
    },
    processes: { note: async (pid: number) => ({ pid, identity: null }), endLeftovers: async () => true },
    folders: {
      open: async () => ({
        state_folder: '/nowhere/state',
        log: { append: () => undefined, bytes: 0, close: async () => ({}) },
      }),
      ...{ forget: async () => undefined, leftLog: async () => null, remove: async () => undefined },
    },
    index: { baseOf: () => null },
    lines: { record: note, recordOutcome: note, push: () => undefined },
    room: { admit: async () => null },
    tokens: {
      issue: async () => ({ token: 'token-not-to-be-seen', jti: `jti-${++made}` }),
      revoke: async (jti: string) => void revoked.push(jti),
    },
    awaited: (taskId: string, dispatchId: string) => awaitedOf(tasks.get(taskId) ?? null, dispatchId),
    ...{ hub: { publish: () => undefined, latestSeq: 0 }, clock: timers.clock, timers },
    ids: { hex: () => `run${String(++made).padStart(9, '0')}` },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...{ settings: () => ({ agents: { x }, redispatch: 'automatic' }), taskOf: (id: string) => tasks.get(id) ?? null },
    ...{ secretOf: async () => null, consoleUrl: () => null, rejected: () => [], evidence: {}, sandbox: {} },
    ...over,
  } as unknown as RunnerParts
  const runner = createAgentRunner(parts)
  const stands = (taskId: string, name: string, where: Stands): Dispatch => {
    const dispatch = dispatchOf(name)
    tasks.set(taskId, taskOf(taskId, dispatch, where))
    return dispatch
  }
  return {
    ...{
      runner,
      timers,
      ended,
      lines,
      results,
      observed,
      revoked,
      stands,
      listener: createRunnerListener(parts, runner),
    },
    /** The round waits for the executor, or else the reviewer, and the runner is told to begin it. */
    begin: (taskId: string, name: string, role: 'executor' | 'reviewer' = 'executor'): void => {
      const dispatch = stands(taskId, name, role === 'executor' ? 'working' : 'awaiting_review')
      runner.start(role, TaskId.parse(taskId), dispatch)
    },
  }
}
