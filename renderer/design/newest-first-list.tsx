import { type ReactNode, type Ref, useCallback } from 'react'
import { asFailure } from '../client/failure.ts'
import type { useNewestFirst } from '../client/use-newest-first.ts'
import { Button } from './button.tsx'
import { ProblemView } from './problem-view.tsx'
import { RowList } from './row-list.tsx'

/** The end of fewer rows is in sight anyway. */
const LONG = 20

interface NewestFirstListProps {
  ref: Ref<HTMLElement | null>
  /** In the plural, as `deliveries`. */
  things: string
  pages: ReturnType<typeof useNewestFirst>['pages']
  filter: object
  keys: readonly string[]
  /** Pixels. */
  rowHeight: number
  current: string | null
  row: (place: number) => ReactNode
  whilePending: ReactNode
  whenEmpty: ReactNode
  /** What is said below the last row of a long list, or null. */
  atEnd: string | null
}

/** The rows of useNewestFirst, or why there are none. */
export function NewestFirstList(props: NewestFirstListProps) {
  const { ref, things, pages, filter, keys, rowHeight, current, row, whilePending, whenEmpty, atEnd } = props
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = pages
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage])
  if (pages.error !== null && (pages.data === undefined || pages.isPlaceholderData))
    return (
      <div className="p-4">
        <ProblemView failure={asFailure(pages.error)} onRetry={() => void pages.refetch()} />
      </div>
    )
  if (pages.isPending) return whilePending
  if (keys.length === 0 && !hasNextPage) return whenEmpty
  return (
    <RowList
      ref={ref}
      label={`${things.charAt(0).toUpperCase()}${things.slice(1)}, newest first`}
      keys={keys}
      rowHeight={rowHeight}
      current={current}
      question={filter}
      isOld={pages.isPlaceholderData}
      isWhole={!hasNextPage}
      onNearEnd={readMore}
      row={row}
    >
      {isFetchNextPageError && (
        <div className="flex items-center justify-between gap-3 px-4 py-3 text-rejected">
          Older {things} could not be read.
          <Button look="plain" onClick={() => void fetchNextPage()}>
            Try again
          </Button>
        </div>
      )}
      {!hasNextPage && atEnd !== null && keys.length > LONG && <p className="px-4 py-3 text-faint text-xs">{atEnd}</p>}
    </RowList>
  )
}
