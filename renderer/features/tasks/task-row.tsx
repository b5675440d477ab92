import { memo, useEffect, useRef, useState } from 'react'
import type { TaskSummary } from '../../../contract/task.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { CiMark } from '../../design/ci-mark.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Age } from '../../design/moment.tsx'
import { SourceBadge } from '../../design/source-badge.tsx'
import { StatusIcon, StatusWord } from '../../design/status-mark.tsx'
import { dateTime } from '../../design/time-words.ts'

/** Pixels; every row is as high, so that the place of a row is a multiplication. */
export const ROW_HEIGHT = 54

const local = (at: string) => dateTime(Date.parse(at))

export const rowId = (taskId: string) => `task-${taskId}`

interface TaskRowProps {
  task: TaskSummary
  top: number
  place: number
  /** -1 while more may follow. */
  total: number
  isCurrent: boolean
  onOpen: (taskId: string) => void
}

/** Whether this row was changed by a pushed event a moment ago. */
function useJustChanged(sha: string): boolean {
  const first = useRef(sha)
  const [changed, setChanged] = useState(false)
  useEffect(() => {
    if (first.current === sha) return
    first.current = sha
    setChanged(true)
    const timer = setTimeout(() => setChanged(false), 1_700)
    return () => clearTimeout(timer)
  }, [sha])
  return changed
}

export const TaskRow = memo(function TaskRow({ task, top, place, total, isCurrent, onOpen }: TaskRowProps) {
  const changed = useJustChanged(task.base_sha)
  const title = inertString(task.title)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys belong to the listbox, the row is pointed at by aria-activedescendant
    // biome-ignore lint/a11y/useFocusableInteractive: the same: focus stays on the listbox
    <div
      id={rowId(task.task_id)}
      role="option"
      aria-selected={isCurrent}
      aria-posinset={place}
      aria-setsize={total}
      data-task={task.task_id}
      onClick={() => onOpen(task.task_id)}
      className={`absolute inset-x-0 flex items-start overflow-hidden gap-2.5 border-line border-b px-3 py-2 ${
        isCurrent ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover'
      } ${changed ? 'just-changed' : ''}`}
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
    >
      <span className="mt-0.5">
        <StatusIcon status={task.status} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-3">
          <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
            <span className="min-w-0 truncate font-medium" title={title}>
              <Inert text={task.title} />
            </span>
            {/* Of its own: however long the words are, that they were changed must be seen. */}
            {task.amended && <span className="shrink-0 text-pending text-xs">(amended)</span>}
          </span>
          <span className="text-faint text-xs">
            <Age at={task.updated_at} title={`created ${local(task.created_at)}, updated ${local(task.updated_at)}`} />
          </span>
        </span>
        <span className="flex items-center gap-2 text-xs">
          <StatusWord status={task.status} />
          <SourceBadge source={task.source} />
          {task.assurance !== null && <AssuranceBadge assurance={task.assurance} source={task.source} />}
          <span className="min-w-0 flex-1 truncate text-faint" title={task.external ?? task.task_id}>
            {task.external === null ? (
              <span className="font-mono text-2xs">{task.task_id}</span>
            ) : (
              <Inert text={task.external} />
            )}
          </span>
          {task.ci_state !== null && <CiMark state={task.ci_state} />}
        </span>
      </span>
    </div>
  )
})
