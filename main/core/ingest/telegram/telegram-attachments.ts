import type { Attachment } from '../../../../contract/task.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { TelegramFile, TelegramMessage, TelegramPhoto } from './telegram-update.ts'
import { cutWords, plainWords } from './telegram-words.ts'

/** Bots can fetch "files of up to 20MB in size" (https://core.telegram.org/bots/api#getfile). */
const MAX_FILE_BYTES = 20 * 1024 * 1024

/** As many as the contract takes. */
const MOST_ATTACHMENTS = 100

/** Ends the id of an attachment that came with an edit: those of the first message are told apart from it for ever. */
const OF_EDIT = '-edit'

/** The files of a message, each still to be fetched; `refused` when it is known to be too large for that. */
export function attachmentsOf(message: TelegramMessage): Attachment[] {
  const photo = bestPhoto(message.photo)
  const found = [
    ...(photo === null ? [] : [attachment('photo', photo)]),
    ...message.documents.map((file) => attachment('document', file)),
    ...(message.voice === null ? [] : [attachment('voice', message.voice)]),
  ]
  const ids = new Set(found.map(({ attachment_id }) => attachment_id))
  return [...ids].flatMap((id) => found.find(({ attachment_id }) => attachment_id === id) ?? [])
}

/**
 * Files of an edited message that the first message of the task did not have, under ids of their own. What comes out depends on the
 * first message and the edit alone, not on other edits.
 */
export function newWithEdit(held: readonly Attachment[], ofEdit: readonly Attachment[]): Attachment[] {
  const first = new Set(held.map(({ attachment_id }) => attachment_id))
  return ofEdit
    .filter(({ attachment_id }) => !first.has(attachment_id))
    .map((each) => ({ ...each, attachment_id: `${each.attachment_id}${OF_EDIT}` }))
}

/**
 * The files of the first message as they came, then those of edits by their ids, so that no order of edits makes a difference. What is
 * held stays as it is. Beyond a hundred the last ids find no room; the amendment that brought such a file still names it.
 */
export function withAttachments(held: readonly Attachment[], added: readonly Attachment[]): readonly Attachment[] {
  const ids = new Set(held.map(({ attachment_id }) => attachment_id))
  const unknown = added.filter(({ attachment_id }) => !ids.has(attachment_id))
  if (unknown.length === 0) return held
  const first = held.filter((each) => !isOfEdit(each))
  const later = [...held.filter(isOfEdit), ...unknown]
  later.sort((a, b) => (a.attachment_id < b.attachment_id ? -1 : 1))
  const all = [...first, ...later].slice(0, MOST_ATTACHMENTS)
  return all.every(({ attachment_id }) => ids.has(attachment_id)) ? held : all
}

const isOfEdit = ({ attachment_id }: Attachment): boolean => attachment_id.endsWith(OF_EDIT)

function attachment(kind: Attachment['kind'], file: TelegramFile): Attachment {
  const bytes = file.file_size
  const tooLarge = bytes !== null && bytes > MAX_FILE_BYTES
  return {
    attachment_id: `${kind}-${sha256(file.file_unique_id ?? file.file_id).slice(0, 12)}`,
    kind,
    file_id: file.file_id.toWellFormed(),
    name: shortened(file.file_name, 300),
    media_type: shortened(file.mime_type, 100),
    bytes,
    state: tooLarge ? 'refused' : 'waiting',
    reason: tooLarge ? `The file has ${bytes} bytes; at most ${MAX_FILE_BYTES} are taken.` : null,
    package_id: null,
  }
}

/** The largest size that can be fetched; if none can, the smallest, to be refused. */
function bestPhoto(sizes: readonly TelegramPhoto[]): TelegramPhoto | null {
  const area = ({ width, height }: TelegramPhoto): number => width * height
  const sorted = sizes.toSorted((a, b) => area(b) - area(a) || (b.file_size ?? 0) - (a.file_size ?? 0))
  return sorted.find(({ file_size }) => (file_size ?? 0) <= MAX_FILE_BYTES) ?? sorted.at(-1) ?? null
}

function shortened(text: string | null, max: number): string | null {
  return text === null || text.trim() === '' ? null : cutWords(plainWords(text), max)
}
