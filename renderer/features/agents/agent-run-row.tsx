import type { AgentRun } from '../../../contract/agent.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { Inert } from '../../design/inert.tsx'
import { Age, useNow } from '../../design/moment.tsx'
import { ageWords, dateTime } from '../../design/time-words.ts'
import { RunStateMark } from './agent-marks.tsx'
import { MeterBar } from './meter-bar.tsx'
import { isOpenRun, ROLE_WORDS } from './run-words.ts'
import { StopRun } from './stop-run.tsx'
import { metersOf } from './usage.ts'

const LINK = 'text-accent underline underline-offset-2'

interface AgentRunRowProps {
  run: AgentRun
  /** It stands outside its task's page. */
  withTask: boolean
  /** What an open one has used, and the way to end it, are shown elsewhere already. */
  isShort: boolean
}

/** One run in a list; an open one with what it has used and the way to end it. */
export function AgentRunRow({ run, withTask, isShort }: AgentRunRowProps) {
  const isOpen = isOpenRun(run)
  return (
    <li data-agent-run={run.run_id} className="border-line border-b bg-surface px-3 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs">
        <a
          href={formatRoute({ page: 'agents', run: run.run_id })}
          className="min-w-0 break-all font-medium text-ink text-sm underline-offset-2 hover:underline"
        >
          {run.agent}
        </a>
        <span className="text-soft">
          {ROLE_WORDS[run.role]}, round {run.round}
        </span>
        <RunStateMark state={run.state} />
        <span className="ml-auto text-faint">
          {isOpen && 'for '}
          <Age at={run.started_at} title={`begun ${dateTime(Date.parse(run.started_at))}`} />
          {!isOpen && ' ago'}
        </span>
      </div>
      {!isOpen && run.state !== 'ended' && run.detail !== '' && (
        <p className="mt-0.5 line-clamp-2 text-soft text-xs [overflow-wrap:anywhere]">
          <Inert text={run.detail} />
        </p>
      )}
      {isOpen && !isShort && <RunNow run={run} />}
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        {withTask && (
          <a className={LINK} href={formatRoute({ page: 'tasks', taskId: run.task_id, filter: NO_FILTER })}>
            Task <Inert text={run.task_id} />
          </a>
        )}
        <a className={LINK} href={formatRoute({ page: 'agents', run: run.run_id })} aria-label={`Log of ${run.agent}`}>
          Log
        </a>
        {isOpen && !isShort && <StopRun run={run} look="quiet" />}
      </div>
    </li>
  )
}

/** What it said last, and how near its limits it is. */
function RunNow({ run }: { run: AgentRun }) {
  const now = useNow(1_000)
  const tight = metersOf(run, now).filter(({ fraction }) => fraction !== null)
  return (
    <>
      <p className="mt-0.5 text-soft text-xs">last sign {ageWords(Date.parse(run.last_sign_at), now)} ago</p>
      <div className="mt-1.5 grid grid-cols-2 gap-x-4 gap-y-1.5 @2xl:grid-cols-4">
        {tight.map((meter) => (
          <MeterBar key={meter.name} meter={meter} of={run.agent} />
        ))}
      </div>
    </>
  )
}
