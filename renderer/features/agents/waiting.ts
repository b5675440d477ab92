import type { ProtocolRow, ProtocolView } from '../../../contract/protocol-view.ts'
import { ENDING_WORDS } from './protocol-words.ts'

/** A task that goes no further without a person. */
export interface WaitingTask {
  readonly task_id: string
  readonly why: 'decide' | 'unlock' | 'dispatch' | 'look'
  readonly words: string
  readonly since: string
  readonly round: number
}

/** Why a task waits for a person; null when it does not. */
export function waitingOf({ task_id, phase, rounds, lock, faults, ledger }: ProtocolView): WaitingTask | null {
  const last = rounds.at(-1)
  if (last === undefined || phase === 'decided') return null
  const { dispatch, verdict, ended } = last
  const of = { task_id, round: dispatch.round }
  const stood = ended?.at ?? verdict?.reviewed_at ?? dispatch.dispatched_at
  if (phase === 'locked')
    return {
      ...of,
      why: 'unlock',
      words: lock?.reason ?? 'It went through too many rounds.',
      since: lock?.locked_at ?? stood,
    }
  if (phase === 'awaiting_person')
    return {
      ...{ ...of, why: 'decide', since: stood },
      words: ledger.blocks_approval
        ? `The reviewer approved. The ledger is ${ledger.status}: an approval needs a reason.`
        : 'The reviewer approved, and the console verified every claim.',
    }
  if (phase === 'awaiting_dispatch')
    return {
      ...{ ...of, why: 'dispatch', since: stood },
      words:
        ended !== null
          ? `${ENDING_WORDS[ended.reason]}.`
          : `The reviewer rejected it with ${verdict?.issues.length === 1 ? '1 issue' : `${verdict?.issues.length ?? 0} issues`}.`,
    }
  if (faults.length > 0) return { ...of, why: 'look', words: faults[0] ?? '', since: stood }
  return null
}

/** What its row says of a task that waits, in the words of its protocol once that was read and says the same. */
export function waitingTask(row: ProtocolRow, view: ProtocolView | undefined): WaitingTask {
  const { task_id, phase, since, round, faults } = row
  const why = phase === 'awaiting_person' || phase === 'locked' || phase === 'awaiting_dispatch' ? WHY[phase] : 'look'
  const told = view?.phase === phase ? waitingOf(view) : null
  if (told?.why === why) return { ...told, since }
  const contradicts = `Its file contradicts itself in ${faults === 1 ? '1 place' : `${faults} places`}.`
  return { task_id, why, since, round, words: why === 'look' ? contradicts : UNREAD_WORDS[why] }
}

const WHY = { awaiting_person: 'decide', locked: 'unlock', awaiting_dispatch: 'dispatch' } as const

/** As long as its protocol is not read. */
const UNREAD_WORDS = {
  decide: 'The reviewer approved.',
  unlock: 'It went through too many rounds.',
  dispatch: 'Its last round is over, and nobody gave it out again.',
} as const
