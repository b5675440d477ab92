import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Approval, DecidedApprovals } from '../../../contract/approval.ts'
import { Sha256 } from '../../../contract/ids.ts'
import { useServices } from '../../app/services.tsx'
import type { CheckedSubject } from './use-subject-check.ts'

export type ApprovalDecision = 'approve' | 'deny'

/** Sends a decision bound to the sha256 of the bytes that were shown, one by one or all of one action together. */
export function useDecide(
  kind: ApprovalDecision,
  items: readonly CheckedSubject[],
  reason: string,
  onAllDone: () => void,
) {
  const { api, announce } = useServices()
  const queries = useQueryClient()
  const readAgain = () => {
    for (const name of ['inbox', 'approvals', 'newest-approvals']) void queries.invalidateQueries({ queryKey: [name] })
  }
  return useMutation({
    mutationFn: async (): Promise<DecidedApprovals> => {
      const shown = items.map(({ approval, check }) => ({
        approval_id: approval.approval_id,
        subject_sha256: hashOf(check),
      }))
      const [first] = shown
      const action = items[0]?.approval.action_sha256
      if (first === undefined || action === undefined) return { items: [], refused: [] }
      const why = reason.trim()
      if (shown.length > 1)
        return api.decideTogether({
          decision: kind,
          ...(kind === 'deny' ? { reason: why } : {}),
          action_sha256: action,
          items: shown,
        })
      const { approval_id, subject_sha256 } = first
      const decided =
        kind === 'approve'
          ? await api.approve(approval_id, { subject_sha256 })
          : await api.deny(approval_id, { subject_sha256, reason: why })
      return { items: [decided], refused: [] }
    },
    onSuccess: ({ items: decided, refused }) => {
      for (const approval of decided) queries.setQueryData(['approval', approval.approval_id], approval)
      for (const { approval_id } of refused) void queries.invalidateQueries({ queryKey: ['approval', approval_id] })
      readAgain()
      announce(sentence(decided, refused.length))
      if (refused.length === 0) onAllDone()
    },
    onError: () => {
      for (const { approval } of items) void queries.invalidateQueries({ queryKey: ['approval', approval.approval_id] })
      readAgain()
    },
  })
}

/** Throws when the shown bytes were not found to be the right ones: a button that must not have been there. */
function hashOf(check: CheckedSubject['check']): Sha256 {
  if (check?.state !== 'fits') throw new Error('The shown bytes were not checked')
  return Sha256.parse(check.sha256)
}

function sentence(decided: readonly Approval[], refused: number): string {
  const [only] = decided
  if (refused > 0) return `${decided.length} decided, ${refused} not`
  if (decided.length > 1) return `${decided.length} decided`
  if (only?.state === 'pending') return 'Your approval is recorded; another person must approve as well'
  return only?.state === 'denied' ? 'Denied' : 'Approved'
}
