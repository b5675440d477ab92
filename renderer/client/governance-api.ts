import {
  Approval,
  ApprovalPage,
  type ApprovalQuery,
  type ApproveApproval,
  type DecideApprovals,
  DecidedApprovals,
  type DenyApproval,
} from '../../contract/approval.ts'
import { Inbox } from '../../contract/inbox.ts'
import { PolicySimulation, PolicyView, type SavePolicy } from '../../contract/policy.ts'
import { type CreateToken, IssuedToken, RevokedToken, TokenList } from '../../contract/session.ts'
import { ToolList, ToolRunPage, type ToolRunQuery } from '../../contract/tool.ts'
import { queryString, type Requests } from './requests.ts'

/** The routes by which people decide what agents may do. Every function rejects with RequestFailed. */
export interface GovernanceApi {
  inbox(signal: AbortSignal): Promise<Inbox>
  approvals(query: Partial<ApprovalQuery>, signal: AbortSignal): Promise<ApprovalPage>
  approval(approvalId: string, signal: AbortSignal): Promise<Approval>
  /** `subject_sha256`: of the bytes that the operator was shown. */
  approve(approvalId: string, shown: ApproveApproval): Promise<Approval>
  deny(approvalId: string, shown: DenyApproval): Promise<Approval>
  decideTogether(decision: DecideApprovals): Promise<DecidedApprovals>
  policy(signal: AbortSignal): Promise<PolicyView>
  simulate(text: string): Promise<PolicySimulation>
  savePolicy(change: SavePolicy): Promise<PolicyView>
  tools(signal: AbortSignal): Promise<ToolList>
  toolRuns(query: Partial<ToolRunQuery>, signal: AbortSignal): Promise<ToolRunPage>
  tokens(signal: AbortSignal): Promise<TokenList>
  createToken(wanted: CreateToken): Promise<IssuedToken>
  revokeToken(jti: string): Promise<RevokedToken>
}

export function createGovernanceApi({ get, post, put }: Requests): GovernanceApi {
  const approvalPath = (id: string) => `/api/approvals/${encodeURIComponent(id)}`
  return {
    inbox: (signal) => get(Inbox, '/api/inbox', signal),
    approvals: (query, signal) => get(ApprovalPage, `/api/approvals${queryString(query)}`, signal),
    approval: (id, signal) => get(Approval, approvalPath(id), signal),
    approve: (id, shown) => post(Approval, `${approvalPath(id)}/approve`, shown),
    deny: (id, shown) => post(Approval, `${approvalPath(id)}/deny`, shown),
    decideTogether: (decision) => post(DecidedApprovals, '/api/approvals/decide', decision),
    policy: (signal) => get(PolicyView, '/api/policy', signal),
    simulate: (text) => post(PolicySimulation, '/api/policy/simulate', { text }),
    savePolicy: (change) => put(PolicyView, '/api/policy', change),
    tools: (signal) => get(ToolList, '/api/tools', signal),
    toolRuns: (query, signal) => get(ToolRunPage, `/api/tool-calls${queryString(query)}`, signal),
    tokens: (signal) => get(TokenList, '/api/tokens', signal),
    createToken: (wanted) => post(IssuedToken, '/api/tokens', wanted),
    revokeToken: (jti) => post(RevokedToken, `/api/tokens/${encodeURIComponent(jti)}/revoke`, null),
  }
}
