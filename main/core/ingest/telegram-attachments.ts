import type { Attachment } from '../../../contract/task.ts'
import type { TelegramMessage } from './telegram-update.ts'

/** What a bot can fetch (https://core.telegram.org/bots/api#getfile). */
const MAX_BYTES = 20 * 1024 * 1024

interface Found {
  readonly kind: Attachment['kind']
  readonly file: {
    readonly file_id: string
    readonly file_unique_id: string
    readonly file_size?: number | null | undefined
  }
  readonly name: string | null
  readonly media_type: string | null
}

/** The files that came with a message: of a photo the largest size that can be fetched. */
export function attachmentsOf(message: TelegramMessage): Attachment[] {
  const { photo, document, voice } = message
  const sizes = [...(photo ?? [])].sort((a, b) => (a.file_size ?? 0) - (b.file_size ?? 0))
  const largest = sizes.findLast(({ file_size }) => (file_size ?? 0) <= MAX_BYTES) ?? sizes[0]
  const found: Found[] = [
    ...(largest ? [{ kind: 'photo' as const, file: largest, name: null, media_type: null }] : []),
    ...(document
      ? [
          {
            kind: 'document' as const,
            file: document,
            name: document.file_name ?? null,
            media_type: document.mime_type ?? null,
          },
        ]
      : []),
    ...(voice ? [{ kind: 'voice' as const, file: voice, name: null, media_type: voice.mime_type ?? null }] : []),
  ]
  return found.map(attachmentOf)
}

function attachmentOf({ kind, file, name, media_type }: Found): Attachment {
  const bytes = file.file_size ?? null
  const tooLarge = bytes !== null && bytes > MAX_BYTES
  return {
    attachment_id: `${kind}-${idOf(file.file_unique_id)}`,
    kind,
    file_id: file.file_id,
    name: name?.slice(0, 300) ?? null,
    media_type: media_type?.slice(0, 100) ?? null,
    bytes,
    state: tooLarge ? 'refused' : 'waiting',
    reason: tooLarge ? `it has ${bytes} bytes; bots can fetch at most ${MAX_BYTES}` : null,
    package_id: null,
  }
}

/** Telegram's own name of the file, which is the same for everybody, as a name that every disk takes. */
function idOf(uniqueId: string): string {
  return Buffer.from(uniqueId).toString('hex').slice(0, 40)
}
