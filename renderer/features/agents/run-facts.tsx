import type { AgentRun } from '../../../contract/agent.ts'
import { formatRoute, NO_FILTER, WHOLE_LOG } from '../../app/route.ts'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Age, Moment, useNow } from '../../design/moment.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { dateTime } from '../../design/time-words.ts'
import { MeterBar } from './meter-bar.tsx'
import { isOpenRun, KIND_WORDS } from './run-words.ts'
import { metersOf } from './usage.ts'

const LINK = 'text-accent underline underline-offset-2'

/** What is known of a run besides its words. */
export function RunFacts({ run }: { run: AgentRun }) {
  const now = useNow(1_000)
  const isOpen = isOpenRun(run)
  return (
    <aside aria-label="Facts" className="min-w-0">
      <section aria-label="Used" className="mb-3 grid grid-cols-2 gap-x-5 gap-y-2.5 @4xl:grid-cols-1">
        {metersOf(run, now).map((meter) => (
          <MeterBar key={meter.name} meter={meter} of={run.agent} />
        ))}
      </section>
      <dl className="divide-y divide-line border-line border-y text-sm">
        <Fact name="Task" look="wide">
          <a className={LINK} href={formatRoute({ page: 'tasks', taskId: run.task_id, filter: NO_FILTER })}>
            <Inert text={run.task_id} />
          </a>
        </Fact>
        <Fact name="Kind" look="wide">
          {KIND_WORDS[run.kind]}
        </Fact>
        <Fact name="Begun" look="wide">
          <Moment at={run.started_at} />
        </Fact>
        {run.ended_at !== null && (
          <Fact name="Over" look="wide">
            <Moment at={run.ended_at} />
          </Fact>
        )}
        <Fact name="Last sign" look="wide">
          <Age at={run.last_sign_at} title={dateTime(Date.parse(run.last_sign_at))} /> ago
        </Fact>
        {isOpen && (
          <Fact name="Deadline" look="wide">
            <Moment at={run.deadline} />
          </Fact>
        )}
        {run.exit_code !== null && (
          <Fact name="Exit code" look="wide">
            <span className="figures">{run.exit_code}</span>
          </Fact>
        )}
        {run.detail !== '' && run.error_code === null && (
          <Fact name="It says" look="wide">
            <Inert text={run.detail} />
          </Fact>
        )}
        <Fact name="Dispatch" look="wide">
          <Hash value={run.dispatch_id} shown={12} what="dispatch id" />
        </Fact>
        <Fact name="Run" look="wide">
          <Hash value={run.run_id} shown={12} what="run id" />
        </Fact>
        <Fact name="Log" look="wide">
          {isOpen ? (
            `${sizeWords(run.log_bytes)} so far`
          ) : run.log === null ? (
            'was not kept as evidence'
          ) : (
            <>
              <a className={LINK} href={formatRoute({ page: 'tasks', taskId: run.task_id, filter: NO_FILTER })}>
                Evidence <code className="break-all text-xs">{run.log.package_id}</code>
              </a>
              {run.log_sha256 !== null && <Hash value={run.log_sha256} shown={12} what="sha256 of the log" />}
            </>
          )}
        </Fact>
        <Fact name="Recorded" look="wide">
          <a
            className={LINK}
            href={formatRoute({ page: 'audit', filter: { ...WHOLE_LOG, correlation_id: run.correlation_id } })}
          >
            In the log
          </a>
        </Fact>
      </dl>
    </aside>
  )
}
