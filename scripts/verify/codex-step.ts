import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { COMPLAINT, GREETING, greetingModel } from '../../tests/support/agents/greeting-task.ts'
import { type ModelStandIn, startModelStandIn } from '../../tests/support/agents/model-stand-in.ts'
import { AGENT_PACKAGES, agentProgram, ensureAgentProgram } from '../agent-programs.ts'
import type { AgentsStage } from './agents-stage.ts'
import type { PhaseContext } from './phase.ts'
import { must } from './publish-stage.ts'

const TASK = 'codex-greeting'
const KEY_NAME = 'MODEL_KEY'

/** The real Codex, and a model for it on this machine. */
export interface CodexWorld {
  /** Settings of an executor and of a reviewer, both Codex. */
  readonly agents: Readonly<Record<string, object>>
  readonly model: ModelStandIn
  close(): Promise<void>
}

export interface CodexRun {
  readonly facts: Readonly<Record<string, number | string | boolean>>
  readonly wrong: readonly string[]
}

/** Before the console starts: the key of the model is kept as a secret. Rejects when Codex cannot be had here. */
export async function openCodexWorld({ dataRoot }: PhaseContext): Promise<CodexWorld> {
  const program = ensureAgentProgram('codex') ? agentProgram('codex') : null
  if (program === null) throw new Error('npm could not install it; node scripts/agent-programs.ts codex says why')
  openSecretFiles(dataRoot)
    .outside(NO_DESKTOP, 'auto')
    .write(KEY_NAME, `sk-${randomBytes(12).toString('hex')}`)
  const model = await startModelStandIn(greetingModel)
  const settings = {
    ...{ kind: 'codex', program, model: 'mock-1', secrets: [KEY_NAME], workspace: { kind: 'empty' } },
    environment: { OPENAI_BASE_URL: model.url, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
  }
  const agents = {
    'codex-worker': { ...settings, roles: ['executor'] },
    'codex-critic': { ...settings, roles: ['reviewer'] },
  }
  return { agents, model, close: model.close }
}

/** One task from dispatch to approval: Codex does it wrong, Codex as reviewer says so, Codex does it right, a person approves. */
export async function playCodex(stage: AgentsStage, { model }: CodexWorld): Promise<CodexRun> {
  const wrong: string[] = []
  await stage.newTask(TASK, GREETING)
  await stage.dispatched(TASK, { agent: 'codex-worker', reviewer: 'codex-critic' })
  const { rounds, ledger, phase } = await stage.becomes(TASK, 'awaiting_person', 'awaiting_dispatch', 'locked')
  const runs = await stage.runs(TASK)
  const [first, second] = rounds
  const said = rounds.map(({ verdict, ended }) => verdict?.decision ?? `none (${ended?.reason}: ${ended?.detail})`)
  if (phase !== 'awaiting_person' || said.join() !== 'reject,approve')
    wrong.push(`Codex as reviewer said ${said.join(', ')}, and the task is ${phase}`)
  const checks = rounds.map(({ observed }) => (observed?.checks ?? []).map(({ state }) => state).join('+')).join(', ')
  if (checks !== 'failed+passed, passed+passed') wrong.push(`the checks of what Codex did came out as ${checks}`)
  if (first?.verdict?.issues[0]?.text !== COMPLAINT) wrong.push('the verdict does not say what the model said')
  if (JSON.stringify(second?.dispatch.issues) !== JSON.stringify(first?.verdict?.issues))
    wrong.push('the second round of Codex was not given the issues of the first, byte for byte')
  if (ledger.status !== 'VERIFIED' || ledger.out_of_scope.length > 0)
    wrong.push(`the ledger of what Codex did is ${ledger.status}`)
  const ways = runs.map(({ role, state, exit_code }) => `${role} ${state} ${exit_code}`).join(', ')
  if (ways !== Array(2).fill('executor ended 0, reviewer ended 0').join(', ')) wrong.push(`its runs: ${ways}`)
  if (runs.some(({ log }) => log === null)) wrong.push('a run of Codex left no log as evidence')
  if (wrong.length === 0) must(200, await stage.approve(TASK))
  return {
    wrong,
    facts: {
      codex_version: AGENT_PACKAGES.codex.version,
      codex_rounds: rounds.length,
      codex_runs: runs.length,
      codex_turns: runs.reduce((sum, { usage }) => sum + usage.turns, 0),
      codex_model_requests: model.requests.length,
      codex_ledger: ledger.status,
    },
  }
}
