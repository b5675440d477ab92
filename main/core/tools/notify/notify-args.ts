import * as z from 'zod'
import { Sha256, Timestamp } from '../../../../contract/ids.ts'
import { JsonObject } from '../../../../contract/json-object.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { WebhookName } from './notify-settings.ts'

const MAX_PAYLOAD_BYTES = 64 * 1024
/** https://core.telegram.org/bots/api#sendmessage and #sendphoto: of a text, and of the words under a file. */
const MAX_TEXT = 4096
const MAX_CAPTION = 1024

export const DesktopArgs = z.strictObject({
  channel: z.literal('desktop'),
  title: z.string().min(1).max(200),
  body: z.string().max(1000),
})
export type DesktopArgs = z.infer<typeof DesktopArgs>

export const TelegramArgs = z
  .strictObject({
    channel: z.literal('telegram'),
    chat_id: z.int().meta({ description: 'a chat of the allow-list of Telegram' }),
    text: z
      .string()
      .regex(/\S/, 'the text is empty')
      .max(MAX_TEXT)
      .meta({ description: `plain text; with a file at most ${MAX_CAPTION}` }),
    artifact_sha256: Sha256.exactOptional().meta({ description: 'a file of the evidence of the same task' }),
    as: z.enum(['photo', 'document']).exactOptional(),
  })
  .refine(({ artifact_sha256, as }) => (artifact_sha256 === undefined) === (as === undefined), {
    ...{ path: ['as'], message: 'artifact_sha256 and as belong together' },
  })
  .refine(({ artifact_sha256, text }) => artifact_sha256 === undefined || text.length <= MAX_CAPTION, {
    ...{ path: ['text'], message: `the text under a file has at most ${MAX_CAPTION} characters` },
  })
export type TelegramArgs = z.infer<typeof TelegramArgs>

export const WebhookArgs = z.strictObject({
  channel: z.literal('webhook'),
  name: WebhookName,
  payload: JsonObject.refine(
    (payload) => Buffer.byteLength(canonicalJson(payload)) <= MAX_PAYLOAD_BYTES,
    `the payload has at most ${MAX_PAYLOAD_BYTES} bytes`,
  ),
})
export type WebhookArgs = z.infer<typeof WebhookArgs>

export const NotifyArgs = z.discriminatedUnion('channel', [DesktopArgs, TelegramArgs, WebhookArgs])
export type NotifyArgs = z.infer<typeof NotifyArgs>

const Delivered = z.strictObject({ delivered_at: Timestamp, attempts: z.int().min(1) })

/** `attempts`: how often it was tried, the one that arrived among them. `status`: what the receiver of a webhook answered. */
export const NotifyResult = z.discriminatedUnion('channel', [
  Delivered.extend({ channel: z.literal('desktop') }),
  Delivered.extend({ channel: z.literal('telegram'), message_id: z.int() }),
  Delivered.extend({ channel: z.literal('webhook'), status: z.int() }),
])
export type NotifyResult = z.infer<typeof NotifyResult>
