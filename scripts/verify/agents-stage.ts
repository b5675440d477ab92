import { setTimeout as pause } from 'node:timers/promises'
import type * as z from 'zod'
import { AgentLogPage, type AgentRun, AgentRunPage, type ProtocolSettings } from '../../contract/agent.ts'
import { type AuditEvent, AuditPage } from '../../contract/audit-event.ts'
import { Dispatched } from '../../contract/protocol-requests.ts'
import { type ProtocolPhase, ProtocolView } from '../../contract/protocol-view.ts'
import { SettingsView } from '../../contract/settings.ts'
import { TaskDetail } from '../../contract/task.ts'
import type { ConsoleUnderTest, TimedAnswer } from './console-under-test.ts'
import { must, newToken } from './publish-stage.ts'

/** What is asked for in every task of the scripts: both criteria can be checked by a command. */
export const ASKED = {
  acceptance_criteria: [
    { criterion_id: 'c1', text: 'It is done', check: { argv: ['grep', '-q', 'did c1', 'src/out.txt'] } },
    { criterion_id: 'c2', text: 'It says its round', check: { argv: ['grep', '-q', '^round', 'src/out.txt'] } },
  ],
  declared_scope: ['src/'],
}

/** A coordinator who gives tasks to agents, and an admin who looks and decides. */
export interface AgentsStage {
  readonly console: ConsoleUnderTest
  newTask(taskId: string, asked: object): Promise<void>
  task(taskId: string): Promise<TaskDetail>
  /** Gives the task as it stands to whom `body` says; whatever the answer is. */
  dispatch(taskId: string, body: object): Promise<TimedAnswer>
  /** Throws when it is refused. */
  dispatched(taskId: string, body: object): Promise<Dispatched>
  view(taskId: string): Promise<ProtocolView>
  /** A person's approval of the task as it stands. */
  approve(taskId: string): Promise<TimedAnswer>
  /** Oldest first. */
  runs(taskId: string): Promise<readonly AgentRun[]>
  logOf(run: AgentRun): Promise<AgentLogPage>
  /** Lines of the log about the task, oldest first, without requests. */
  lines(taskId: string): Promise<readonly AuditEvent[]>
  /** Changes numbers of the protocol; the next dispatch is made with them. */
  setProtocol(changes: Partial<ProtocolSettings>): Promise<void>
  /** Resolves when the task is in one of the phases and none of its agents runs. Throws when that takes too long. */
  becomes(taskId: string, ...phases: readonly ProtocolPhase[]): Promise<ProtocolView>
}

const PATIENCE_MS = 180_000
const POLL_MS = 200

export async function createAgentsStage(console: ConsoleUnderTest): Promise<AgentsStage> {
  const coordinator = await newToken(console, { scope: 'coordinator', sub: 'coordinator' })

  async function read<S extends z.ZodType>(schema: S, path: string): Promise<z.infer<S>> {
    return schema.parse(JSON.parse(must(200, await console.get(path))))
  }
  const task = (taskId: string): Promise<TaskDetail> => read(TaskDetail, `/api/tasks/${taskId}`)
  const view = (taskId: string): Promise<ProtocolView> => read(ProtocolView, `/api/tasks/${taskId}/protocol`)
  const runs = async (taskId: string): Promise<readonly AgentRun[]> =>
    (await read(AgentRunPage, `/api/agent-runs?task_id=${taskId}`)).items.toReversed()

  async function dispatch(taskId: string, body: object): Promise<TimedAnswer> {
    const { base_sha } = await task(taskId)
    return console.call('POST', `/api/tasks/${taskId}/dispatch`, coordinator, { base_sha, ...body })
  }

  return {
    ...{ console, task, view, runs, dispatch },
    newTask: async (task_id, asked) => {
      must(201, await console.post('/api/tasks', { task_id, request_text: 'Do what the criteria say.', ...asked }))
    },
    dispatched: async (taskId, body) => Dispatched.parse(JSON.parse(must(201, await dispatch(taskId, body)))),
    approve: async (taskId) => {
      const { base_sha } = await task(taskId)
      return console.post(`/api/tasks/${taskId}/approve`, { base_sha })
    },
    logOf: ({ run_id }) => read(AgentLogPage, `/api/agent-runs/${run_id}/log`),
    lines: async (taskId) => (await read(AuditPage, `/api/audit?task_id=${taskId}&requests=false&limit=1000`)).items,
    setProtocol: async (changes) => {
      const { settings, base_sha } = await read(SettingsView, '/api/settings')
      const changed = { ...settings, protocol: { ...settings.protocol, ...changes } }
      must(200, await console.call('PUT', '/api/settings', console.token, { settings: changed, base_sha }))
    },
    becomes: async (taskId, ...phases) => {
      const deadline = performance.now() + PATIENCE_MS
      for (;;) {
        const now = await view(taskId)
        const isOver = (await runs(taskId)).every(({ ended_at }) => ended_at !== null)
        if (phases.includes(now.phase) && isOver) return now
        if (performance.now() > deadline)
          throw new Error(
            `the task ${taskId} is ${now.phase}, not ${phases.join(' or ')}: ${JSON.stringify(now.rounds.at(-1)?.ended)}`,
          )
        await pause(POLL_MS)
      }
    },
  }
}
