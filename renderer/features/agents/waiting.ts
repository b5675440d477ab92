import type { AgentRun } from '../../../contract/agent.ts'
import type { InboxItem } from '../../../contract/inbox.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import { ENDING_WORDS } from './protocol-words.ts'

/** A task that goes no further without a person. */
export interface WaitingTask {
  readonly task_id: string
  readonly why: 'decide' | 'unlock' | 'dispatch' | 'look'
  readonly words: string
  readonly since: string
  readonly round: number
}

/** Of so many tasks the protocol is read, the newest work first. */
const MOST_ASKED = 40

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

/** The longest wait first. */
export function waitingAmong(views: readonly ProtocolView[]): readonly WaitingTask[] {
  return views
    .flatMap((view) => waitingOf(view) ?? [])
    .toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since) || a.task_id.localeCompare(b.task_id))
}

/** The tasks whose protocol is read for the board: those that agents worked on last, and those that the inbox says need a review. */
export function tasksToAsk(
  runs: readonly Pick<AgentRun, 'task_id'>[],
  inbox: readonly InboxItem[],
): { readonly ids: readonly string[]; readonly leftOut: number } {
  const reviewed = inbox.flatMap((item) =>
    item.kind === 'task' && item.task.status === 'needs_review' ? [item.task.task_id] : [],
  )
  const all = [...new Set([...runs.map(({ task_id }) => String(task_id)), ...reviewed])]
  return { ids: all.slice(0, MOST_ASKED), leftOut: Math.max(0, all.length - MOST_ASKED) }
}
