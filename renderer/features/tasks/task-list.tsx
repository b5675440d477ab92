import { useVirtualizer } from '@tanstack/react-virtual'
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import type { TaskPage } from '../../../contract/task.ts'
import type { TaskFilter } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { EmptyList, SkeletonRows } from './list-faces.tsx'
import { rowAt, rowCount } from './task-pages.ts'
import { ROW_HEIGHT, rowId, TaskRow } from './task-row.tsx'
import type { useTaskList } from './use-task-list.ts'

/** The next page is asked for when fewer rows than this are left below. */
const AHEAD = 60

interface TaskListProps {
  ref: Ref<HTMLElement | null>
  list: ReturnType<typeof useTaskList>
  pages: readonly TaskPage[]
  filter: TaskFilter
  currentId: string | null
  onOpen: (taskId: string) => void
}

/** Only the rows in sight are in the page, however many there are. */
export function TaskList({ ref, list, pages, filter, currentId, onOpen }: TaskListProps) {
  const { taskPages } = useServices()
  const scroller = useRef<HTMLDivElement>(null)
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => scroller.current)
  const rows = rowCount(pages)
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError && last >= rows - AHEAD) void fetchNextPage()
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, last, rows])

  // Rows that come in above do not push away what the operator is reading.
  const anchor = useRef<{ id: string; place: number } | null>(null)
  useLayoutEffect(() => {
    const box = scroller.current
    const was = anchor.current
    if (box === null || was === null || box.scrollTop < ROW_HEIGHT / 2) return
    const place = taskPages.placeOf(pages, was.id)
    if (place >= 0 && place !== was.place) box.scrollTop += (place - was.place) * ROW_HEIGHT
  }, [pages, taskPages])
  useEffect(() => {
    const place = Math.floor((scroller.current?.scrollTop ?? 0) / ROW_HEIGHT)
    const row = rowAt(pages, place)
    anchor.current = row === undefined ? null : { id: row.task_id, place }
  })

  const shown = useRef({ filter, currentId: null as string | null })
  useEffect(() => {
    if (shown.current.filter !== filter) scroller.current?.scrollTo({ top: 0 })
    if (currentId !== null && shown.current.currentId !== currentId) {
      const place = taskPages.placeOf(pages, currentId)
      if (place >= 0) virtual.scrollToIndex(place, { align: 'auto' })
      // A task opened by its address may lie beyond what is loaded; then the list stays where it is.
    }
    shown.current = { filter, currentId }
  }, [currentId, filter, pages, taskPages, virtual])

  const failure = list.error === null ? null : asFailure(list.error)
  if (failure !== null && (list.data === undefined || list.isPlaceholderData)) {
    return (
      <div className="p-4">
        <ProblemView failure={failure} onRetry={() => void list.refetch()} />
      </div>
    )
  }
  if (list.isPending) return <SkeletonRows />
  if (rows === 0 && !hasNextPage) return <EmptyList filter={filter} />

  const activeInPage = items.some((item) => rowAt(pages, item.index)?.task_id === currentId)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="listbox"
        aria-label="Tasks"
        aria-busy={list.isPlaceholderData}
        aria-activedescendant={currentId !== null && activeInPage ? rowId(currentId) : undefined}
        // A listbox is one stop of the Tab key; arrows move inside it.
        tabIndex={0}
        className={`peer min-h-0 flex-1 overflow-y-auto outline-none [overflow-anchor:none] ${list.isPlaceholderData ? 'opacity-60' : ''}`}
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const task = rowAt(pages, item.index)
            return (
              task !== undefined && (
                <TaskRow
                  key={task.task_id}
                  task={task}
                  top={item.start}
                  place={item.index + 1}
                  total={hasNextPage ? -1 : rows}
                  isCurrent={task.task_id === currentId}
                  onOpen={onOpen}
                />
              )
            )
          })}
        </div>
        {isFetchNextPageError && (
          <div role="presentation" className="flex items-center justify-between gap-3 px-4 py-3 text-rejected">
            The next tasks could not be read.
            <Button look="plain" onClick={() => void fetchNextPage()}>
              Try again
            </Button>
          </div>
        )}
      </div>
      {/* The ring lies over the rows, so that the chosen one does not cut it. */}
      <div
        aria-hidden="true"
        className="pointer-events-none absolute inset-0 border-2 border-accent not-peer-focus-visible:hidden"
      />
    </div>
  )
}
