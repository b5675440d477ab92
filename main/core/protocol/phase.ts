import type { ProtocolPhase } from '../../../contract/protocol-view.ts'
import type { Task } from '../../../contract/task.ts'
import type { ProtocolReading } from './protocol-reading.ts'
import type { OpenRound } from './protocol-service.ts'

export type OpenPhase = OpenRound['phase']

const OPEN: readonly ProtocolPhase[] = ['awaiting_ack', 'working', 'observing', 'awaiting_review'] satisfies OpenPhase[]

export const isOpenPhase = (phase: ProtocolPhase): phase is OpenPhase => OPEN.includes(phase)

/**
 * Where a task stands. `verdict`: what a person decided. A task that has used up `maxRounds` is locked, also while the lock itself is not
 * written yet.
 */
export function phaseOf(reading: ProtocolReading, verdict: Task['verdict'], maxRounds: number): ProtocolPhase {
  if (verdict !== null) return reading.last === null ? 'idle' : 'decided'
  if (reading.last === null) return 'idle'
  if (reading.lock !== null) return 'locked'
  const phase = phaseOfRound(reading.last.round)
  return phase === 'awaiting_dispatch' && roundsSpent(reading) >= maxRounds ? 'locked' : phase
}

function phaseOfRound({ ack, result, observed, verdict, ended }: NonNullable<ProtocolReading['last']>['round']) {
  if (ended !== null) return 'awaiting_dispatch' as const
  if (verdict !== null)
    return verdict.decision === 'reject' ? ('awaiting_dispatch' as const) : ('awaiting_person' as const)
  if (observed !== null) return 'awaiting_review' as const
  if (result !== null) return 'observing' as const
  return ack !== null ? ('working' as const) : ('awaiting_ack' as const)
}

/** Rounds that were rejected or came to nothing since the task was last unlocked. */
export function roundsSpent({ rounds, locks }: ProtocolReading): number {
  const unlockedAfter = locks.findLast(({ unlocked_at }) => unlocked_at !== null)?.after_round ?? 0
  return rounds.filter(
    ({ round: { dispatch, verdict, ended } }) =>
      dispatch.round > unlockedAfter && (ended !== null || verdict?.decision === 'reject'),
  ).length
}
