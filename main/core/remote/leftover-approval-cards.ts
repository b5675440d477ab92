import * as z from 'zod'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { ApprovalCard } from './approval-cards.ts'
import { CardId } from './card-lines.ts'
import { linesSince } from './lines-since.ts'

const SentLine = z.object({
  card_id: CardId,
  approval_id: z.string(),
  subject_sha256: z.string(),
  chat_id: z.int(),
  message_id: z.int(),
})

/** Cards of approvals whose buttons an earlier process did not take away. Throws AppError `audit_unavailable`. */
export function readLeftovers(audit: Pick<AuditIndex, 'query'>, sinceMs: number): ApprovalCard[] {
  const closed = new Set(linesSince(audit, 'telegram_card_withdrawn', sinceMs).map(({ data }) => data['card_id']))
  return linesSince(audit, 'telegram_card_sent', sinceMs).flatMap(({ data }) => {
    const card = SentLine.safeParse(data).data
    return card === undefined || closed.has(card.card_id) ? [] : [card]
  })
}
