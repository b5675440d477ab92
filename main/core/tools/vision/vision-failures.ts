import { oneLine } from '../one-line.ts'
import { ToolError } from '../tool.ts'

const AGAIN = 'Send the call again with a new idempotency key.'

export const visionOff = (): ToolError =>
  new ToolError(
    'vision_off',
    'No endpoint that looks at pictures is configured.',
    'Set tools.vision.endpoint and tools.vision.model in the settings; VISION_API_KEY where the endpoint wants a key.',
  )

export const remoteRefused = (host: string): ToolError =>
  new ToolError(
    'vision_remote_refused',
    `The endpoint ${host} is not on this machine, and pictures may not leave it.`,
    'Use an endpoint on this machine, or set tools.vision.allow_remote if pictures of the screen may leave it; over https only.',
  )

export const imageTooLarge = (bytes: number, most: number): ToolError =>
  new ToolError(
    'vision_image_too_large',
    `The picture has ${bytes} bytes; at most ${most} are sent.`,
    'Capture a region, or raise tools.vision.max_image_bytes.',
  )

export const pictureAltered = (): ToolError =>
  new ToolError(
    'artifact_altered',
    'The picture was changed after it was kept: its sha256 is another one. It was not sent.',
    'Put the file back from a backup of audit/evidence/, or make the artifact anew; `countersign evidence verify` finds what else was changed.',
  )

export const visionUnreachable = (host: string, cause: unknown): ToolError =>
  new ToolError('vision_unreachable', `${host} does not answer.`, `Check that it runs. ${AGAIN}`, { cause })

export const visionTooLate = (host: string, ms: number): ToolError =>
  new ToolError(
    'vision_timeout',
    `${host} did not answer within ${ms} ms. It has the picture.`,
    `Raise tools.vision.timeout_ms, or take a quicker model. ${AGAIN}`,
  )

/** `said`: what stood in the answer, words without the key. */
export const visionRefused = (host: string, status: number, said: string): ToolError => {
  const detail = `${host} answered ${status}: ${oneLine(said)}`
  if (status === 401 || status === 403)
    return new ToolError('vision_unauthorized', detail, 'Set the key: countersign secret set VISION_API_KEY')
  if (status >= 300 && status < 400)
    return new ToolError(
      'vision_redirected',
      detail,
      'Name the final address in tools.vision.endpoint; none is followed.',
    )
  return new ToolError('vision_failed', detail, `Look at the endpoint and its model. ${AGAIN}`)
}

export const answerInvalid = (host: string, cause: unknown): ToolError =>
  new ToolError(
    'vision_answer_invalid',
    `${host} answered something that is no answer of /chat/completions.`,
    'Check that tools.vision.endpoint ends where the API begins, like http://127.0.0.1:11434/v1.',
    { cause },
  )

export const visionUnknown = (): ToolError =>
  new ToolError(
    'vision_outcome_unknown',
    'The console died while it waited for the answer. The picture may have been sent; it is not sent again by itself.',
    AGAIN,
  )
