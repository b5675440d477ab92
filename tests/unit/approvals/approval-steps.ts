import type { Approval } from '../../../contract/approval.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { AGENT, callOf, type openGate, person, refusalOf } from '../../support/gate-world.ts'

export const ANNA = person('anna')
export const BEA = person('bea')
export type Gate = Awaited<ReturnType<typeof openGate>>

/** Sends the call. Answers the approval that it waits for. */
export async function ask(gate: Gate, call = callOf({})): Promise<Approval> {
  const { extras } = await refusalOf(gate.tools.execute(AGENT, call))
  return gate.approvals.get(String(extras['approval_id']))
}

export const approve = (gate: Gate, { approval_id, subject_sha256 }: Approval, by = ANNA): Promise<Approval> =>
  gate.approvals.decide(by, approval_id, { decision: 'approve', subject_sha256 })

export const deny = (gate: Gate, { approval_id, subject_sha256 }: Approval, reason = 'no'): Promise<Approval> =>
  gate.approvals.decide(ANNA, approval_id, { decision: 'deny', subject_sha256, reason })

export const run = (gate: Gate): Promise<ToolRun> => gate.tools.execute(AGENT, callOf({}))
