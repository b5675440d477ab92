import { ToolError } from '../tool.ts'
import type { FilmFacts } from './recorder-port.ts'

const AGAIN = 'Send the call again with a new idempotency key if the film shall be whole.'

const SMALLER = 'Record fewer seconds, fewer pictures in a second, or a part of the screen.'

/** It ended before its time. `fullAt`: because it has reached the size, in bytes, that a film may have. */
export const recordingCut = (film: FilmFacts | null, wanted: number, fullAt: number | null): ToolError =>
  new ToolError(
    'screen_record_cut',
    (fullAt === null ? '' : `The film has reached the ${fullAt} bytes that one may have, and was ended there. `) +
      (film === null
        ? `The recording ended before its ${wanted} s were over, and what it left cannot be played.`
        : `The recording ended after ${film.seconds.toFixed(1)} of ${wanted} s. What there is of it is kept, marked as partial.`),
    fullAt === null ? AGAIN : SMALLER,
  )

/** Nothing of it is there, or nothing that anything is known of. */
export const recordingLost = (cause: unknown): ToolError =>
  new ToolError('screen_record_lost', 'The recording was broken off, and there is no whole film of it.', AGAIN, {
    cause,
  })

/** `said`: the words of the program, one inert line. */
export const recordingFailed = (said: string, cause: unknown): ToolError =>
  new ToolError(
    'screen_record_failed',
    `The recorder failed: ${said}`,
    'Look whether the screen, the window and the disk are all right; then send the call again with a new idempotency key.',
    { cause },
  )

/** Of a way of looking at the screen that gives pictures only. */
export const recordingUnsupported = (detail: string, remedy: string): ToolError =>
  new ToolError('screen_record_unsupported', detail, remedy)
