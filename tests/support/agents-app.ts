import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type AgentRun, AgentRunPage } from '../../contract/agent.ts'
import { type ProtocolPhase, ProtocolView } from '../../contract/protocol-view.ts'
import { temporaryFolder } from './data-root.ts'
import { type RunningApp, startApp } from './running-app.ts'

const VALIDATION = join(import.meta.dirname, '../../scripts/validation')
export const script = (name: string, ...args: string[]): string[] => [process.execPath, join(VALIDATION, name), ...args]
const LIMITS = { seconds: 60 }

interface Given {
  readonly executor?: string
  readonly reviewer?: string
  readonly agents?: Record<string, object>
  readonly protocol?: object
}

/** A console with the executor `worker` and the reviewer `judge`, in these modes. */
export async function agentsApp(given: Given = {}): Promise<RunningApp> {
  const dataRoot = await temporaryFolder()
  const settings = {
    agents: {
      worker: {
        kind: 'script',
        command: script('fake_executor.ts', '--mode', given.executor ?? 'honest'),
        limits: LIMITS,
      },
      judge: {
        ...{ kind: 'script', command: script('fake_reviewer.ts', '--mode', given.reviewer ?? 'honest') },
        ...{ roles: ['reviewer'], limits: LIMITS },
      },
      ...given.agents,
    },
    protocol: { max_rounds: 2, ...given.protocol },
  }
  await writeFile(join(dataRoot, 'config.json'), JSON.stringify(settings))
  return startApp({ dataRoot })
}

const CRITERIA = [
  { criterion_id: 'c1', text: 'It is done', check: { argv: ['grep', '-q', 'did c1', 'src/out.txt'] } },
  { criterion_id: 'c2', text: 'It says the round', check: { argv: ['grep', '-q', '^round', 'src/out.txt'] } },
]

/** Makes the task when it is not there, and gives it to `worker` and `judge`. */
export async function dispatch(app: RunningApp, taskId: string, given: object = {}): Promise<Response> {
  await app.call('POST', '/api/tasks', 'admin', {
    ...{ task_id: taskId, request_text: 'Do it', acceptance_criteria: CRITERIA, declared_scope: ['src/'] },
  })
  const { base_sha } = (await (await app.call('GET', `/api/tasks/${taskId}`, 'admin')).json()) as { base_sha: string }
  const body = { agent: 'worker', reviewer: 'judge', base_sha, ...given }
  return app.call('POST', `/api/tasks/${taskId}/dispatch`, 'coordinator', body)
}

export const view = async (app: RunningApp, taskId: string): Promise<ProtocolView> =>
  ProtocolView.parse(await (await app.call('GET', `/api/tasks/${taskId}/protocol`, 'observer')).json())

export const phaseBecomes = (app: RunningApp, taskId: string, phase: ProtocolPhase) =>
  expect.poll(async () => (await view(app, taskId)).phase, { timeout: 30_000 }).toBe(phase)

export const runs = async (app: RunningApp, query = ''): Promise<AgentRun[]> =>
  AgentRunPage.parse(await (await app.call('GET', `/api/agent-runs${query}`, 'observer')).json()).items

export const runsAreOver = (app: RunningApp) =>
  expect
    .poll(async () => (await runs(app)).filter(({ ended_at }) => ended_at === null), { timeout: 30_000 })
    .toEqual([])
