import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { TaskSummary } from '../../../contract/task.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { StatusIcon, StatusWord } from '../../design/status-mark.tsx'

const MOST = 8

/** The task that a call is for: every call belongs to one. `taskId` empty: none is chosen yet. */
export function TaskChoice({ taskId, onTask }: { taskId: string; onTask: (taskId: string) => void }) {
  return taskId === '' ? <TaskSearch onTask={onTask} /> : <ChosenTask taskId={taskId} onTask={onTask} />
}

function ChosenTask({ taskId, onTask }: { taskId: string; onTask: (taskId: string) => void }) {
  const { task, failure } = useChosenTask(taskId)
  return (
    <div data-testid="chosen-task">
      <p className="mb-1 font-medium text-xs">For the task</p>
      <div className="flex items-center gap-2 rounded-md border border-line bg-raised py-1 pr-1 pl-2.5">
        {task !== undefined && <StatusIcon status={task.status} />}
        <a
          href={formatRoute({ page: 'tasks', taskId, filter: NO_FILTER })}
          className="min-w-0 flex-1 truncate text-accent underline underline-offset-2"
        >
          <Inert text={task?.title ?? taskId} />
        </a>
        <Button look="quiet" className="!h-7" onClick={() => onTask('')}>
          Another task
        </Button>
      </div>
      {failure !== null && (
        <div className="mt-2">
          <ProblemView failure={failure} onRetry={null} />
        </div>
      )}
    </div>
  )
}

/** The task as it stands; undefined while it is not known. */
export function useChosenTask(taskId: string) {
  const { api } = useServices()
  const query = useQuery({
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => api.task(taskId, signal),
    enabled: taskId !== '',
  })
  const failure = query.error === null || query.data !== undefined ? null : asFailure(query.error)
  return { task: taskId === '' ? undefined : query.data, failure }
}

function TaskSearch({ onTask }: { onTask: (taskId: string) => void }) {
  const { api } = useServices()
  const id = useId()
  const [text, setText] = useState('')
  // What is marked looks like what is chosen: nothing is, until it is typed or stepped to.
  const [marked, setMarked] = useState(-1)
  const q = text.trim()
  const found = useQuery({
    queryKey: ['tool-tasks', q],
    queryFn: ({ signal }) => api.tasks({ limit: MOST, ...(q === '' ? {} : { q }) }, signal),
    placeholderData: (before) => before,
    gcTime: 0,
  })
  const rows = found.data?.items ?? []
  const current = marked < 0 ? undefined : rows[Math.min(marked, rows.length - 1)]
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium text-xs">
        For the task
      </label>
      <input
        id={id}
        type="search"
        role="combobox"
        aria-expanded={rows.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={current === undefined ? undefined : `${id}-${current.task_id}`}
        placeholder="Search by title, words or id"
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setMarked(event.target.value.trim() === '' ? -1 : 0)
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (step !== 0) {
            event.preventDefault()
            setMarked(Math.max(0, Math.min(rows.length - 1, marked + step)))
          }
          if (event.key === 'Enter' && current !== undefined) {
            event.preventDefault()
            onTask(current.task_id)
          }
        }}
        className="h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm"
      />
      {found.error !== null && found.data === undefined ? (
        <div className="mt-2">
          <ProblemView failure={asFailure(found.error)} onRetry={() => void found.refetch()} />
        </div>
      ) : rows.length === 0 ? null : (
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label="Tasks that fit"
          aria-busy={found.isPlaceholderData}
          className="mt-1.5 overflow-hidden rounded-md border border-line"
        >
          {rows.map((row) => (
            <TaskOption
              key={row.task_id}
              id={`${id}-${row.task_id}`}
              row={row}
              isMarked={row === current}
              onTask={onTask}
            />
          ))}
        </div>
      )}
      {found.data !== undefined && rows.length === 0 && (
        <p className="mt-1.5 text-soft text-xs">{q === '' ? 'There is no task yet.' : 'No task fits.'}</p>
      )}
    </div>
  )
}

interface TaskOptionProps {
  id: string
  row: TaskSummary
  isMarked: boolean
  onTask: (taskId: string) => void
}

function TaskOption({ id, row, isMarked, onTask }: TaskOptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above, which keeps the focus
    <div
      id={id}
      role="option"
      aria-selected={isMarked}
      tabIndex={-1}
      onClick={() => onTask(row.task_id)}
      title={inertString(row.title)}
      className="flex items-center gap-2 border-line border-b bg-surface px-2.5 py-1.5 last:border-b-0 hover:bg-hover aria-selected:bg-selected"
    >
      <StatusIcon status={row.status} />
      <span className="min-w-0 flex-1 truncate">
        <Inert text={row.title} />
      </span>
      <span className="text-xs">
        <StatusWord status={row.status} />
      </span>
    </div>
  )
}
