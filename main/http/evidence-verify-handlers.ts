import type { EvidenceVerifying } from '../core/evidence/evidence-verification.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Handlers } from './handler.ts'
import { prefersAsync, RESPONDED_ASYNC } from './prefer.ts'
import { jsonReply } from './reply.ts'

type VerifyHandlers = Pick<Handlers, 'verifyEvidence' | 'evidenceVerification' | 'cancelEvidenceVerification'>

export function createEvidenceVerifyHandlers(
  verifying: Pick<EvidenceVerifying, 'state' | 'verify' | 'cancel'>,
  logger: Pick<Logger, 'error'>,
): VerifyHandlers {
  return {
    verifyEvidence: async ({ call, body, exchange }) => {
      const ended = verifying.verify(call, body)
      if (!prefersAsync(exchange.header('prefer'))) return jsonReply(200, await ended)
      ended.catch((error: unknown) =>
        logger.error({ err: error }, 'what hashing the evidence again came to is not in the log'),
      )
      return jsonReply(202, verifying.state(), RESPONDED_ASYNC)
    },
    evidenceVerification: () => jsonReply(200, verifying.state()),
    cancelEvidenceVerification: () => jsonReply(202, verifying.cancel()),
  }
}
