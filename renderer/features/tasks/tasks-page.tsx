import { useCallback, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useKeys } from '../../app/keys.ts'
import { isFiltered, navigate, type TaskFilter } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { useHurry } from '../../app/use-hurry.ts'
import { useIsNarrow } from '../../app/use-is-narrow.ts'
import { asFailure } from '../../client/failure.ts'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { FirstSteps } from '../first-run/first-steps.tsx'
import { useFirstSteps } from '../first-run/use-first-steps.ts'
import { NothingOpen } from './list-faces.tsx'
import { TaskDetailPane } from './task-detail-pane.tsx'
import { TaskFilters } from './task-filters.tsx'
import { TaskList } from './task-list.tsx'
import { rowAt, rowCount } from './task-pages.ts'
import { useTaskList } from './use-task-list.ts'

/** List and detail side by side; on a narrow screen one at a time. */
export function TasksPage({ taskId, filter }: { taskId: string | null; filter: TaskFilter }) {
  const { taskPages } = useServices()
  const narrow = useIsNarrow()
  const list = useTaskList(filter)
  const pages = useMemo(() => list.data?.pages ?? [], [list.data])
  // Without rows the list's own failure is shown in their place; that the next page could not be read is said below the last row.
  const isStale =
    list.error !== null && list.data !== undefined && !list.isPlaceholderData && !list.isFetchNextPageError
  const detailRef = useRef<HTMLElement>(null)
  const listRef = useRef<HTMLDivElement>(null)
  const searchRef = useRef<HTMLInputElement>(null)
  // Where the keys stand on a narrow screen, where moving does not open; and where a row was that has left the filter.
  const [mark, setMark] = useState<string | null>(null)
  const lastPlace = useRef(-1)
  const current = narrow && taskId === null ? mark : taskId
  const place = current === null ? -1 : taskPages.placeOf(pages, current)
  if (place >= 0) lastPlace.current = place

  const { wait, note } = useHurry()

  const open = useCallback(
    (id: string | null, how: 'push' | 'replace') => {
      if (id !== null) setMark(id)
      note()
      navigate({ page: 'tasks', taskId: id, filter }, how)
    },
    [filter, note],
  )

  const move = (step: 1 | -1) => {
    const count = rowCount(pages)
    if (count === 0) return true
    // After its row has gone, the next one stands where it was.
    const from = place >= 0 ? place : step === 1 ? lastPlace.current - 1 : lastPlace.current
    const row = rowAt(pages, Math.max(0, Math.min(count - 1, from + step)))
    if (row === undefined) return true
    if (narrow && taskId === null) setMark(row.task_id)
    else open(row.task_id, taskId === null ? 'push' : 'replace')
    return true
  }
  const isInList = () => document.activeElement === document.body || document.activeElement === listRef.current
  // Drawn at once, so that what the key moves to is there before the next key comes.
  const enter = () => {
    if (!isInList()) return false
    flushSync(() => {
      if (current === null) move(1)
      else if (taskId === null) open(current, 'push')
    })
    detailRef.current?.focus()
    return true
  }
  const leave = () => {
    if (!narrow) listRef.current?.focus()
    else if (taskId !== null) open(null, 'push')
    return true
  }
  const search = () => {
    if (narrow && taskId !== null) flushSync(() => open(null, 'push'))
    searchRef.current?.select()
    return true
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => isInList() && move(1),
    ArrowUp: () => isInList() && move(-1),
    Enter: enter,
    Escape: leave,
    '/': search,
  })

  const isEmpty = list.isSuccess && rowCount(pages) === 0 && !isFiltered(filter)
  const steps = useFirstSteps(isEmpty && taskId === null)
  const guide = steps.shown && <FirstSteps onTouched={steps.touch} onDone={steps.close} />
  const showList = (!narrow || taskId === null) && !(narrow && steps.shown)
  const showDetail = !narrow || taskId !== null || steps.shown
  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)] wide:grid-cols-[clamp(21rem,34vw,30rem)_minmax(0,1fr)]">
      {showList && (
        <section aria-label="Tasks" className="flex min-h-0 flex-col border-line bg-surface wide:border-r">
          <h1 className="sr-only">Tasks</h1>
          <TaskFilters filter={filter} taskId={taskId} searchRef={searchRef} />
          <StaleNotice
            what="What changed since"
            failure={isStale ? asFailure(list.error) : null}
            onRetry={() => void list.refetch()}
          />
          <TaskList
            ref={listRef}
            list={list}
            pages={pages}
            filter={filter}
            currentId={current}
            onOpen={(id) => open(id, taskId === null ? 'push' : 'replace')}
          />
        </section>
      )}
      {showDetail && (
        <section
          ref={detailRef}
          aria-label="Task"
          // Enter moves here, so that the text can be scrolled by keys; Tab goes on to what can be done.
          tabIndex={-1}
          className="@container min-h-0 overflow-y-auto outline-none"
        >
          {taskId === null ? (
            guide || <NothingOpen isEmpty={isEmpty} />
          ) : (
            <TaskDetailPane
              row={place >= 0 ? rowAt(pages, place) : undefined}
              key={taskId}
              taskId={taskId}
              wait={wait}
              isNarrow={narrow}
              onLeave={() => open(null, 'push')}
            />
          )}
        </section>
      )}
    </main>
  )
}
