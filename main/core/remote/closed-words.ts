import type { Task } from '../../../contract/task.ts'
import { REFUSAL_WORDS } from './callback-checks.ts'
import { isOpen, verdictWords } from './card.ts'
import type { WithdrawReason } from './card-lines.ts'

export const EXPIRED = 'This card has expired. Send /task and the id for a fresh one.'
export const CHANGED = 'Replaced: the task has changed. See the newer card.'

const BY_REASON: Readonly<Record<WithdrawReason, string>> = {
  used: 'This card was used. Nothing was decided with it.',
  expired: EXPIRED,
  replaced: CHANGED,
  decided: 'Decided.',
  task_gone: REFUSAL_WORDS.task_gone,
  crowded_out: REFUSAL_WORDS.replaced,
  not_operator: REFUSAL_WORDS.not_operator,
}

/** The sentence for the place of a card that was withdrawn in an earlier run: what was decided, or why it can decide nothing. */
export function closedWords(reason: WithdrawReason, task: Task | null): string {
  const decided = task === null || isOpen(task) ? null : verdictWords(task)
  return decided ?? BY_REASON[reason]
}
