import { ProtocolLock, ProtocolRound } from '../../../contract/protocol-view.ts'
import type { Round, Task } from '../../../contract/task.ts'

/** A round of the protocol and its place in `task.rounds`. */
export interface PlacedRound {
  readonly place: number
  readonly round: ProtocolRound
}

/** What a task file says in the words of the protocol. */
export interface ProtocolReading {
  readonly rounds: readonly PlacedRound[]
  readonly last: PlacedRound | null
  /** Rounds that another program wrote otherwise: kept, and counted for nothing. */
  readonly unreadable: number
  /** Places of those among them that name a dispatch: a round of the protocol was there, and nobody can say any more what it was. */
  readonly broken: readonly number[]
  readonly locks: readonly ProtocolLock[]
  /** The lock that holds. */
  readonly lock: ProtocolLock | null
}

type Read = Pick<Task, 'rounds' | 'locks'>

/** Reads strictly: what is not exactly of the protocol counts for nothing. Never throws. */
export function readProtocol({ rounds, locks }: Read): ProtocolReading {
  const placed = rounds.flatMap((round, place) => {
    const parsed = readRound(round)
    return parsed === null ? [] : [{ place, round: parsed }]
  })
  const readable = locks.flatMap((lock) => ProtocolLock.safeParse(lock).data ?? [])
  const lastLock = readable.at(-1) ?? null
  return {
    rounds: placed,
    last: placed.at(-1) ?? null,
    unreadable: rounds.length - placed.length,
    broken: rounds.flatMap((round, place) =>
      namesDispatch(round) && !placed.some((one) => one.place === place) ? [place] : [],
    ),
    locks: readable,
    lock: lastLock?.unlocked_at === null ? lastLock : null,
  }
}

const namesDispatch = ({ dispatch }: Round): boolean => typeof dispatch?.['dispatch_id'] === 'string'

/** The round in the words of the protocol, or null. Steps that cannot follow from one another are no round of the protocol either. */
function readRound(round: Round): ProtocolRound | null {
  // Told apart from the rounds of other programs without going through all of it.
  if (!namesDispatch(round)) return null
  const parsed = ProtocolRound.safeParse(round)
  return parsed.success && isInOrder(parsed.data) ? parsed.data : null
}

function isInOrder({ dispatch, ack, result, observed, verdict, ended }: ProtocolRound): boolean {
  if (result !== null && ack === null) return false
  if (observed !== null && result === null) return false
  if (verdict !== null && (observed === null || ended !== null)) return false
  return [ack, result, verdict].every((step) => step === null || step.dispatch_id === dispatch.dispatch_id)
}
