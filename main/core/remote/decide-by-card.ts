import { AppError } from '../kernel/app-error.ts'
import type { Card, CardUse } from './card-register.ts'
import type { DeskParts } from './desk-parts.ts'
import { telegramOperator } from './telegram-user.ts'

/**
 * `stale`: the task is not as the card showed it; `gone`: it has no file, or one that is no task; `proof_insufficient`: an approval that only
 * a reason could carry; `round_open`: an approval while agents are at work.
 */
export type ByCard = 'decided' | 'stale' | 'gone' | 'proof_insufficient' | 'round_open'

/**
 * Decides a task exactly as its card showed it. Asked again for the same press after a crash, it finds its own decision and leaves it.
 * Throws AppError `storage_failed` or `audit_unavailable`: it may then be asked again.
 */
export async function decideByCard(
  parts: Pick<DeskParts, 'tasks' | 'store'>,
  card: Card,
  use: CardUse,
  comment: string | null,
): Promise<ByCard> {
  if (carriesDecision(parts, card, use, comment)) return 'decided'
  const call = { actor: telegramOperator(use.user_id), correlation_id: card.correlation_id }
  try {
    await parts.tasks.decide(call, card.task_id, { decision: use.action, comment, base_sha: card.base_sha })
    return 'decided'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'write_conflict') return 'stale'
    if (error.code === 'task_not_found' || error.code === 'task_file_invalid') return 'gone'
    if (error.code === 'proof_insufficient') return 'proof_insufficient'
    if (error.code === 'protocol_out_of_order') return 'round_open'
    throw error
  }
}

/** Whether the task carries this very decision already. */
export function carriesDecision(
  parts: Pick<DeskParts, 'store'>,
  card: Card,
  use: CardUse,
  comment: string | null,
): boolean {
  const task = parts.store.index.get(card.task_id)?.task
  const verdict = task?.verdict
  if (task === undefined || task === null || verdict === undefined || verdict === null) return false
  return (
    verdict.door === 'telegram' &&
    verdict.decided_by === telegramOperator(use.user_id).sub &&
    verdict.decision === use.action &&
    verdict.comment === comment &&
    Date.parse(verdict.decided_at) >= use.at_ms
  )
}
