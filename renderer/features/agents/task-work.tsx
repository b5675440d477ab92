import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { asFailure } from '../../client/failure.ts'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { Section } from '../tasks/section.tsx'
import { useTrail } from '../tasks/use-trail.ts'
import { PhaseMark } from './agent-marks.tsx'
import { AgentRuns } from './agent-runs.tsx'
import { DiffView } from './diff-view.tsx'
import { DueLine } from './due-line.tsx'
import { LedgerView } from './ledger-view.tsx'
import { RoundView } from './round-view.tsx'
import { signsOf } from './signs.ts'
import { useAgentRuns } from './use-agents.ts'
import { useProtocol } from './use-protocol.ts'
import { WorkActions } from './work-actions.tsx'

/** What agents did for a task and what of it is proven; before anybody did, the way to give it to one. */
export function TaskWork({ task }: { task: TaskDetail }) {
  const query = useProtocol(task)
  const failure = query.error === null ? null : asFailure(query.error)
  if (task.rounds.length === 0)
    return (
      <Section title="Work by agents" aside={<WorkActions task={task} view={null} />}>
        <p className="text-faint">
          {task.verdict === null ? 'It was given to nobody yet.' : 'It was given to nobody.'}
        </p>
      </Section>
    )
  if (query.data === undefined)
    return (
      <Section title="Work by agents" aside={null}>
        {failure !== null ? (
          <ProblemView failure={failure} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonLines label="Reading the rounds" lines={3} />
        )}
      </Section>
    )
  return (
    <>
      {failure !== null && failure.code !== 'unreachable' && (
        <ProblemView failure={failure} onRetry={() => void query.refetch()} />
      )}
      <Rounds task={task} view={query.data} />
    </>
  )
}

function Rounds({ task, view }: { task: TaskDetail; view: ProtocolView }) {
  const trail = useTrail(task.correlation_id, false)
  const events = trail.data?.events ?? []
  const last = view.rounds.at(-1)
  const hasResult = last?.result != null
  return (
    <>
      <Section
        title={`Work by agents (${view.rounds.length === 1 ? '1 round' : `${view.rounds.length} rounds`})`}
        aside={<WorkActions task={task} view={view} />}
      >
        <div className="flex flex-col gap-2.5">
          <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs" data-testid="phase">
            <PhaseMark phase={view.phase} />
            <DueLine view={view} />
            {view.phase !== 'decided' && view.phase !== 'locked' && (
              <span className="text-faint">
                {view.rounds_left} of {view.max_rounds} rounds left
              </span>
            )}
          </p>
          <Doubts view={view} />
          {view.rounds.toReversed().map((round) => (
            <RoundView
              key={round.dispatch.dispatch_id}
              round={round}
              signs={signsOf(events, round.dispatch.dispatch_id)}
              view={round === last ? view : null}
              isOpen={round === last}
            />
          ))}
        </div>
      </Section>
      {last !== undefined && hasResult && <LedgerView task={task} view={view} round={last} />}
      {last !== undefined && hasResult && <DiffView task={task} round={last} />}
      <TaskAgentRuns taskId={task.task_id} />
    </>
  )
}

/** What must be known before the rest: that the file contradicts itself, and that it is locked. */
function Doubts({ view: { faults, unreadable_rounds, lock, heartbeat_late, phase } }: { view: ProtocolView }) {
  return (
    <>
      {faults.length > 0 && (
        <Notice look="danger" title="The file of the task contradicts its own hashes: somebody changed it">
          <ul className="mt-0.5 list-disc pl-4 text-soft text-xs">
            {faults.map((fault) => (
              <li key={fault} className="[overflow-wrap:anywhere]">
                <Inert text={fault} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {unreadable_rounds > 0 && (
        <Notice look="warn" title="Another program wrote rounds that the protocol cannot read">
          <p className="mt-0.5 text-soft text-xs">
            {unreadable_rounds === 1 ? 'It counts' : `These ${unreadable_rounds} count`} for nothing and stay as they
            are.
          </p>
        </Notice>
      )}
      {phase === 'locked' && (
        <Notice look="danger" title="Locked: no agent gets it until an admin unlocks it">
          {lock !== null && (
            <p className="mt-0.5 text-soft text-xs [overflow-wrap:anywhere]">
              <Inert text={lock.reason} /> <Moment at={lock.locked_at} />
            </p>
          )}
        </Notice>
      )}
      {heartbeat_late && phase === 'working' && (
        <Notice look="warn" title="Nothing was heard of the executor for too long">
          <p className="mt-0.5 text-soft text-xs">The round goes on until its deadline; it may be withdrawn.</p>
        </Notice>
      )}
    </>
  )
}

function TaskAgentRuns({ taskId }: { taskId: string }) {
  const runs = useAgentRuns({ task_id: taskId })
  if (runs.error === null && (runs.data?.pages[0]?.items.length ?? 0) === 0) return null
  return (
    <Section title="Runs of agents" aside={null}>
      <AgentRuns runs={runs} label="Runs of agents for this task" withTask={false} empty="None." />
    </Section>
  )
}
