import { useMemo, useState } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import type { InboxItem } from '../../../contract/inbox.ts'

/** The service takes no more than this at once. */
const MOST = 50

/** Approvals chosen for one decision. Only those of one and the same action go together. */
export interface Chosen {
  readonly approvals: readonly Approval[]
  /** sha256 of the action that the chosen ones have in common; null while none is chosen. */
  readonly action: string | null
  has(approvalId: string): boolean
  /** Why it cannot be chosen besides the others; null when it can. */
  whyNot(approval: Approval): string | null
  /** Chooses it, or takes the choice back. Returns why it was not chosen, or null. */
  toggle(approval: Approval): string | null
  clear(): void
}

export function useChosen(items: readonly InboxItem[]): Chosen {
  const [ids, setIds] = useState<readonly string[]>([])
  // What does not wait any more is not chosen any more.
  const approvals = useMemo(
    () =>
      items.flatMap((item) =>
        item.kind === 'approval' && ids.includes(item.approval.approval_id) ? [item.approval] : [],
      ),
    [items, ids],
  )
  const action = approvals[0]?.action_sha256 ?? null
  const has = (id: string) => approvals.some(({ approval_id }) => approval_id === id)
  const whyNot = ({ approval_id, action_sha256 }: Approval) => {
    if (action === null || has(approval_id)) return null
    if (action_sha256 !== action) return 'Not the same action as the chosen ones: its tool, arguments or effect differ.'
    return approvals.length >= MOST ? `No more than ${MOST} are decided at once.` : null
  }
  return {
    approvals,
    action,
    has,
    whyNot,
    toggle: (approval) => {
      const reason = whyNot(approval)
      if (reason !== null) return reason
      const left = approvals.map(({ approval_id }) => approval_id).filter((id) => id !== approval.approval_id)
      setIds(has(approval.approval_id) ? left : [...left, approval.approval_id])
      return null
    },
    clear: () => setIds([]),
  }
}
