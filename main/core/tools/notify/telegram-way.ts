import type { Sha256 } from '../../../../contract/ids.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { OutgoingFile, OutgoingMessage } from '../../remote/messenger.ts'
import { type FoundArtifact, ToolError } from '../tool.ts'
import type { Outcome } from './delivery-record.ts'
import type { TelegramArgs } from './notify-args.ts'
import { chatNotAllowed, noBot, unfitFile } from './notify-failures.ts'
import type { NotifySettings } from './notify-settings.ts'
import type { WayOut } from './way-out.ts'

/** Writes into a chat, in one attempt that nothing repeats. Neither throws for what the messenger says. */
export interface ChatPost {
  text(message: Pick<OutgoingMessage, 'chat_id' | 'text'>, signal: AbortSignal): Promise<Outcome>
  file(file: OutgoingFile, signal: AbortSignal): Promise<Outcome>
}

export interface TelegramWayParts {
  /** Null without a bot. */
  readonly chat: ChatPost | null
  readonly telegramChats: readonly number[]
  /** Rejects with the system's error. */
  readonly readFile: (file: string) => Promise<Uint8Array>
}

/** https://core.telegram.org/bots/api#sending-files, and #sendphoto. */
const MOST_BYTES = { photo: 10_000_000, document: 50_000_000 }
/** A document of that size over a slow line. */
const FILE_ATTEMPT_MS = 120_000

/** Throws ToolError `notify_no_bot`, `notify_chat_not_allowed`, `notify_file_unfit`, `artifact_not_found` or `artifact_altered`. */
export async function telegramWay(
  parts: TelegramWayParts,
  args: TelegramArgs,
  settings: NotifySettings,
  find: (sha256: Sha256) => Promise<FoundArtifact>,
): Promise<WayOut> {
  const { chat } = parts
  const { chat_id, text, artifact_sha256, as } = args
  if (chat === null) throw noBot()
  if (!parts.telegramChats.includes(chat_id)) throw chatNotAllowed(chat_id)
  const to = sha256(`telegram chat ${chat_id}`)
  if (artifact_sha256 === undefined || as === undefined)
    return {
      ...{ to, attempt_ms: settings.attempt_timeout_ms },
      attempt: (signal) => chat.text({ chat_id, text }, signal),
    }
  const file = await fileOf(parts, artifact_sha256, as, find)
  return {
    ...{ to, attempt_ms: FILE_ATTEMPT_MS },
    attempt: (signal) => chat.file({ ...file, chat_id, as, caption: text }, signal),
  }
}

/** The bytes that are sent are those that were hashed. */
async function fileOf(
  { readFile }: TelegramWayParts,
  wanted: Sha256,
  as: 'photo' | 'document',
  find: (sha256: Sha256) => Promise<FoundArtifact>,
): Promise<{ filename: string; media_type: string; bytes: Uint8Array }> {
  const { artifact, file } = await find(wanted)
  if (artifact.bytes > MOST_BYTES[as])
    throw unfitFile(`The file has ${artifact.bytes} bytes; as a ${as} Telegram takes at most ${MOST_BYTES[as]}.`)
  if (as === 'photo' && !artifact.media_type.startsWith('image/'))
    throw unfitFile(`The file is ${artifact.media_type}, which is no picture.`)
  const bytes = await readFile(file)
  if (sha256(bytes) !== wanted)
    throw new ToolError(
      'artifact_altered',
      'The file was changed after it was kept: its sha256 is another one.',
      'Put the file back from a backup of audit/evidence/, or make the artifact anew; `countersign evidence verify` finds what else was changed.',
    )
  return { filename: artifact.path, media_type: artifact.media_type, bytes }
}
