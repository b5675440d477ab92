import type { Attachment } from '../../../../contract/task.ts'
import type { TelegramMessage } from './telegram-update.ts'

/**
 * Most UTF-16 units of what a task quotes of one message. Telegram's own limit is 4096 characters, of which each may have two units
 * (https://core.telegram.org/bots/api#sendmessage); with it a task that was amended as often as it can be is still a file that is read.
 */
export const MOST_WORDS = 8192

const TITLE_LENGTH = 120

/** Text that any reader of a task file can take: half characters and control characters but line feed and tab become U+FFFD. */
export function plainWords(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?![\n\t])\p{Cc}/gu, '\ufffd')
}

/** At most `max` units of well-formed text, cut between characters; an ellipsis says that something is missing. */
export function cutWords(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/**
 * What a message asks for: its text or caption; of files alone a sentence that names them; null when there is neither, as in messages
 * about the chat itself. What is too long says how much of it is left out.
 */
export function wordsOf(message: TelegramMessage, attachments: readonly Attachment[]): string | null {
  const said = message.text ?? message.caption ?? ''
  if (said.trim() === '') return attachments.length === 0 ? null : filesAlone(message, attachments)
  const words = plainWords(
    [said, ...message.links.map(({ words, url }) => `["${oneLine(words)}" leads to ${oneLine(url)}]`)].join('\n'),
  )
  if (words.length <= MOST_WORDS) return words
  const cut = cutWords(words, MOST_WORDS - 80)
  return `${cut}\n[${words.length - cut.length + 1} more characters are in the evidence, message.json.]`
}

/** The words of an edited message. Files that are new with it are part of what was changed. */
export function editedWords(words: string, added: readonly Attachment[]): string {
  if (added.length === 0) return words
  const ids = added.map(({ attachment_id }) => attachment_id)
  return `${words}\n\n[New with this change: ${ids.join(', ')}]`
}

/** First line of the request; of a forwarded message it says so, for the words are somebody else's. */
export function titleOf(words: string, forwarded: boolean): string {
  const line = words.trim().split('\n', 1)[0]?.replaceAll(/\s+/g, ' ') ?? ''
  return cutWords(forwarded ? `Forwarded: ${line}` : line, TITLE_LENGTH)
}

function filesAlone({ media_group_id }: TelegramMessage, attachments: readonly Attachment[]): string {
  const kinds = attachments.map(({ kind }) => `a ${kind}`).join(', ')
  const names = attachments.flatMap(({ name }) => (name === null ? [] : oneLine(name))).join(', ')
  const album = media_group_id === null ? '' : ` (of album ${oneLine(media_group_id)})`
  return `${kinds.replace('a', 'A')} without words${album}${names === '' ? '.' : `: ${names}`}`
}

const oneLine = (text: string): string => plainWords(text).replaceAll(/\s+/g, ' ')
