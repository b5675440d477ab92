import { type Heard, MAX_FAILURES, pauseAfter, type Stop, stopOf, TOKEN_NOT_TAKEN } from './upload-answers.ts'

/**
 * How far one resumable upload is, in bytes. `sent_to`: beyond the last byte that was ever handed to the network; `confirmed`: what the
 * server said last that it has; `best`: the most that it ever said; `failures`: how often in a row it came no further than that.
 */
export interface UploadPoint {
  readonly total: number
  readonly sent_to: number
  readonly confirmed: number
  readonly best: number
  readonly failures: number
  /** The last answer was 401, and the access token was made anew because of it. */
  readonly refreshed: boolean
  /** Since the last byte was sent, the server has said that it has not everything. */
  readonly refuted: boolean
}

export type Step =
  | Stop
  | { readonly do: 'send'; readonly from: number; readonly to: number; readonly point: UploadPoint }
  /** Ask with an empty PUT what the server has, after a pause. */
  | { readonly do: 'ask'; readonly after_ms: number; readonly point: UploadPoint }
  | { readonly do: 'refresh'; readonly point: UploadPoint }
  | { readonly do: 'done'; readonly video_id: string }
  /** The session is gone and no video can have come of it. */
  | { readonly do: 'anew' }
  /** The session is gone, or nothing more is said, after the last byte had been sent: a video may be there. */
  | { readonly do: 'look'; readonly point: UploadPoint }

/** Chunks are multiples of this: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol */
export const CHUNK_UNIT = 256 * 1024

export const startPoint = (total: number): UploadPoint => ({
  ...{ total, sent_to: 0, confirmed: 0, best: 0, failures: 0, refreshed: false, refuted: false },
})

/** Whether the last byte was sent, so that a video may have come of it. */
export const mayBeThere = ({ sent_to, total }: UploadPoint): boolean => sent_to >= total

/** The next chunk; only the last one may be another length than a multiple of the unit. */
export function sendFrom(point: UploadPoint, chunkBytes: number): Step {
  const { total, confirmed } = point
  const to = Math.min(total, confirmed + Math.max(CHUNK_UNIT, chunkBytes - (chunkBytes % CHUNK_UNIT)))
  const sent = { sent_to: Math.max(point.sent_to, to), refuted: point.refuted && to < total }
  return { do: 'send', from: confirmed, to, point: { ...point, ...sent } }
}

/** What to do after an answer of the session, or after none. The server's word on how much it has always holds. */
export function nextStep(point: UploadPoint, heard: Heard, chunkBytes: number): Step {
  if (heard.kind === 'lost') return later(point, null, 'nothing was answered')
  const { status } = heard
  if (status === 200 || status === 201) return ended(point, heard.video_id)
  if (status === 308) return goOn(point, heard.range, chunkBytes)
  if (status === 401) return point.refreshed ? TOKEN_NOT_TAKEN : { do: 'refresh', point: { ...point, refreshed: true } }
  if (status === 404 || status === 410) return mayBeThere(point) ? { do: 'look', point } : { do: 'anew' }
  const stop = stopOf(heard)
  return stop === 'later' ? later(point, heard.retry_after_ms, `YouTube answered ${status}`) : stop
}

function ended(point: UploadPoint, videoId: string | null): Step {
  if (!mayBeThere(point))
    return { do: 'stop', why: 'unknown', detail: 'YouTube says that it has everything before the last byte was sent' }
  return videoId === null ? { do: 'look', point } : { do: 'done', video_id: videoId }
}

function goOn(point: UploadPoint, range: string | null, chunkBytes: number): Step {
  const offset = offsetOf(range)
  if (offset === null || offset > point.sent_to) {
    const has = offset === null ? 'something that cannot be read' : `${offset} bytes`
    return { do: 'stop', why: 'protocol', detail: `YouTube says that it has ${has}; ${point.sent_to} were sent` }
  }
  const advanced = offset > point.best
  const now: UploadPoint = {
    ...point,
    ...{ confirmed: offset, best: Math.max(offset, point.best), refreshed: false },
    refuted: point.refuted || (mayBeThere(point) && offset < point.total),
    // Only what was never there before counts: a server that loses and finds the same bytes would hold us for ever.
    failures: advanced ? 0 : point.failures,
  }
  // Every byte is there and no video yet: the answer is still being made.
  if (offset === point.total) return later(now, null, 'YouTube has every byte and names no video')
  if (advanced) return sendFrom(now, chunkBytes)
  const counted = { ...now, failures: now.failures + 1 }
  return counted.failures > MAX_FAILURES ? gaveUp(counted, 'it comes no further') : sendFrom(counted, chunkBytes)
}

function later(point: UploadPoint, askedMs: number | null, what: string): Step {
  const failures = point.failures + 1
  if (failures > MAX_FAILURES) return gaveUp(point, what)
  return { do: 'ask', after_ms: pauseAfter(failures, askedMs), point: { ...point, failures } }
}

const gaveUp = (point: UploadPoint, what: string): Step =>
  mayBeThere(point)
    ? { do: 'look', point }
    : { do: 'stop', why: 'unreachable', detail: `${MAX_FAILURES} attempts in a row brought nothing: ${what}` }

/** `bytes=0-N`: N + 1 bytes are there; no Range: none. Null when it says something else. */
function offsetOf(range: string | null): number | null {
  if (range === null) return 0
  const match = /^(?:bytes=)?0-(\d{1,15})$/.exec(range.trim())
  return match === null ? null : Number(match[1]) + 1
}
