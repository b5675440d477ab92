import { useCallback } from 'react'
import type { ApprovalPage } from '../../../contract/approval.ts'
import type { ApprovalFilter } from '../../app/governance-route.ts'
import { useServices } from '../../app/services.tsx'
import { useNewestFirst } from '../../client/use-newest-first.ts'
import { APPROVALS_PER_PAGE, approvalRows } from './approval-rows.ts'

/** All approvals that there ever were under a filter, newest first, page by page; the newest page follows what is pushed. */
export function useApprovals(filter: ApprovalFilter) {
  const { api } = useServices()
  const question = {
    limit: APPROVALS_PER_PAGE,
    ...(filter.state === null ? {} : { state: filter.state }),
    ...(filter.task_id === '' ? {} : { task_id: filter.task_id }),
  }
  const merge = useCallback(
    (pages: readonly ApprovalPage[], newest: ApprovalPage | undefined) => approvalRows(pages, newest, filter),
    [filter],
  )
  return useNewestFirst({
    name: 'approvals',
    filter,
    read: (cursor, signal) => api.approvals({ ...question, ...(cursor === null ? {} : { cursor }) }, signal),
    merge,
  })
}
