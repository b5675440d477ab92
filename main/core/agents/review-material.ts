import type { TaskId } from '../../../contract/ids.ts'
import type { Dispatch } from '../../../contract/protocol.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import type { ProtocolService } from '../protocol/protocol-service.ts'
import type { ReviewMaterial } from './agent-port.ts'

/** Name of the artifact that holds what the console found changed in the workspace. */
export const OBSERVED_PATCH = 'observed.patch'
const MAX_PATCH = 200_000

/** What the reviewer of this dispatch gets to see; null when it is not there to be reviewed. */
export async function reviewMaterial(
  parts: { protocol: Pick<ProtocolService, 'view'>; evidence: Pick<EvidenceStore, 'read'> },
  taskId: TaskId,
  correlationId: string,
  { dispatch_id }: Dispatch,
): Promise<ReviewMaterial | null> {
  const { rounds, ledger } = await parts.protocol.view(taskId)
  const round = rounds.at(-1)
  if (round === undefined || round.dispatch.dispatch_id !== dispatch_id) return null
  const { result, observed } = round
  if (result === null || observed === null) return null
  const diff = observed.workspace?.diff ?? null
  const patch = diff === null ? '' : await patchIn(parts.evidence, correlationId, diff.package_id)
  return { result, observed, ledger, patch }
}

async function patchIn(
  evidence: Pick<EvidenceStore, 'read'>,
  correlationId: string,
  packageId: string,
): Promise<string> {
  const { artifact, pieces } = await evidence.read(correlationId, packageId, OBSERVED_PATCH)
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of pieces(0, artifact.bytes)) {
    text += decoder.decode(piece, { stream: true })
    if (text.length >= MAX_PATCH) return text.slice(0, MAX_PATCH)
  }
  return text + decoder.decode()
}
