import type { TaskDetail } from '../../../contract/task.ts'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { takenBack } from './task-history.ts'
import { useTrail } from './use-trail.ts'

/** A decision that was taken back is said, not only undone. */
export function TakenBackNotice({ task }: { task: TaskDetail }) {
  const { data } = useTrail(task.correlation_id, false)
  const decision = takenBack(task, data?.events ?? [])
  if (decision === null) return null
  return (
    <p data-testid="taken-back" className="rounded-md border border-warn-line bg-warn-ground px-3 py-2 text-ink">
      {decision.decision === 'approve' ? 'Approved' : 'Rejected'}
      {decision.version !== null && ` as version ${decision.version}`}, <Moment at={decision.at} />, by{' '}
      <Inert text={decision.by} />; the {decision.byFile ? 'task file' : 'request'} changed since, so it waits again.
    </p>
  )
}
