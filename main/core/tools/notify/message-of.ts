import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { DesktopArgs, NotifyArgs } from './notify-args.ts'

/** What is said, from the arguments alone. */
export interface Message {
  /** Who gets it: `chat 7`, `webhook build`, `desktop`. */
  readonly receiver: string
  /** Exactly what a webhook is sent; of the others what makes them what they are, as canonical JSON. */
  readonly body: string
  /** Whether the receiver can tell that what comes twice is the same: webhooks keep their id. */
  readonly repeatable: boolean
}

/** Words of others as one short line without characters that nobody sees and without what looks like a secret. */
export type Excerpt = (text: string) => string

export function messageOf(args: NotifyArgs, excerptOf: Excerpt): Message {
  if (args.channel === 'webhook')
    return { receiver: `webhook ${args.name}`, body: canonicalJson(args.payload), repeatable: true }
  if (args.channel === 'telegram')
    return { receiver: `chat ${args.chat_id}`, body: canonicalJson(args), repeatable: false }
  return { receiver: 'desktop', body: canonicalJson(noticeOf(args, excerptOf)), repeatable: false }
}

/** As it is shown: short lines in which nothing is markup. */
export const noticeOf = (
  { title, body }: DesktopArgs,
  excerptOf: Excerpt,
): { readonly title: string; readonly body: string } => ({
  title: plain(excerptOf(title)),
  body: plain(excerptOf(body)),
})

/**
 * Many notification servers read markup in a body, others show `&lt;` as it stands, so its three characters are replaced by others that
 * look like them. https://specifications.freedesktop.org/notification-spec/latest/markup.html
 */
function plain(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆')
}
