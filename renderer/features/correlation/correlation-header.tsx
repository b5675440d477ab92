import type { AuditTrail } from '../../../contract/audit-event.ts'
import { formatRoute, NO_FILTER, WHOLE_LOG } from '../../app/route.ts'
import { CopyButton } from '../../design/copy-button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { count, timeOfDay } from '../../design/time-words.ts'
import { ProofButton } from '../evidence/proof-button.tsx'
import { useLiveState } from '../system/use-system-info.ts'

const LINK = 'text-accent underline underline-offset-2'
/** More tasks than this are counted, not named. */
const NAMED = 5

interface CorrelationHeaderProps {
  id: string
  trail: AuditTrail | undefined
  /** Milliseconds since 1970; 0 when nothing was read yet. */
  readAt: number
}

/** Which correlation it is, what it spans, and what can be done with it. */
export function CorrelationHeader({ id, trail, readAt }: CorrelationHeaderProps) {
  const { phase } = useLiveState()
  const [first, last] = [trail?.events[0], trail?.events.at(-1)]
  const others = (trail?.task_ids.length ?? 0) - NAMED
  return (
    <header className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
      <div className="min-w-0">
        <h1 className="flex flex-wrap items-center gap-x-2 font-semibold text-lg tracking-tight">
          Correlation
          <code className="min-w-0 break-all font-medium text-base">
            <Inert text={id} />
          </code>
          <CopyButton text={id} what="the correlation id" />
        </h1>
        {trail !== undefined && first !== undefined && last !== undefined && (
          <p className="figures mt-0.5 flex flex-wrap gap-x-3 text-soft text-xs">
            <span>
              {count(trail.events.length)} {trail.events.length === 1 ? 'line' : 'lines'}, <Moment at={first.ts} /> to{' '}
              <Moment at={last.ts} />
            </span>
            {trail.task_ids.slice(0, NAMED).map((taskId) => (
              <a key={taskId} className={LINK} href={formatRoute({ page: 'tasks', taskId, filter: NO_FILTER })}>
                Task <Inert text={taskId} />
              </a>
            ))}
            {others > 0 && <span>and {count(others)} more tasks</span>}
            <a className={LINK} href={formatRoute({ page: 'audit', filter: { ...WHOLE_LOG, correlation_id: id } })}>
              Its lines in the log
            </a>
            {phase !== 'live' && readAt > 0 && <span className="text-pending">last known at {timeOfDay(readAt)}</span>}
          </p>
        )}
      </div>
      {trail !== undefined && <ProofButton subject={{ kind: 'correlation', id }} />}
    </header>
  )
}
