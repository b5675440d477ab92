import type { ArtifactDraft } from '../../evidence/evidence-store.ts'
import { ToolError } from '../tool.ts'
import type { Delivery } from './deliver.ts'

/** Failures before anything was sent. */
export const unknownWebhook = (name: string): ToolError =>
  new ToolError(
    'notify_webhook_unknown',
    `No webhook is named ${name}.`,
    'Name one of tools.notify.webhooks in config.json, or add it there: countersign settings set tools.notify.webhooks.',
  )

export const noSecret = (): ToolError =>
  new ToolError(
    'notify_secret_missing',
    'Webhooks are signed, and there is no secret to sign them with.',
    'Give the secret that the receiver knows: countersign secret set NOTIFY_WEBHOOK_SECRET.',
  )

export const wrongSecret = (): ToolError =>
  new ToolError(
    'notify_secret_invalid',
    'NOTIFY_WEBHOOK_SECRET is no signing secret by Standard Webhooks.',
    'Give whsec_ and the base64 of 24 to 64 random bytes.',
  )

export const noBot = (): ToolError =>
  new ToolError('notify_no_bot', 'There is no Telegram bot.', 'Give its token (BOT_TOKEN) and start the console again.')

export const chatNotAllowed = (chatId: number): ToolError =>
  new ToolError(
    'notify_chat_not_allowed',
    `The chat ${chatId} is not on the allow-list of Telegram.`,
    'Name a chat of telegram_allowed_users, telegram_allowed_chats or telegram_operators.',
  )

export const unfitFile = (why: string): ToolError =>
  new ToolError('notify_file_unfit', why, 'Send it as a document of at most 50 MB, or choose another artifact.')

export const noDesktop = (why: string): ToolError =>
  new ToolError(
    'notify_no_desktop',
    `No notification can be shown here: ${why}.`,
    'Run the desktop app, or on Linux start the console within a desktop session with notify-send (libnotify).',
  )

/** Failures of the sending itself; `receipt` is what was tried. */
export function failedDelivery(
  receiver: string,
  end: Exclude<Delivery['end'], { do: 'delivered' }>,
  receipt: ArtifactDraft,
): ToolError {
  const artifacts = [receipt]
  const said = end.ended === null ? 'nothing was sent' : end.ended.outcome.reason
  const tried = end.ended === null ? 'before the first attempt' : `at attempt ${end.ended.attempt}`
  if (end.do === 'stopped')
    return new ToolError('notify_not_delivered', `The delivery to ${receiver} was ended ${tried}: ${said}.`, AGAIN, {
      artifacts,
    })
  if (end.how === 'unknown')
    return new ToolError(
      'notify_outcome_unknown',
      `Whether it arrived at ${receiver} is not known; ${tried}: ${said}. It is not sent again, because it could arrive twice.`,
      'Look at the receiver whether it arrived; send it again with a new idempotency key if it did not.',
      { artifacts },
    )
  if (end.how === 'refused')
    return new ToolError(
      'notify_refused',
      `The delivery to ${receiver} was refused ${tried}: ${said}.`,
      'Mend what it names, at the receiver or in the call, and send it again with a new idempotency key.',
      { artifacts },
    )
  return new ToolError('notify_not_delivered', `It did not arrive at ${receiver}; ${tried}: ${said}.`, AGAIN, {
    artifacts,
  })
}

const AGAIN = 'The receipt says what was tried. Send it again with a new idempotency key once the receiver takes it.'

export const damagedJournal = (): ToolError =>
  new ToolError(
    'notify_outcome_unknown',
    'The journal of this delivery cannot be read any more, so whether it arrived is not known.',
    'Look at the receiver whether it arrived; send it again with a new idempotency key if it did not.',
  )
