import type { AgentRun } from '../../../contract/agent.ts'
import { formatRoute } from '../../app/route.ts'
import { useVerbs } from '../../app/use-verbs.ts'
import { asFailure } from '../../client/failure.ts'
import { FailureNote } from '../../design/failure-note.tsx'
import { BackIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { RunStateMark } from './agent-marks.tsx'
import { RunFacts } from './run-facts.tsx'
import { RunLog } from './run-log.tsx'
import { ROLE_WORDS, runSentence } from './run-words.ts'
import { StopRun } from './stop-run.tsx'
import { useAgentRun } from './use-agents.ts'

const BACK = formatRoute({ page: 'agents', run: null })

/** One run of an agent: what it is, what it has used, what it says, and the way to end it. */
export function RunPage({ runId }: { runId: string }) {
  const query = useAgentRun(runId)
  const failure = query.error === null ? null : asFailure(query.error)
  const run = query.data
  return (
    <main className="@container flex min-h-0 flex-col bg-surface">
      <StaleNotice what="The run" failure={run === undefined ? null : failure} onRetry={() => void query.refetch()} />
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto @4xl:overflow-hidden">
        <div className="mx-auto flex w-full max-w-[84rem] flex-1 flex-col px-5 pt-4 pb-6 @4xl:min-h-0 @3xl:px-7">
          <a
            href={BACK}
            className="-ml-1 mb-2 inline-flex w-fit items-center gap-1 rounded-sm px-1 text-soft text-xs hover:text-ink"
          >
            <BackIcon className="size-3.5" /> All agents
          </a>
          {run !== undefined ? (
            <Run run={run} />
          ) : failure !== null ? (
            <div className="max-w-[44rem]">
              <h1 className="mb-3 font-semibold text-xl tracking-tight">
                {failure.code === 'agent_run_not_found' ? 'There is no such run' : 'Run'}
              </h1>
              <ProblemView
                failure={failure}
                onRetry={failure.code === 'agent_run_not_found' ? null : () => void query.refetch()}
              />
            </div>
          ) : (
            <SkeletonLines label="Reading the run" lines={4} />
          )}
        </div>
      </div>
    </main>
  )
}

function Run({ run }: { run: AgentRun }) {
  const said = runSentence(run)
  useVerbs([
    {
      ...{ id: 'agent-task', title: 'Go to the task of this run', keys: [], whyNot: null },
      run: () => {
        location.hash = `/tasks/${encodeURIComponent(run.task_id)}`
      },
    },
  ])
  return (
    <>
      <header className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b pb-3">
        <h1 className="min-w-0 font-semibold text-xl tracking-tight [overflow-wrap:anywhere]">{run.agent}</h1>
        <span className="text-soft">
          {ROLE_WORDS[run.role]} in round {run.round} of <Inert text={run.task_id} />
        </span>
        <span data-testid="run-state" className="inline-flex">
          <RunStateMark state={run.state} />
        </span>
        <span className="ml-auto">
          <StopRun run={run} look="danger" />
        </span>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-x-8 gap-y-5 @4xl:flex-row">
        <div className="flex h-[60dvh] min-h-[18rem] min-w-0 flex-1 flex-col @4xl:h-auto">
          {said !== null && (
            <div className="mb-3">
              <Notice look={run.state === 'ended' ? 'plain' : 'warn'} title={said}>
                {null}
              </Notice>
            </div>
          )}
          {run.error_code !== null && (
            <div className="mb-3">
              <FailureNote code={run.error_code} detail={run.detail} hint={run.remediation_hint ?? ''} />
            </div>
          )}
          <h2 className="mb-2 font-semibold text-soft text-xs">
            Log <span className="font-normal text-faint">what the agent says, checked by nobody</span>
          </h2>
          <RunLog run={run} />
        </div>
        <div className="flex min-w-0 flex-col @4xl:w-[17rem] @4xl:shrink-0 @4xl:overflow-y-auto">
          <RunFacts run={run} />
        </div>
      </div>
    </>
  )
}
