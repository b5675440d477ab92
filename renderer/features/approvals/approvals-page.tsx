import { useCallback, useMemo, useRef, useState } from 'react'
import { ALL_APPROVALS, type ApprovalFilter } from '../../app/governance-route.ts'
import { formatRoute, isFiltered, navigate } from '../../app/route.ts'
import { useHurry } from '../../app/use-hurry.ts'
import { useIsNarrow } from '../../app/use-is-narrow.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonList } from '../inbox/inbox-faces.tsx'
import { ApprovalFilters } from './approval-filters.tsx'
import { ApprovalIcon } from './approval-mark.tsx'
import { ApprovalPane } from './approval-pane.tsx'
import { APPROVAL_ROW_HEIGHT, ApprovalRow } from './approval-row.tsx'
import { EmptyApprovals, NoApprovalOpen } from './approvals-faces.tsx'
import { RowList } from './row-list.tsx'
import { useApprovals } from './use-approvals.ts'
import { useRowKeys } from './use-row-keys.ts'

/** The history: every approval that there ever was, and what became of it. */
export function ApprovalsPage({ open, filter }: { open: string | null; filter: ApprovalFilter }) {
  const narrow = useIsNarrow()
  const { pages, rows, newestFailure, readNewest } = useApprovals(filter)
  const keys = useMemo(() => rows.map(({ approval_id }) => approval_id), [rows])
  const [mark, setMark] = useState<string | null>(null)
  const listRef = useRef<HTMLElement>(null)
  const detailRef = useRef<HTMLElement>(null)
  const { wait, note } = useHurry()
  const current = narrow && open === null ? mark : open
  const lastPlace = useRef(-1)
  const place = current === null ? -1 : keys.indexOf(current)
  if (place >= 0) lastPlace.current = place

  const show = (next: string | null) => {
    if (next !== null) setMark(next)
    note()
    navigate({ page: 'approvals', open: next, filter }, open === null || next === null ? 'push' : 'replace')
  }
  const list = { isNarrow: narrow, isOpen: open !== null, listRef, detailRef, onChoose: null }
  useRowKeys({ ...list, keys, current, onMark: setMark, onOpen: show, onLeave: () => show(null) }, lastPlace)
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = pages
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage])
  const failure = pages.error === null ? null : asFailure(pages.error)
  const failed = failure !== null && (pages.data === undefined || pages.isPlaceholderData)

  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)] wide:grid-cols-[clamp(21rem,34vw,30rem)_minmax(0,1fr)]">
      {(!narrow || open === null) && (
        <section aria-label="Approvals" className="flex min-h-0 flex-col border-line bg-surface wide:border-r">
          <h1 className="sr-only">Approvals</h1>
          <ApprovalFilters
            filter={filter}
            onChange={(next) => navigate({ page: 'approvals', open, filter: next }, 'push')}
          />
          {newestFailure !== null && (
            <div role="alert" className="flex items-center gap-2 border-warn-line border-b bg-warn-ground px-3 py-1.5">
              <span className="min-w-0 flex-1 break-words">What came in since could not be read: {newestFailure}.</span>
              <Button look="quiet" className="!h-6 !px-2" onClick={readNewest}>
                Try again
              </Button>
            </div>
          )}
          {failed ? (
            <div className="p-4">
              <ProblemView failure={failure} onRetry={() => void pages.refetch()} />
            </div>
          ) : pages.isPending ? (
            <SkeletonList label="Reading the approvals" height={APPROVAL_ROW_HEIGHT} />
          ) : rows.length === 0 && !hasNextPage ? (
            <EmptyApprovals
              isFiltered={isFiltered(filter)}
              onShowAll={() => navigate({ page: 'approvals', open: null, filter: ALL_APPROVALS }, 'push')}
            />
          ) : (
            <RowList
              ref={listRef}
              label="Approvals, newest first"
              keys={keys}
              rowHeight={APPROVAL_ROW_HEIGHT}
              current={current}
              isWhole={!hasNextPage}
              onNearEnd={readMore}
              row={(index) => {
                const approval = rows[index]
                if (approval === undefined) return null
                const { approval_id } = approval
                return (
                  <ApprovalRow
                    approval={approval}
                    href={formatRoute({ page: 'approvals', open: approval_id, filter })}
                    isCurrent={approval_id === current}
                    lead={<ApprovalIcon state={approval.state} />}
                    remark={null}
                    onOpen={() => show(approval_id)}
                  />
                )
              }}
            >
              {isFetchNextPageError && (
                <div className="flex items-center justify-between gap-3 px-4 py-3 text-rejected">
                  Older approvals could not be read.
                  <Button look="plain" onClick={() => void fetchNextPage()}>
                    Try again
                  </Button>
                </div>
              )}
            </RowList>
          )}
        </section>
      )}
      {(!narrow || open !== null) && (
        <section
          ref={detailRef}
          aria-label="Approval"
          tabIndex={-1}
          className="@container min-h-0 overflow-y-auto outline-none"
        >
          {open === null ? (
            <NoApprovalOpen />
          ) : (
            <ApprovalPane
              key={open}
              approvalId={open}
              wait={wait}
              backTo={narrow ? 'Approvals' : null}
              onLeave={() => show(null)}
            />
          )}
        </section>
      )}
    </main>
  )
}
