import { AttemptError, type Messenger } from '../../core/remote/messenger.ts'
import { type Outcome, outcomeOf } from '../../core/tools/notify/delivery-record.ts'
import type { ChatPost } from '../../core/tools/notify/telegram-way.ts'

/** What the messenger says of its single attempts, as the outcomes of a delivery. */
export function createChatPost(messenger: Pick<Messenger, 'sendOnce' | 'sendFile'>): ChatPost {
  return {
    text: (message, signal) => outcomeOfCall(messenger.sendOnce(message, signal)),
    file: (file, signal) => outcomeOfCall(messenger.sendFile(file, signal)),
  }
}

async function outcomeOfCall(sending: Promise<{ readonly message_id: number }>): Promise<Outcome> {
  try {
    const { message_id } = await sending
    return outcomeOf('delivered', { message_id })
  } catch (error) {
    if (!(error instanceof AttemptError)) throw error
    return outcomeOf(error.outcome, { reason: error.message, wait_ms: error.retry_after_ms })
  }
}
