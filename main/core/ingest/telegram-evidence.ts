import type { PackageDraft } from '../evidence/evidence-store.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'
import { instantOf, telegramTaskId } from './telegram-task.ts'
import type { TelegramMessage } from './telegram-update.ts'

/**
 * The message as it came and its words, as a package: `telegram-<message_id>`, or one of its own for each edit. Without the update's id,
 * so that a message that comes again makes the same package.
 */
export function messagePackage(
  message: TelegramMessage,
  words: string,
  original: unknown,
  received_at: string,
): PackageDraft {
  const task_id = telegramTaskId(message)
  const edit = message.edit_date ?? null
  const at = instantOf(edit ?? message.date, received_at)
  const bytes = Buffer.from(canonicalJson(original))
  const file = { captured_at: at, link: null, source: edit === null ? 'telegram:message' : 'telegram:edited_message' }
  return {
    ...{ task_id, correlation_id: task_id, created_at: at },
    package_id: `telegram-${message.message_id}${edit === null ? '' : `-edit-${edit}-${sha256(bytes).slice(0, 8)}`}`,
    artifacts: [
      { ...file, path: 'message.json', bytes, media_type: 'application/json' },
      { ...file, path: 'request.txt', bytes: Buffer.from(words), media_type: 'text/plain' },
    ],
  }
}
