import type { TaskEntry } from '../tasks/task-entry.ts'
import { isOpen } from './card.ts'
import { CardId } from './card-lines.ts'
import type { Card } from './card-register.ts'

export type Pressed = 'approve' | 'reject' | 'details'

/** Why something that an operator's button or answer should do was refused. */
export const REFUSAL_WORDS = {
  deciding_off: 'Deciding from Telegram is off: no operator is configured.',
  not_operator: 'Only an operator may decide.',
  unknown_card: 'This card is not known any more. Send /tasks for what is open.',
  wrong_place: 'This button belongs to another message.',
  expired: 'This card has expired. Send /task and the id for a fresh one.',
  used: 'This card was used already.',
  replaced: 'There is a newer card of this task.',
  stale: 'The task has changed since this card was sent. Nothing was decided.',
  task_gone: 'The file of this task is gone or cannot be read. Nothing was decided.',
  proof_insufficient:
    'The proof does not carry an approval. An override, with its reason, is made at the console. Nothing was decided.',
  round_open:
    'Agents are at work on it: it can be rejected now, and approved when the round is over. Nothing was decided.',
  rate_limited: 'Too fast: try again in a few seconds.',
  unknown_question: 'This question is not open any more. Nothing was decided.',
  not_asked: 'Only the operator who pressed Reject can give the reason.',
  reason_late: 'The reason came too late. Nothing was decided; a fresh card follows.',
  reason_missing: 'A reason in words is needed. Answer the question again.',
  reason_too_long: 'The reason is longer than 4000 characters. Answer the question again.',
} as const
export type RefusalReason = keyof typeof REFUSAL_WORDS

const ACTIONS: Readonly<Record<string, Pressed>> = { a: 'approve', r: 'reject', d: 'details' }

/** What a button carries, or null for what is none of ours. */
export function parseButton(data: string): { readonly action: Pressed; readonly card_id: string } | null {
  const action = ACTIONS[data.slice(0, 1)]
  const card_id = data.slice(2)
  if (action === undefined || data[1] !== ':' || !CardId.safeParse(card_id).success) return null
  return { action, card_id }
}

/** Whether this person may decide from Telegram at all. */
export function operatorRefusal(operators: readonly number[], userId: number): RefusalReason | null {
  if (operators.length === 0) return 'deciding_off'
  return operators.includes(userId) ? null : 'not_operator'
}

/** Whether a card that was pressed here and now can still decide the task as it stands; null: it can. */
export function cardRefusal(
  card: Card | undefined,
  at: { readonly chat_id: number; readonly message_id: number; readonly now_ms: number },
  entry: TaskEntry | undefined,
): RefusalReason | null {
  if (card === undefined) return 'unknown_card'
  if (card.chat_id !== at.chat_id || card.message_id !== at.message_id) return 'wrong_place'
  if (card.withdrawn === 'expired' || at.now_ms >= card.expires_ms) return 'expired'
  if (card.used !== null || card.withdrawn === 'used') return 'used'
  if (card.withdrawn === 'replaced' || card.withdrawn === 'crowded_out') return 'replaced'
  if (entry === undefined || entry.task === null) return 'task_gone'
  if (entry.base_sha !== card.base_sha || !isOpen(entry.task)) return 'stale'
  return null
}
