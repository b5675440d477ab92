import type { DeliverySummary } from '../../contract/delivery.ts'
import { ErrorCode, PROBLEMS } from '../../contract/problem.ts'

interface Advice {
  readonly title: string
  readonly remedy: string
}

/** Reasons that no sender is told, and that are therefore in no catalogue of answers. */
const UNTOLD: Readonly<Record<string, Advice>> = {
  sender_not_allowed: {
    title: 'The sender is on no list',
    remedy:
      'If it may write, put its number into TELEGRAM_ALLOWED_USERS (that of a group into TELEGRAM_ALLOWED_CHATS) and start again.',
  },
  posted_while_polled: {
    title: 'A button was posted, although the console fetches the presses of buttons itself',
    remedy: 'Let updates come one way only: delete the webhook of the bot, or start without BOT_TOKEN.',
  },
}

/** What a refusal or failure means and what to do about it; null when its reason is not known here. */
export function adviceOn({ reason }: Pick<DeliverySummary, 'reason'>): Advice | null {
  const code = ErrorCode.safeParse(reason).data
  if (code !== undefined) return PROBLEMS[code]
  return reason !== null && Object.hasOwn(UNTOLD, reason) ? (UNTOLD[reason] ?? null) : null
}
