import type { ClaimLedger } from '../../../contract/claim-ledger.ts'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import { ledgerOf } from './ledger.ts'
import { roundsLeft } from './phase.ts'
import { packagesOfRound } from './proofs.ts'
import type { ProtocolParts } from './protocol-parts.ts'
import type { RoundWatch } from './round-watch.ts'
import { openOf, type Standing } from './standing.ts'

type Parts = Pick<ProtocolParts, 'evidence' | 'settings'> & {
  readonly watch: Pick<RoundWatch, 'due' | 'hearing' | 'lastHeard'>
}

/** The ledger as the evidence stands now. Packages are looked at only when the last round names any. Throws `storage_failed`. */
export async function ledgerNow(
  evidence: Parts['evidence'],
  { task, reading, faults }: Standing,
): Promise<ClaimLedger> {
  const round = reading.last?.round ?? null
  const names = round !== null && packagesOfRound(round).length > 0
  const packages: readonly EvidencePackage[] = names ? await evidence.list(task.correlation_id) : []
  return ledgerOf({ task, round, packages, faults: faults() })
}

/** Everything that the protocol says of a task. Throws `storage_failed`. */
export async function protocolView(parts: Parts, entry: TaskEntry, standing: Standing): Promise<ProtocolView> {
  const { task, reading, phase } = standing
  const { max_rounds } = parts.settings()
  const ledger = await ledgerNow(parts.evidence, standing)
  const open = openOf(standing)
  const heard = open === null ? null : parts.watch.lastHeard(open)
  return {
    task_id: task.task_id,
    base_sha: entry.base_sha,
    phase,
    max_rounds,
    rounds_left: roundsLeft(phase, reading, max_rounds),
    rounds: reading.rounds.map(({ round }) => round),
    unreadable_rounds: reading.unreadable,
    faults: [...standing.faults()],
    due: open === null ? null : parts.watch.due(open),
    last_heartbeat_at: heard === null ? null : new Date(heard).toISOString(),
    heartbeat_late: open?.phase === 'working' && parts.watch.hearing(open).late,
    lock: reading.lock,
    ledger,
  }
}
