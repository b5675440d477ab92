import { useMemo, useRef } from 'react'
import { flushSync } from 'react-dom'
import { useKeys } from '../../app/keys.ts'
import { ListDetailPage } from '../../app/list-detail-page.tsx'
import { isFiltered, navigate, type TaskFilter } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { useListDetail } from '../../app/use-list-detail.ts'
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
  const list = useTaskList(filter)
  const pages = useMemo(() => list.data?.pages ?? [], [list.data])
  // Without rows the list's own failure is shown in their place; that the next page could not be read is said below the last row.
  const isStale =
    list.error !== null && list.data !== undefined && !list.isPlaceholderData && !list.isFetchNextPageError
  const searchRef = useRef<HTMLInputElement>(null)
  const listed = {
    count: rowCount(pages),
    keyAt: (place: number) => rowAt(pages, place)?.task_id,
    placeOf: (id: string) => taskPages.placeOf(pages, id),
  }
  const page = useListDetail(taskId, listed, (id, how) => navigate({ page: 'tasks', taskId: id, filter }, how))
  useKeys({
    '/': () => {
      if (page.isNarrow && page.isOpen) flushSync(() => page.show(null))
      searchRef.current?.select()
      return true
    },
  })

  const isEmpty = list.isSuccess && listed.count === 0 && !isFiltered(filter)
  const steps = useFirstSteps(isEmpty && taskId === null)
  return (
    <ListDetailPage
      // On a narrow screen the first steps are there instead of the list.
      page={steps.shown ? { ...page, isOpen: true } : page}
      name="Tasks"
      detailName="Task"
      list={
        <>
          <h1 className="sr-only">Tasks</h1>
          <TaskFilters filter={filter} taskId={taskId} searchRef={searchRef} />
          <StaleNotice
            what="What changed since"
            failure={isStale ? asFailure(list.error) : null}
            onRetry={() => void list.refetch()}
          />
          <TaskList
            ref={page.listRef}
            list={list}
            pages={pages}
            filter={filter}
            currentId={page.current}
            onOpen={page.show}
          />
        </>
      }
      detail={
        taskId === null && steps.shown ? (
          <FirstSteps onTouched={steps.touch} onDone={steps.close} />
        ) : taskId === null ? (
          (isEmpty || listed.count > 0) && <NothingOpen isEmpty={isEmpty} />
        ) : (
          <TaskDetailPane
            row={page.place >= 0 ? rowAt(pages, page.place) : undefined}
            key={taskId}
            taskId={taskId}
            wait={page.wait}
            isNarrow={page.isNarrow}
            onLeave={() => page.show(null)}
          />
        )
      }
    />
  )
}
