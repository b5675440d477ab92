import { createProtocolService } from '../../main/core/protocol/create-protocol-service.ts'
import type { ProtocolParts } from '../../main/core/protocol/protocol-parts.ts'
import type { ProtocolService } from '../../main/core/protocol/protocol-service.ts'
import type { DeskParts } from '../../main/core/remote/desk-parts.ts'
import { createOwedOutcomes } from '../../main/core/tasks/owed-outcomes.ts'
import { memoryEvidence } from './memory-evidence.ts'
import { toldListener } from './protocol-world.ts'

interface DeskProtocol {
  readonly protocol: ProtocolService
  /** Decisions on tasks as the console takes them: held to the proof. */
  readonly heldToProof: DeskParts['tasks']
  /** What whoever drives agents was told. */
  readonly told: readonly string[]
}

/** The real protocol under a desk, with evidence in memory and nobody who starts agents. */
export async function deskProtocol(
  parts: Omit<ProtocolParts, 'owed' | 'evidence' | 'logger' | 'settings' | 'finalApproval'>,
  settings: ProtocolParts['settings'],
): Promise<DeskProtocol> {
  const quiet = () => undefined
  const protocol = createProtocolService({
    ...{ ...parts, settings, owed: createOwedOutcomes(parts.log), evidence: memoryEvidence() },
    ...{ logger: { info: quiet, warn: quiet, error: quiet }, finalApproval: () => 'person' },
  })
  const driver = toldListener()
  protocol.listen(driver)
  await protocol.start()
  const heldToProof: DeskParts['tasks'] = {
    decide: (call, taskId, input) => protocol.decide(call, taskId, { ...input, override_reason: null }),
  }
  return { protocol, heldToProof, told: driver.told }
}
