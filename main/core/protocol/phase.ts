import type { ProtocolPhase } from '../../../contract/protocol-view.ts'
import type { Task } from '../../../contract/task.ts'
import type { ProtocolReading } from './protocol-reading.ts'
import type { OpenRound } from './protocol-service.ts'

export type OpenPhase = OpenRound['phase']

const OPEN: readonly ProtocolPhase[] = ['awaiting_ack', 'working', 'observing', 'awaiting_review'] satisfies OpenPhase[]

/** Whose word an open round waits for; null: that of the console. */
export function awaitedIn(phase: OpenPhase): 'executor' | 'reviewer' | null {
  if (phase === 'awaiting_review') return 'reviewer'
  return phase === 'observing' ? null : 'executor'
}

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

type Counted = Pick<ProtocolReading, 'rounds' | 'last' | 'locks'>

/** Rounds since the task was last unlocked that were rejected, came to nothing, or were given out again although they were approved. */
export function roundsSpent(reading: Counted): number {
  const after = unlockedAfter(reading)
  return reading.rounds.filter(({ place, round: { dispatch, verdict, ended } }) => {
    if (dispatch.round <= after) return false
    if (ended !== null) return ended.reason !== 'console_stopped'
    return verdict?.decision === 'reject' || place !== reading.last?.place
  }).length
}

const unlockedAfter = ({ locks }: Counted): number =>
  locks.findLast(({ unlocked_at }) => unlocked_at !== null)?.after_round ?? 0

/** Whether what the reviewer approved cannot be given out again: with its round, which is then spent as well, all are used up. */
export function isLastApproved(phase: ProtocolPhase, reading: ProtocolReading, maxRounds: number): boolean {
  const isCounted = (reading.last?.round.dispatch.round ?? 0) > unlockedAfter(reading)
  return phase === 'awaiting_person' && isCounted && roundsSpent(reading) + 1 >= maxRounds
}

export const roundsLeft = (phase: ProtocolPhase, reading: ProtocolReading, maxRounds: number): number =>
  phase === 'locked' ? 0 : Math.max(0, maxRounds - roundsSpent(reading))
