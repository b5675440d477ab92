import { AnchorList, ChainState, ProofExport } from '../../contract/audit-chain.ts'
import { AuditPage, type AuditQuery, AuditTrail } from '../../contract/audit-event.ts'
import { queryString, type Requests } from './requests.ts'

/** What a proof folder is to be about. */
export type ProofSubject = ProofExport['subject']

/** The routes by which people look at the log and check it. Every function rejects with RequestFailed. */
export interface AuditApi {
  audit(query: Partial<AuditQuery>, signal: AbortSignal): Promise<AuditPage>
  /** `requests`: the lines of answered requests too. */
  trail(correlationId: string, requests: boolean, signal: AbortSignal): Promise<AuditTrail>
  chain(signal: AbortSignal): Promise<ChainState>
  /** Begins a check of the whole chain; `chain` tells how far it is. */
  verifyChain(): Promise<ChainState>
  /** Deposits the signed head at every configured place. */
  anchor(): Promise<AnchorList>
  /** Writes a proof folder on the machine of the service; takes as long as the log is long. */
  exportProof(subject: ProofSubject): Promise<ProofExport>
}

export function createAuditApi({ get, post }: Requests): AuditApi {
  return {
    audit: (query, signal) => get(AuditPage, `/api/audit${queryString(query)}`, signal),
    trail: (correlationId, requests, signal) =>
      get(AuditTrail, `/api/audit/${encodeURIComponent(correlationId)}${requests ? '?requests=true' : ''}`, signal),
    chain: (signal) => get(ChainState, '/api/audit/chain', signal),
    verifyChain: () => post(ChainState, '/api/audit/verify', null),
    anchor: () => post(AnchorList, '/api/audit/anchor', null),
    exportProof: ({ kind, id }) =>
      post(ProofExport, `/api/${kind === 'task' ? 'tasks' : 'audit'}/${encodeURIComponent(id)}/proof`, null),
  }
}
