import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Approval, ApprovalPage } from '../../../contract/approval.ts'
import { createThrottle } from '../../app/throttle.ts'

/** Carries pushed events about approvals, tool calls and the policy into what is shown. */
export interface LiveGovernance {
  /** `name` of a pushed event, with what it carries. */
  told(name: string, payload: object): void
  /** Connected again: what the replay does not bring is read again. */
  resumed(): void
  stop(): void
}

/** Lists are read again at most this often. Milliseconds. */
const LISTS = 400

/**
 * Keys: `['inbox']`, `['approvals', filter]`, `['newest-approvals', filter]`, `['approval', id]`, `['task-approvals', task]`,
 * `['tool-runs', filter]`, `['tool-run', call]`, `['policy']`, `['tools']`, `['tokens']`.
 */
export function createLiveGovernance(client: QueryClient): LiveGovernance {
  const invalidate = (...queryKey: readonly string[]) => void client.invalidateQueries({ queryKey })
  const readInbox = createThrottle(LISTS, () => invalidate('inbox'))
  const readApprovals = createThrottle(LISTS, () => {
    for (const name of ['newest-approvals', 'task-approvals']) invalidate(name)
  })
  const readRuns = createThrottle(LISTS, () => invalidate('tool-runs'))

  return {
    told: (name, payload) => {
      if ('approval' in payload) {
        const { approval } = payload as { approval: Approval }
        invalidate('approval', approval.approval_id)
        replaceRow(client, approval)
        readInbox.ask()
        readApprovals.ask()
      }
      if ('run' in payload) readRuns.ask()
      if ('task' in payload) readInbox.ask()
      // What waited under the old policy may be void; whether an approval still fits is the service's word.
      if (name.startsWith('policy_') && !('run' in payload)) invalidate('policy')
    },
    resumed: () => {
      for (const name of ['inbox', 'newest-approvals', 'task-approvals', 'policy', 'approval']) invalidate(name)
      for (const name of ['tool-runs', 'tool-run', 'tools']) invalidate(name)
    },
    stop: () => {
      for (const throttle of [readInbox, readApprovals, readRuns]) throttle.stop()
    },
  }
}

/** The row of a list that was read long ago follows what is pushed; a filter leaves out what does not fit any more. */
function replaceRow(client: QueryClient, approval: Approval): void {
  client.setQueriesData<InfiniteData<ApprovalPage>>({ queryKey: ['approvals'] }, (list) =>
    list === undefined || !list.pages.some(({ items }) => items.some((row) => isSame(row, approval)))
      ? list
      : {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            items: page.items.map((row) => (isSame(row, approval) ? approval : row)),
          })),
        },
  )
}

function isSame(one: Approval, other: Approval): boolean {
  return one.approval_id === other.approval_id
}
