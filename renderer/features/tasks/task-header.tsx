import type { TaskDetail } from '../../../contract/task.ts'
import type { DecisionKind } from '../../client/api.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { DecisionButton, DecisionHeader } from '../../design/decision-header.tsx'
import { PenIcon } from '../../design/icons.tsx'
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
    <DecisionHeader
      title={task.title}
      buttons={
        <>
          <DecisionButton
            look="plain"
            word="Reject"
            letter="r"
            why={reasons.reject}
            onClick={() => onDecide('reject')}
          />
          <DecisionButton
            look="accent"
            word="Approve"
            letter="a"
            why={reasons.approve}
            onClick={() => onDecide('approve')}
          />
        </>
      }
    >
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
    </DecisionHeader>
  )
}
