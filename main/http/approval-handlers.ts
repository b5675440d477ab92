import type { Approval, ApprovalPage } from '../../contract/approval.ts'
import type { ApprovalIndex } from '../core/approvals/approval-index.ts'
import type { ApprovalService } from '../core/approvals/approval-service.ts'
import { type Clock, timestamp } from '../core/kernel/clock.ts'
import type { Handlers } from './handler.ts'
import { jsonReply, type Reply } from './reply.ts'

type ApprovalHandlers = Pick<
  Handlers,
  'listApprovals' | 'getApproval' | 'approveApproval' | 'denyApproval' | 'decideApprovals'
>

export function createApprovalHandlers(parts: {
  approvals: Pick<ApprovalService, 'get' | 'decide' | 'decideAll'>
  index: Pick<ApprovalIndex, 'page'>
  clock: Clock
}): ApprovalHandlers {
  const { approvals, index, clock } = parts
  return {
    listApprovals: ({ query }) =>
      jsonReply(200, { ...index.page(query), now: timestamp(clock) } satisfies ApprovalPage),
    getApproval: ({ params }) => approvalReply(approvals.get(params.approval_id)),
    approveApproval: async ({ call, params, body }) =>
      approvalReply(await approvals.decide(call, params.approval_id, { decision: 'approve', ...body })),
    denyApproval: async ({ call, params, body }) =>
      approvalReply(await approvals.decide(call, params.approval_id, { decision: 'deny', ...body })),
    decideApprovals: async ({ call, body }) => jsonReply(200, await approvals.decideAll(call, body)),
  }
}

function approvalReply(approval: Approval): Reply {
  const { correlation_id, task_id } = approval
  return { ...jsonReply(200, approval), correlation_id, task_id }
}
