import type { AgentRole, AgentSettings } from '../../../contract/agent.ts'
import { AgentName } from '../../../contract/agent-name.ts'
import type { Sha256, TaskId } from '../../../contract/ids.ts'
import type { DispatchRequest } from '../../../contract/protocol-requests.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { Task } from '../../../contract/task.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'
import { oneLine } from './cut-text.ts'

/** Whom somebody wants to give a task to; null: not said. */
export interface WantedDispatch {
  readonly task_id: TaskId
  readonly agent: string | null
  readonly reviewer: string | null
}

/** Exactly what would be given out. `subject`: canonical JSON of all that it depends on, the settings of the agents by their sha256. */
export interface DispatchOffer {
  readonly task_id: TaskId
  readonly correlation_id: string
  readonly title: string
  readonly round: number
  readonly max_rounds: number
  readonly agents: readonly { readonly role: AgentRole; readonly name: AgentName | null; readonly words: string }[]
  readonly request: DispatchRequest & { readonly base_sha: Sha256; readonly deadline_seconds: number }
  readonly criteria: number
  readonly scope: number
  readonly issues: number
  readonly subject: string
  readonly subject_sha256: Sha256
}

type Setup = Pick<Settings, 'agents' | 'protocol'>

/** What would be given out now, or why nothing can be, as a sentence. `task` is the version that `view` is of. */
export function dispatchOffer(
  view: ProtocolView,
  task: Task,
  wanted: WantedDispatch,
  setup: Setup,
): DispatchOffer | string {
  const why = whyNot(view)
  if (why !== null) return why
  const { task_id, base_sha, rounds, max_rounds } = view
  const last = rounds.at(-1)?.dispatch ?? null
  const agent = nameFor('executor', wanted.agent, last?.agent ?? null, setup)
  if (agent === null) return unnamed(task_id, setup)
  if (typeof agent === 'object') return agent.unknown
  const reviewer = nameFor('reviewer', wanted.reviewer, last?.reviewer ?? null, setup)
  if (reviewer !== null && typeof reviewer === 'object') return reviewer.unknown
  const { acceptance_criteria, declared_scope } = last ?? task
  if (acceptance_criteria.length === 0)
    return `Task ${task_id} has no acceptance criteria to hold the work against: give them at the console.`
  const issues = rounds.findLast(({ verdict }) => verdict !== null)?.verdict?.issues ?? []
  const deadline_seconds = setup.protocol.result_seconds
  const round = (last?.round ?? 0) + 1
  const subject = canonicalJson({
    ...{ task_id, base_sha, round, agent, reviewer, deadline_seconds, acceptance_criteria, declared_scope, issues },
    agent_settings_sha256: settingsSha(agent, setup),
    reviewer_settings_sha256: settingsSha(reviewer, setup),
  })
  return {
    ...{ task_id, correlation_id: task.correlation_id, title: task.title, round, max_rounds },
    agents: [
      { role: 'executor', name: agent, words: agentWords(agent, setup) },
      { role: 'reviewer', name: reviewer, words: agentWords(reviewer, setup) },
    ],
    request: { agent, reviewer, deadline_seconds, base_sha },
    ...{ criteria: acceptance_criteria.length, scope: declared_scope.length, issues: issues.length },
    ...{ subject, subject_sha256: sha256(subject) },
  }
}

function whyNot({ task_id, phase, lock }: ProtocolView): string | null {
  if (phase === 'idle' || phase === 'awaiting_dispatch') return null
  if (phase === 'locked')
    return `Task ${task_id} is locked: ${oneLine(lock?.reason ?? 'its rounds are used up.', 300)} It is opened again at the console.`
  if (phase === 'awaiting_person') return `Task ${task_id} waits for a decision: /task ${task_id}`
  if (phase === 'decided') return `Task ${task_id} is decided.`
  return `Task ${task_id} is given out already (${phase.replaceAll('_', ' ')}). It can be withdrawn at the console.`
}

const withRole = ({ agents }: Setup, role: AgentRole): AgentName[] =>
  Object.entries(agents).flatMap(([name, { roles }]) => (roles.includes(role) ? [name as AgentName] : []))

/** The one that was asked for, or had it before, or the only one there is. */
function nameFor(
  role: AgentRole,
  wanted: string | null,
  before: AgentName | null,
  setup: Setup,
): AgentName | null | { readonly unknown: string } {
  const able = withRole(setup, role)
  if (wanted === null)
    return before !== null && able.includes(before) ? before : able.length === 1 ? (able[0] ?? null) : null
  const name = AgentName.safeParse(wanted.toLowerCase()).data
  if (name !== undefined && able.includes(name)) return name
  const known = able.length === 0 ? 'None is set up.' : `Set up: ${able.slice(0, MOST_NAMED).join(', ')}.`
  return { unknown: `There is no ${role} ${oneLine(wanted, 40)}. ${known}` }
}

const MOST_NAMED = 20

function unnamed(taskId: string, setup: Setup): string {
  const able = withRole(setup, 'executor')
  return able.length === 0
    ? 'No agent is set up here: the settings of the console say how.'
    : `Say which agent: /dispatch ${taskId} AGENT. Set up: ${able.slice(0, MOST_NAMED).join(', ')}.`
}

const settingsOf = (name: AgentName | null, { agents }: Setup): AgentSettings | null =>
  name === null ? null : (agents[name] ?? null)

function settingsSha(name: AgentName | null, setup: Setup): Sha256 | null {
  const settings = settingsOf(name, setup)
  return settings === null ? null : sha256(canonicalJson(settings))
}

/** Where it works and for how long; what else is set up stays at the console, for it may be nobody's business. */
function agentWords(name: AgentName | null, setup: Setup): string {
  const settings = settingsOf(name, setup)
  if (settings === null) return 'nobody whom the console starts'
  const { kind, workspace, limits } = settings
  const where =
    workspace.kind === 'empty'
      ? 'an empty folder'
      : `a ${workspace.kind === 'git' ? 'worktree' : 'copy'} of ${oneLine(workspace.path, 200)}`
  return `${name} (${kind}), in ${where}, at most ${limits.seconds} s`
}
