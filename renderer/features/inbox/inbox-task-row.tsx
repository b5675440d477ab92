import type { MouseEvent } from 'react'
import type { TaskSummary } from '../../../contract/task.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Age } from '../../design/moment.tsx'
import { SourceBadge } from '../../design/source-badge.tsx'
import { StatusIcon, StatusWord } from '../../design/status-mark.tsx'
import { dateTime } from '../../design/time-words.ts'

interface InboxTaskRowProps {
  task: TaskSummary
  since: string
  href: string
  isCurrent: boolean
  onOpen: () => void
}

/** A task that waits for its verdict. It does not expire: how long it has waited stands in the place of the countdown. */
export function InboxTaskRow({ task, since, href, isCurrent, onOpen }: InboxTaskRowProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onOpen()
  }
  return (
    <div
      data-task={task.task_id}
      className={`relative flex h-full items-start gap-2.5 overflow-hidden px-3 py-2 ${
        isCurrent ? 'bg-selected shadow-[inset_2px_0_0_var(--accent)]' : 'hover:bg-hover'
      }`}
    >
      <span className="mt-0.5">
        <StatusIcon status={task.status} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <a
            href={href}
            onClick={follow}
            aria-current={isCurrent ? 'true' : undefined}
            title={inertString(task.title)}
            className="min-w-0 flex-1 truncate font-medium outline-offset-[-2px] after:absolute after:inset-0"
          >
            <Inert text={task.title} />
          </a>
          <span className="text-faint text-xs">
            waits <Age at={since} title={`since ${dateTime(Date.parse(since))}`} />
          </span>
        </span>
        <span className="flex items-center gap-2 text-xs">
          <span className="text-soft">Task verdict</span>
          <StatusWord status={task.status} />
        </span>
        <span className="mt-0.5 flex items-center gap-2 text-faint text-xs">
          <SourceBadge source={task.source} />
          {task.assurance !== null && <AssuranceBadge assurance={task.assurance} source={task.source} />}
          <span className="min-w-0 flex-1 truncate font-mono text-2xs">
            <Inert text={task.external ?? task.task_id} />
          </span>
        </span>
      </span>
    </div>
  )
}
