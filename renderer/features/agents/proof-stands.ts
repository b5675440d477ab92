import type { ProtocolView } from '../../../contract/protocol-view.ts'
import { OPEN_PHASES } from './protocol-words.ts'

/** Characters, as the service wants it. */
export const LEAST_OVERRIDE = 10

/** Whether a person's approval needs a reason of its own, or must wait. */
export function proofStands(view: ProtocolView | undefined): 'whole' | 'blocked' | 'open' {
  if (view === undefined || view.rounds.length === 0) return 'whole'
  if (OPEN_PHASES.has(view.phase)) return 'open'
  return view.ledger.blocks_approval ? 'blocked' : 'whole'
}
