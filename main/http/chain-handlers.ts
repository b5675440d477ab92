import type { AnchorList } from '../../contract/audit-chain.ts'
import type { ChainWatch } from '../core/audit/chain-watch.ts'
import type { ProofService } from '../core/audit/proof-service.ts'
import type { TaskService } from '../core/tasks/task-service.ts'
import type { Handlers } from './handler.ts'
import { bytesReply, jsonReply } from './reply.ts'

type ChainHandlers = Pick<Handlers, 'auditChain' | 'verifyAudit' | 'anchorAudit' | 'exportProof' | 'exportTaskProof'>

const NO_STORE = { 'cache-control': 'no-store' }

export function createChainHandlers(parts: {
  watch: Pick<ChainWatch, 'state' | 'verify' | 'anchor'>
  proofs: ProofService
  tasks: Pick<TaskService, 'get'>
}): ChainHandlers {
  const { watch, proofs } = parts
  return {
    auditChain: () => jsonReply(200, watch.state()),
    verifyAudit: ({ call }) => jsonReply(202, watch.verify(call.actor)),
    anchorAudit: async ({ call }) => jsonReply(200, { items: await watch.anchor(call.actor) } satisfies AnchorList),
    exportProof: async ({ call, params }) => {
      const { correlation_id } = params
      const made = await proofs.export(call, { kind: 'correlation', id: correlation_id }, correlation_id)
      return jsonReply(201, made)
    },
    exportTaskProof: async ({ call, params }) => {
      const { task } = parts.tasks.get(params.task_id)
      const made = await proofs.export(call, { kind: 'task', id: task.task_id }, task.correlation_id)
      return bytesReply(201, JSON.stringify(made), NO_STORE, task)
    },
  }
}
