import type { ToolRun } from '../../../contract/tool.ts'
import { ALL_APPROVALS } from '../../app/governance-route.ts'
import { formatRoute, NO_FILTER, WHOLE_LOG } from '../../app/route.ts'
import { FailureNote } from '../../design/failure-note.tsx'
import { Inert } from '../../design/inert.tsx'
import { JsonText } from '../../design/json-text.tsx'
import { Age } from '../../design/moment.tsx'
import { dateTime } from '../../design/time-words.ts'
import { LevelBadge } from '../approvals/level-badge.tsx'
import { RunLive } from './run-live.tsx'
import { RunMark } from './run-mark.tsx'
import { outcomeWords, ruleBesideWords } from './run-words.ts'

const LINK = 'text-accent underline underline-offset-2'

/** One call: what came of it in words at once, its bytes and its result when opened. `withTask`: it stands outside its task's page. */
export function RunRow({ run, withTask }: { run: ToolRun; withTask: boolean }) {
  const { tool, state, side_effect_level, failure, started_at, task_id, correlation_id } = run
  const words = outcomeWords(run)
  const rule = ruleBesideWords(run)
  const [first] = run.evidence
  const evidence = run.evidence.reduce((sum, { artifacts }) => sum + artifacts, 0)
  return (
    <li data-run={run.call_id} className="border-line border-b bg-surface px-3 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        <code className="min-w-0 break-all font-medium text-ink text-sm">
          <Inert text={tool} />
        </code>
        <RunMark state={state} />
        <LevelBadge level={side_effect_level} />
        <span className="ml-auto text-faint">
          <Age at={started_at} title={`begun ${dateTime(Date.parse(started_at))}`} />
        </span>
      </div>
      {words !== null && (
        <p className="mt-1 text-soft text-xs [overflow-wrap:anywhere]">
          <Inert text={words} />
          {rule !== null && (
            <>
              {' '}
              Rule <code className="text-2xs">{rule}</code>.
            </>
          )}
        </p>
      )}
      {state === 'running' && <RunLive run={run} />}
      {failure !== null && (
        <div className="mt-1.5">
          <FailureNote code={failure.error_code} detail={failure.detail} hint={failure.remediation_hint} />
        </div>
      )}
      <div className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-xs">
        {withTask && (
          <a className={LINK} href={formatRoute({ page: 'tasks', taskId: task_id, filter: NO_FILTER })}>
            Task <Inert text={task_id} />
          </a>
        )}
        {run.approval_id !== null && (
          <a className={LINK} href={formatRoute({ page: 'approvals', open: run.approval_id, filter: ALL_APPROVALS })}>
            Its approval
          </a>
        )}
        {first !== undefined && (
          <a
            className={LINK}
            href={formatRoute({ page: 'tasks', taskId: task_id, filter: NO_FILTER, evidence: first.package_id })}
          >
            Evidence: {evidence} {evidence === 1 ? 'file' : 'files'}
          </a>
        )}
        <a className={LINK} href={formatRoute({ page: 'audit', filter: { ...WHOLE_LOG, correlation_id } })}>
          Audit
        </a>
      </div>
      <details className="mt-1 text-xs">
        <summary className="w-fit rounded-sm text-soft hover:text-ink">
          The call{run.result !== null && ' and its result'}
        </summary>
        <div className="mt-1.5 flex flex-col gap-2">
          <JsonText text={run.subject} label="The call" />
          {run.result !== null && <JsonText text={JSON.stringify(run.result, null, 2)} label="Its result" />}
          <p className="font-mono text-2xs text-faint [overflow-wrap:anywhere]">
            {run.call_id} · asked by <Inert text={run.requested_by} /> · key <Inert text={run.idempotency_key} />
          </p>
        </div>
      </details>
    </li>
  )
}
