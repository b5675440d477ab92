import type { TaskDetail } from '../../../contract/task.ts'
import type { DecisionKind } from '../../client/api.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { Button, Key } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { PenIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { SourceBadge } from '../../design/source-badge.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { count } from '../../design/time-words.ts'
import { EvidenceMark } from '../evidence/evidence-alarm.tsx'
import type { PossibleDecisions } from './possible-decisions.ts'
import { provenance } from './task-history.ts'
import { useTrail } from './use-trail.ts'

interface TaskHeaderProps {
  task: TaskDetail
  reasons: PossibleDecisions
  onDecide: (kind: DecisionKind) => void
}

export function TaskHeader({ task, reasons, onDecide }: TaskHeaderProps) {
  const trail = useTrail(task.correlation_id, false)
  const { assurance } = provenance(task, trail.data?.events ?? [])
  return (
    <header className="mb-6 border-line border-b pb-4">
      <div className="flex flex-col items-start gap-x-8 gap-y-3 @xl:flex-row">
        <h2
          tabIndex={-1}
          className="min-w-0 flex-1 scroll-mb-[60vh] break-words outline-none font-semibold text-xl tracking-tight"
        >
          <Inert text={task.title} />
        </h2>
        <div className="flex shrink-0 gap-2">
          <Button
            look="plain"
            disabled={reasons.reject !== null}
            title={reasons.reject ?? 'Reject (r)'}
            onClick={() => onDecide('reject')}
          >
            Reject
            <span aria-hidden="true" className="text-faint max-wide:hidden">
              <Key>r</Key>
            </span>
          </Button>
          <Button
            look="accent"
            disabled={reasons.approve !== null}
            title={reasons.approve ?? 'Approve (a)'}
            onClick={() => onDecide('approve')}
          >
            Approve
            <span aria-hidden="true" className="max-wide:hidden">
              <Key>a</Key>
            </span>
          </Button>
        </div>
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <span data-testid="detail-status" className="inline-flex">
          <StatusMark status={task.status} />
        </span>
        <SourceBadge source={task.source} />
        <AssuranceBadge assurance={assurance} source={task.source} />
        {task.amendments.length > 0 && (
          <span data-testid="amended-mark" className="inline-flex items-center gap-1 text-pending text-xs">
            <PenIcon className="size-3.5" />
            {task.amendments.length === 1
              ? 'amended after it was written'
              : `amended ${count(task.amendments.length)} times after it was written`}
          </span>
        )}
        <EvidenceMark task={task} />
        {String(task.correlation_id) !== task.task_id && (
          <span className="flex min-w-0 items-center gap-1 text-soft text-xs">
            correlation
            <code className="min-w-0 break-all text-ink">{task.correlation_id}</code>
            <CopyButton text={task.correlation_id} what="correlation id" />
          </span>
        )}
      </div>
    </header>
  )
}
