import * as z from 'zod'
import { Account, AccountConnecting, AccountList, type AccountService } from '../../contract/account.ts'
import { EvidenceVerification } from '../../contract/evidence.ts'
import { type ToolCall, ToolRun } from '../../contract/tool.ts'
import type { Requests } from './requests.ts'

/** The routes by which people use tools themselves. Every function rejects with RequestFailed. */
export interface ToolsApi {
  /** Answers as soon as it runs. Rejects with CallRefused when the policy does not let it through. */
  beginTool(call: z.input<typeof ToolCall>): Promise<ToolRun>
  /** Asks a running call to end; its outcome follows as an event. */
  cancelTool(callId: string, reason: string): Promise<void>
  /** How far hashing evidence again is, and what the last time came to. */
  evidenceVerification(signal: AbortSignal): Promise<EvidenceVerification>
  /** Begins to hash every file of evidence of the task again. */
  verifyEvidence(taskId: string): Promise<EvidenceVerification>
  cancelEvidenceVerification(): Promise<EvidenceVerification>
  accounts(signal: AbortSignal): Promise<AccountList>
  /** Begins to ask the operator in a browser; `accounts` tells what came of it. */
  connectAccount(service: AccountService): Promise<AccountConnecting>
  disconnectAccount(service: AccountService): Promise<Account>
}

export function createToolsApi({ begin, get, post }: Requests): ToolsApi {
  return {
    beginTool: (call) => begin(ToolRun, '/api/tools/execute', call),
    cancelTool: async (callId, reason) => {
      await post(z.object({}), `/api/tool-calls/${encodeURIComponent(callId)}/cancel`, { reason })
    },
    evidenceVerification: (signal) => get(EvidenceVerification, '/api/evidence/verification', signal),
    verifyEvidence: (taskId) => begin(EvidenceVerification, '/api/evidence/verify', { task_id: taskId }),
    cancelEvidenceVerification: () => post(EvidenceVerification, '/api/evidence/verification/cancel', null),
    accounts: (signal) => get(AccountList, '/api/accounts', signal),
    connectAccount: (service) => post(AccountConnecting, `/api/accounts/${service}/connect`, null),
    disconnectAccount: (service) => post(Account, `/api/accounts/${service}/disconnect`, null),
  }
}
