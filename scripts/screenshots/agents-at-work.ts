import { SettingsView } from '../../contract/settings.ts'
import { ASKED, createAgentsStage } from '../verify/agents-stage.ts'
import type { ConsoleUnderTest } from '../verify/console-under-test.ts'
import { must } from '../verify/publish-stage.ts'
import { scriptAgent } from '../verify/script-agents.ts'

/** Ids of what the pages of the agents show. */
export interface AtWork {
  /** A task that was rejected once and then approved by the reviewer, and touched more than it may. */
  readonly worked: string
  /** The last run of its executor. */
  readonly agentRun: string
}

const TASKS = { honest: 'harbour-lights', careless: 'pier-shop-sign', forgetful: 'depth-soundings' } as const

/** Agents that are scripts, one that is not there, and tasks that wait for a person for different reasons. */
export async function letAgentsWork(root: string, console: ConsoleUnderTest): Promise<AtWork> {
  await setUpAgents(root, console)
  const stage = await createAgentsStage(console)
  const titles = [
    [TASKS.honest, 'List the lights of the harbour with their characteristics'],
    [TASKS.careless, 'Mend the sign of the pier shop'],
    [TASKS.forgetful, 'Bring the depth soundings into one file'],
  ] as const
  for (const [task_id, title] of titles) await stage.newTask(task_id, { title, request_text: `${title}.` })
  await stage.dispatched(TASKS.honest, { ...ASKED, agent: 'keeper', reviewer: 'inspector' })
  await stage.becomes(TASKS.honest, 'awaiting_person')
  await stage.dispatched(TASKS.careless, { ...ASKED, agent: 'careless', reviewer: 'inspector' })
  await stage.becomes(TASKS.careless, 'awaiting_person')
  await stage.dispatched(TASKS.forgetful, { ...ASKED, agent: 'forgetful' })
  await stage.becomes(TASKS.forgetful, 'awaiting_dispatch')
  const last = (await stage.runs(TASKS.careless)).findLast(({ role }) => role === 'executor')
  if (last === undefined) throw new Error(`no agent worked on ${TASKS.careless}`)
  return { worked: TASKS.careless, agentRun: last.run_id }
}

async function setUpAgents(root: string, { get, call, token }: ConsoleUnderTest): Promise<void> {
  const { settings, base_sha } = SettingsView.parse(JSON.parse(must(200, await get('/api/settings'))))
  const agents = {
    keeper: scriptAgent(root, 'executor', '--mode', 'honest'),
    careless: scriptAgent(root, 'executor', '--mode', 'out-of-scope'),
    forgetful: scriptAgent(root, 'executor', '--mode', 'echo-altered'),
    inspector: scriptAgent(root, 'reviewer', '--mode', 'reject-once'),
    claw: { kind: 'openclaw', program: '/opt/openclaw/openclaw' },
  }
  must(200, await call('PUT', '/api/settings', token, { settings: { ...settings, agents }, base_sha }))
}
