import type { TaskDetail } from '../../../contract/task.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { Notice } from '../../design/notice.tsx'
import { useEvidence } from './use-evidence.ts'

/** Beside the status of the task: its evidence is further down, and must not be overlooked when it is not to be trusted. */
export function EvidenceMark({ task }: { task: TaskDetail }) {
  if (!useEvidence(task).isDoubtful) return null
  return (
    <span data-testid="evidence-mark" className="inline-flex items-center gap-1 font-medium text-rejected text-xs">
      <WarningIcon className="size-3.5" />
      evidence altered or missing
    </span>
  )
}

/** The same where the task is decided. */
export function EvidenceAlarm({ task }: { task: TaskDetail }) {
  if (!useEvidence(task).isDoubtful) return null
  return (
    <Notice look="danger" title="Evidence of this task is altered or missing">
      <p className="mt-0.5 text-soft">What does not fit is said on the page, under Evidence.</p>
    </Notice>
  )
}
