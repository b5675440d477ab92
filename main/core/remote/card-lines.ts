import * as z from 'zod'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import { Sha256, Timestamp } from '../../../contract/ids.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import { linesSince } from './lines-since.ts'

/** 12 random bytes as base64url. */
export const CardId = z.string().regex(/^[A-Za-z0-9_-]{16}$/)

/** `used`: carried out or given up after it was pressed; `replaced`: a newer card has its place; `decided`: somewhere else; `crowded_out`: too many cards; `not_operator`: nobody in that chat may decide any more. */
export const WithdrawReason = z.enum([
  'used',
  'expired',
  'replaced',
  'decided',
  'task_gone',
  'crowded_out',
  'not_operator',
])
export type WithdrawReason = z.infer<typeof WithdrawReason>

export const CardAction = z.enum(['approve', 'reject'])
export type CardAction = z.infer<typeof CardAction>

/** `data` of the lines from which the cards are known again after a restart. What else they hold is for people. */
export const CARD_LINES = {
  telegram_card_sent: z.object({
    card_id: CardId,
    base_sha: Sha256,
    version: z.int(),
    chat_id: z.int(),
    message_id: z.int(),
    expires_at: Timestamp,
  }),
  telegram_callback_accepted: z.object({
    card_id: CardId,
    action: CardAction,
    user_id: z.int(),
    delivery_id: z.string(),
  }),
  telegram_reason_asked: z.object({
    card_id: CardId,
    chat_id: z.int(),
    message_id: z.int(),
    user_id: z.int(),
    expires_at: Timestamp,
  }),
  telegram_card_withdrawn: z.object({ card_id: CardId, reason: WithdrawReason }),
  /** Without a card: to the requester. */
  telegram_outcome_shown: z.object({ card_id: CardId.nullable(), chat_id: z.int() }),
} as const satisfies Partial<Record<AuditEventType, z.ZodType>>

export type CardLineType = keyof typeof CARD_LINES

/** The lines about cards since an instant, oldest first. Throws AppError `audit_unavailable`. */
export function readCardLines(audit: Pick<AuditIndex, 'query'>, sinceMs: number): AuditEvent[] {
  const found = (Object.keys(CARD_LINES) as CardLineType[]).flatMap((type) => linesSince(audit, type, sinceMs))
  return found.sort((a, b) => a.seq - b.seq)
}
