import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type AgentRun, AgentRunPage } from '../../../contract/agent.ts'
import { Dispatched } from '../../../contract/protocol-requests.ts'
import { ProtocolView } from '../../../contract/protocol-view.ts'
import { TaskDetail } from '../../../contract/task.ts'
import { openSecretFiles } from '../../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../../main/core/access/sealer.ts'
import { temporaryFolder } from '../data-root.ts'
import { type RunningApp, startApp } from '../running-app.ts'
import { KEY } from './agent-order.ts'
import type { ModelRequest } from './model-requests.ts'
import { type ModelStandIn, type PlannedMove, startModelStandIn } from './model-stand-in.ts'
import { GATEWAY_TOKEN } from './openclaw-gateway.ts'

/** Settings of an agent, or what makes them for a model at this address. */
export type AgentMaker = Readonly<Record<string, unknown>> | ((modelUrl: string) => Promise<Record<string, unknown>>)

/** A real console with an executor `worker` and a reviewer `critic`, both the same real program, and both asking the same scripted model. */
export interface AgentConsole {
  readonly app: RunningApp
  readonly model: ModelStandIn
  readonly dataRoot: string
  task(): Promise<TaskDetail>
  view(): Promise<ProtocolView>
  runs(): Promise<AgentRun[]>
  /** The log of a run, as text. */
  logOf(run: AgentRun): Promise<string>
  /** Gives the task to worker and critic. */
  dispatch(data: object): Promise<Dispatched>
}

export async function startAgentConsole(
  settings: AgentMaker,
  plan: (request: ModelRequest) => PlannedMove,
): Promise<AgentConsole> {
  const model = await startModelStandIn(plan)
  onTestFinished(() => model.close())
  const given = typeof settings === 'function' ? await settings(model.url) : settings
  const dataRoot = await temporaryFolder()
  const agent = {
    ...{ secrets: ['MODEL_KEY'], workspace: { kind: 'empty' } },
    environment: { OPENAI_BASE_URL: model.url, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
    ...given,
  }
  const agents = { worker: { ...agent, roles: ['executor'] }, critic: { ...agent, roles: ['reviewer'] } }
  await mkdir(dataRoot, { recursive: true })
  await writeFile(join(dataRoot, 'config.json'), JSON.stringify({ agents }))
  const secrets = openSecretFiles(dataRoot).outside(NO_DESKTOP, 'auto')
  secrets.write('MODEL_KEY', KEY)
  secrets.write('GATEWAY_TOKEN', GATEWAY_TOKEN)
  const app = await startApp({ dataRoot, env: {} })
  const made = await app.call('POST', '/api/tasks', 'coordinator', {
    task_id: 'greet',
    request_text: 'Write a greeting',
  })
  expect(made.status).toBe(201)
  const read = async (path: string): Promise<unknown> => (await app.call('GET', path, 'observer')).json()
  const task = async () => TaskDetail.parse(await read('/api/tasks/greet'))
  return {
    ...{ app, model, dataRoot, task },
    view: async () => ProtocolView.parse(await read('/api/tasks/greet/protocol')),
    runs: async () => AgentRunPage.parse(await read('/api/agent-runs?task_id=greet')).items.toReversed(),
    logOf: async ({ run_id }) => JSON.stringify(await read(`/api/agent-runs/${run_id}/log`)),
    dispatch: async (data) => {
      const { base_sha } = await task()
      const given = { base_sha, agent: 'worker', reviewer: 'critic', ...data }
      const answer = await app.call('POST', '/api/tasks/greet/dispatch', 'coordinator', given)
      const text = await answer.text()
      expect([answer.status, text]).toEqual([201, text])
      return Dispatched.parse(JSON.parse(text))
    },
  }
}
