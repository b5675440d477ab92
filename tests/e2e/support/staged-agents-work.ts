import type { AgentRun } from '../../../contract/agent.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import {
  STAGED_PATCH,
  stagedAck,
  stagedAgent,
  stagedAgentRun,
  stagedLogLine,
  stagedObserved,
  stagedRef,
  stagedResult,
  stagedRound,
  stagedVerdict,
  stagedView,
} from './staged-agents.ts'
import { type AgentsWorld, endOf, openAgentsStage, stagedWork } from './staged-agents-stage.ts'
import { ago, shaOf, stagedLine, stagedPackage } from './staged-facts.ts'

const HOUR = 60
const encoder = new TextEncoder()

const pier = stagedWork('pier', {
  evidence: [stagedRef('observed-1'), stagedRef('check-1')],
  acceptance_criteria: [{ criterion_id: 'c1', text: 'The tide table has a test.' }],
})
const quay = stagedWork('quay', {})
const mole = stagedWork('mole', {})
const buoy = stagedWork('buoy', { rounds: [] })

/** pier: two rounds, the second approved by the reviewer, with a gap. quay: locked. mole: at work, silent. buoy: given to nobody. */
export async function openAgentsAtWork(scope: 'admin' | 'observer'): Promise<AgentsWorld> {
  const world = await openAgentsStage(scope, { tasks: [pier, quay, mole, buoy] })
  const { stage, agents } = world
  const kept = (name: string, file: string, text: string) => {
    const bytes = encoder.encode(text)
    stage.files.set(`${name}/${file}`, bytes)
    return stagedPackage(pier, name, { [file]: bytes })
  }
  stage.evidence = [
    kept('observed-1', 'observed.patch', STAGED_PATCH),
    kept('check-1', 'output.txt', '1 test passed\n'),
  ]
  const first = stagedRound(1, {
    ...{ ack: stagedAck(1), result: stagedResult(1), observed: stagedObserved({ checks: [] }) },
    verdict: stagedVerdict(1, 'reject'),
  })
  const issues = first.verdict?.issues ?? []
  const given = stagedRound(2, {})
  const second = stagedRound(2, {
    dispatch: { ...given.dispatch, issues },
    ...{
      ack: stagedAck(2),
      result: stagedResult(2),
      observed: stagedObserved({}),
      verdict: stagedVerdict(2, 'approve'),
    },
  })
  const path = '/acceptance_criteria/0/text'
  const mismatch = stagedRound(3, {
    ended: {
      ...{ reason: 'ack_mismatch', at: ago(HOUR), detail: 'The echo differs in 1 place.' },
      difference: [{ path, expected: '"The tide table has a test."', given: '"The tide table has no test."' }],
    },
  })
  agents.views.set('pier', stagedView(pier, 'awaiting_person', [first, second], {}))
  agents.views.set(
    'quay',
    stagedView(quay, 'locked', [mismatch], {
      lock: {
        ...{ locked_at: ago(HOUR), after_round: 3, reason: '3 rounds came to nothing.' },
        ...{ unlocked_at: null, unlocked_by: null, unlock_reason: null },
      },
    }),
  )
  agents.views.set(
    'mole',
    stagedView(mole, 'working', [stagedRound(1, { ack: stagedAck(1) })], {
      ...{ due: { what: 'result', at: ago(-30) }, last_heartbeat_at: ago(2), heartbeat_late: true },
    }),
  )
  stage.lines = [
    stagedLine(1, {
      type: 'heartbeat_received',
      ...of(mole),
      data: { dispatch_id: 'dispatch1', count: 4, note: 'tests' },
    }),
    stagedLine(2, { type: 'heartbeat_warning', ...of(mole), data: { dispatch_id: 'dispatch1' } }),
  ]
  stageAgents(world)
  return world
}

const of = ({ correlation_id, task_id }: TaskDetail) => ({ correlation_id, task_id })

function stageAgents({ agents }: AgentsWorld): void {
  agents.agents = [
    stagedAgent('codex', { running: ['run00001'], workspace: { kind: 'git', path: '/src/pier', ref: 'main' } }),
    stagedAgent('judge', { kind: 'script', roles: ['reviewer'], detail: 'The program is there.' }),
    stagedAgent('claw', {
      ...{ kind: 'openclaw', state: 'unavailable', detail: 'openclaw is not on the path.', checked_at: ago(6) },
      remediation_hint: 'Install OpenClaw, or set program in the settings of the agent.',
    }),
  ]
  const log = Array.from({ length: 400 }, (_, n) =>
    n % 9 === 0
      ? stagedLogLine(JSON.stringify({ type: 'heartbeat', note: `step ${n}` }), 'protocol')
      : stagedLogLine(
          `line ${n} of what it says${n % 7 === 0 ? ', which is longer than the others '.repeat(6) : ''}`,
          'stdout',
        ),
  )
  agents.logs.set('run00001', log)
  const failure: Partial<AgentRun> = {
    ...{ state: 'failed', error_code: 'workspace_unusable', detail: 'The folder /src/quay is gone.' },
    remediation_hint: 'Set workspace in the settings of the agent to a folder or a git repository that is there.',
  }
  const over = { ended_at: ago(40), started_at: ago(50), last_sign_at: ago(40) }
  agents.runs = [
    stagedAgentRun(1, { task_id: mole.task_id, log_bytes: endOf(log) }),
    stagedAgentRun(2, { ...over, task_id: quay.task_id, ...failure, exit_code: 1 }),
    stagedAgentRun(3, {
      ...{
        ...over,
        task_id: pier.task_id,
        role: 'reviewer',
        agent: agents.agents[1]?.agent ?? pierAgent,
        kind: 'script',
      },
      ...{ state: 'ended', exit_code: 0, round: 2, log: stagedRef('agent-run-3'), log_sha256: shaOf('log') },
    }),
    stagedAgentRun(4, { ...over, task_id: pier.task_id, state: 'limit_reached', detail: 'It used 50 of 50 turns.' }),
  ]
}

const pierAgent = stagedAgent('codex', {}).agent
