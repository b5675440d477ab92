import type { AgentInfo, AgentLogLine, AgentRun } from '../../../contract/agent.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { openStage, type Stage } from './console-stage.ts'
import type { GovernanceStage } from './governance-stage.ts'
import { shaOf, stagedTask } from './staged-facts.ts'
import { ok, problem, type StagedReply, type StagedService } from './staged-service.ts'

/** What the staged service tells of agents; a test changes it between two looks. */
export interface AgentsStage {
  agents: AgentInfo[]
  runs: AgentRun[]
  /** By run. */
  logs: Map<string, AgentLogLine[]>
  /** By task. */
  views: Map<string, ProtocolView>
  /** What the next change is answered with instead of being taken. */
  refuse: StagedReply | null
  /** Every change that was asked for: its path and what was sent, the newest last. */
  readonly sent: { readonly path: string; readonly body: unknown }[]
}

export interface AgentsWorld {
  readonly stage: Stage
  readonly governance: GovernanceStage
  readonly service: StagedService
  readonly agents: AgentsStage
}

const bytesOf = (line: AgentLogLine): number => Buffer.byteLength(JSON.stringify(line)) + 1

/** Where the log of a run ends now, in bytes. */
export const endOf = (lines: readonly AgentLogLine[]): number => lines.reduce((sum, line) => sum + bytesOf(line), 0)

const WAITING: ReadonlySet<string> = new Set(['awaiting_person', 'awaiting_dispatch', 'locked'])

/** So much of a log comes at once. */
const PAGE = 5_000

/** A staged service with agents, runs and protocols besides all that the console reads. */
export async function openAgentsStage(scope: 'admin' | 'observer', given: Partial<Stage>): Promise<AgentsWorld> {
  const { stage, governance, service } = await openStage(scope, given)
  const agents: AgentsStage = {
    ...{ agents: [], runs: [], logs: new Map(), views: new Map(), refuse: null, sent: [] },
  }
  const findRun = (path: string) => agents.runs.find(({ run_id }) => run_id === path.split('/')[3])
  service.on('GET /api/agents', () => ok({ items: agents.agents }))
  service.on('GET /api/agent-runs', ({ query }) => {
    const items = agents.runs.filter((run) =>
      (['task_id', 'agent', 'state'] as const).every((name) => (query.get(name) ?? run[name]) === run[name]),
    )
    const from = Number(query.get('cursor') ?? 0)
    const end = from + Number(query.get('limit') ?? 100)
    return ok({ items: items.slice(from, end), next_cursor: end < items.length ? String(end) : null })
  })
  service.on('GET /api/agent-runs/*', ({ path, query }) => {
    const run = findRun(path)
    if (run === undefined) return problem('agent_run_not_found', 'No such run.')
    if (!path.endsWith('/log')) return ok(run)
    return ok(logPage(agents.logs.get(run.run_id) ?? [], Number(query.get('from') ?? 0), run))
  })
  service.on('POST /api/agent-runs/*', ({ path, sent }) => {
    if (agents.refuse !== null) return agents.refuse
    agents.sent.push({ path, body: sent })
    return { status: 202, body: { run_id: path.split('/')[3] } }
  })
  service.on('GET /api/protocols', () => {
    const items = [...agents.views.values()].flatMap((view) => {
      const round = view.rounds.at(-1)
      if (round === undefined || !WAITING.has(view.phase)) return []
      const { task_id, phase, rounds_left, due, faults } = view
      const since =
        view.lock?.locked_at ?? round.ended?.at ?? round.verdict?.reviewed_at ?? round.dispatch.dispatched_at
      const title = stage.tasks.find((task) => task.task_id === task_id)?.title ?? ''
      const stands = { task_id, title, phase, since, rounds_left, due }
      return { ...stands, round: round.dispatch.round, faults: faults.length }
    })
    const sorted = items.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))
    return ok({ items: sorted, left_out: 0 })
  })
  service.on('GET /api/tasks/*', ({ path }) => {
    const [, , , id = '', what] = path.split('/')
    const task = stage.tasks.find(({ task_id }) => task_id === id)
    if (task === undefined) return problem('task_not_found', `No task ${id}.`)
    if (what === undefined) return ok(task)
    const view = agents.views.get(id)
    if (what === 'protocol') return view === undefined ? problem('storage_failed', 'The disk is gone.') : ok(view)
    return ok({ items: stage.evidence.filter(({ task_id }) => task_id === id), refs: task.evidence })
  })
  service.on('POST /api/tasks/*', ({ path, sent }) => {
    if (agents.refuse !== null) return agents.refuse
    agents.sent.push({ path, body: sent })
    const [, , , id = '', what] = path.split('/')
    const view = agents.views.get(id)
    const task = stage.tasks.find(({ task_id }) => task_id === id)
    if (task === undefined) return problem('task_not_found', `No task ${id}.`)
    if (what === 'dispatch') {
      const dispatch = view?.rounds.at(-1)?.dispatch
      return dispatch === undefined
        ? problem('criteria_missing', 'None were given.')
        : { status: 201, body: { dispatch, task } }
    }
    return what === 'approve' || what === 'reject' ? ok(task) : ok(view ?? {})
  })
  return { stage, governance, service, agents }
}

function logPage(lines: readonly AgentLogLine[], from: number, run: AgentRun) {
  let at = 0
  const given: AgentLogLine[] = []
  for (const line of lines) {
    const end = at + bytesOf(line)
    if (at >= from && given.length < PAGE) given.push(line)
    if (given.length === PAGE) {
      at = end
      break
    }
    at = end
  }
  const next = Math.max(from, at)
  return { lines: given, next, ended: run.ended_at !== null && next >= endOf(lines) }
}

/** A task of which the file tells one round, as far as the console looks at it. */
export function stagedWork(task_id: string, given: Record<string, unknown>): TaskDetail {
  const round = { dispatch: { dispatch_id: shaOf(task_id).slice(0, 12) } }
  return stagedTask({ task_id, title: `The ${task_id}`, rounds: [round], ...given })
}
