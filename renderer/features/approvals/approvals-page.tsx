import { useMemo } from 'react'
import { ALL_APPROVALS, type ApprovalFilter } from '../../app/governance-route.ts'
import { ListDetailPage } from '../../app/list-detail-page.tsx'
import { formatRoute, isFiltered, navigate } from '../../app/route.ts'
import { listedKeys, useListDetail } from '../../app/use-list-detail.ts'
import { NewestFirstList } from '../../design/newest-first-list.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { SkeletonList } from '../inbox/inbox-faces.tsx'
import { ApprovalFilters } from './approval-filters.tsx'
import { ApprovalIcon } from './approval-mark.tsx'
import { ApprovalPane } from './approval-pane.tsx'
import { APPROVAL_ROW_HEIGHT, ApprovalRow } from './approval-row.tsx'
import { EmptyApprovals, NoApprovalOpen } from './approvals-faces.tsx'
import { useApprovals } from './use-approvals.ts'

/** The history: every approval that there ever was, and what became of it. */
export function ApprovalsPage({ open, filter }: { open: string | null; filter: ApprovalFilter }) {
  const { pages, rows, staleness, readAgain } = useApprovals(filter)
  const keys = useMemo(() => rows.map(({ approval_id }) => approval_id), [rows])
  const page = useListDetail(open, listedKeys(keys), (key, how) =>
    navigate({ page: 'approvals', open: key, filter }, how),
  )
  const row = (place: number) => {
    const approval = rows[place]
    if (approval === undefined) return null
    const { approval_id, state } = approval
    return (
      <ApprovalRow
        approval={approval}
        href={formatRoute({ page: 'approvals', open: approval_id, filter })}
        isCurrent={approval_id === page.current}
        lead={<ApprovalIcon state={state} />}
        remark={null}
        onOpen={() => page.show(approval_id)}
      />
    )
  }

  return (
    <ListDetailPage
      page={page}
      name="Approvals"
      detailName="Approval"
      list={
        <>
          <h1 className="sr-only">Approvals</h1>
          <ApprovalFilters
            filter={filter}
            onChange={(next) => navigate({ page: 'approvals', open, filter: next }, 'push')}
          />
          <StaleNotice what="What came in since" failure={staleness} onRetry={readAgain} />
          <NewestFirstList
            ref={page.listRef}
            things="approvals"
            pages={pages}
            filter={filter}
            keys={keys}
            rowHeight={APPROVAL_ROW_HEIGHT}
            current={page.current}
            row={row}
            whilePending={<SkeletonList label="Reading the approvals" height={APPROVAL_ROW_HEIGHT} />}
            whenEmpty={
              <EmptyApprovals
                isFiltered={isFiltered(filter)}
                onShowAll={() => navigate({ page: 'approvals', open: null, filter: ALL_APPROVALS }, 'push')}
              />
            }
            atEnd={null}
          />
        </>
      }
      detail={
        open === null ? (
          keys.length > 0 && <NoApprovalOpen />
        ) : (
          <ApprovalPane
            key={open}
            approvalId={open}
            wait={page.wait}
            backTo={page.isNarrow ? 'Approvals' : null}
            onLeave={() => page.show(null)}
          />
        )
      }
    />
  )
}
