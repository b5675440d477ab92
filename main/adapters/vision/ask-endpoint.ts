import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { sha256 } from '../../core/kernel/sha256.ts'
import { oneLine } from '../../core/tools/one-line.ts'
import { ToolError } from '../../core/tools/tool.ts'
import { inertText } from '../../core/tools/vision/inert-text.ts'
import type { VisionEndpoint } from '../../core/tools/vision/vision-endpoint.ts'
import {
  answerInvalid,
  pictureAltered,
  visionRefused,
  visionTooLate,
  visionUnreachable,
} from '../../core/tools/vision/vision-failures.ts'
import type { VisionAnswer, VisionQuestion } from '../../core/tools/vision/vision-port.ts'
import { postJson } from './post-json.ts'

/** https://platform.openai.com/docs/api-reference/chat/object; some servers answer in parts. */
const Completion = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.union([
            z.string(),
            z.array(z.union([z.object({ type: z.literal('text'), text: z.string() }), z.object({})])),
          ]),
        }),
      }),
    )
    .min(1),
})

const MOST_BYTES = 1_000_000
const MOST_CHARACTERS = 16_000

export interface Asking {
  readonly endpoint: VisionEndpoint
  readonly question: VisionQuestion
  /** The key; null for an endpoint that wants none. */
  readonly secret: string | null
  readonly timeout_ms: number
}

/** Asks once. No redirect is followed, and the key is cut out of whatever comes back. Throws ToolError. */
export async function askEndpoint(
  { endpoint, question, secret, timeout_ms }: Asking,
  signal: AbortSignal,
): Promise<VisionAnswer> {
  const bytes = await readFile(question.file)
  if (sha256(bytes) !== question.sha256) throw pictureAltered()
  const image = bytes.toString('base64')
  const tooLate = AbortSignal.timeout(timeout_ms)
  try {
    const answer = await postJson(
      {
        ...{ url: endpoint.url, most: MOST_BYTES },
        headers: secret === null ? {} : { authorization: `Bearer ${secret}` },
        body: JSON.stringify(requestOf(endpoint.model, question, image)),
      },
      AbortSignal.any([signal, tooLate]),
    )
    const text = withoutKey(answer.text, secret)
    if (answer.status < 200 || answer.status > 299) throw visionRefused(endpoint.host, answer.status, text)
    return answerOf(endpoint, text, secret)
  } catch (error) {
    if (error instanceof ToolError) throw error
    if (tooLate.aborted && !signal.aborted) throw visionTooLate(endpoint.host, timeout_ms)
    if (error instanceof RangeError) throw answerInvalid(endpoint.host, error)
    throw visionUnreachable(endpoint.host, error)
  }
}

/** https://platform.openai.com/docs/guides/images-vision: a picture as a data: URL. */
const requestOf = (model: string, { prompt, media_type }: VisionQuestion, image: string) => ({
  ...{ model, stream: false },
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: prompt },
        { type: 'image_url', image_url: { url: `data:${media_type};base64,${image}` } },
      ],
    },
  ],
})

function answerOf({ host, model }: VisionEndpoint, body: string, secret: string | null): VisionAnswer {
  let completion: z.infer<typeof Completion>
  try {
    completion = Completion.parse(JSON.parse(body))
  } catch (error) {
    throw answerInvalid(host, error)
  }
  const content = completion.choices[0]?.message.content ?? ''
  const words =
    typeof content === 'string' ? content : content.map((part) => ('text' in part ? part.text : '')).join('\n')
  // Once more: JSON can write every character as an escape (RFC 8259, 7).
  const { text, cut } = inertText(withoutKey(words, secret), MOST_CHARACTERS)
  const answered_by = completion.model === undefined ? null : oneLine(withoutKey(completion.model, secret))
  return { text, cut, model, answered_by, endpoint: host }
}

/** An endpoint may say the key that it was given. */
const withoutKey = (words: string, secret: string | null): string =>
  secret === null || secret === '' ? words : words.replaceAll(secret, '[key]')
