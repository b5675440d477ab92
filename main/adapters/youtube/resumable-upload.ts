import type { Clock } from '../../core/kernel/clock.ts'
import { pause } from '../../core/kernel/pause.ts'
import type { Timers } from '../../core/kernel/timers.ts'
import { ToolError } from '../../core/tools/tool.ts'
import { mayBeThere, nextStep, type Step, sendFrom, startPoint } from '../../core/tools/youtube/resumable.ts'
import { openingStep } from '../../core/tools/youtube/upload-answers.ts'
import { whichVideo } from '../../core/tools/youtube/which-video.ts'
import { stoppedBy } from '../../core/tools/youtube/youtube-errors.ts'
import type { UploadJob, UploadNote, YoutubeApi } from '../../core/tools/youtube/youtube-ports.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { Pace } from './pace.ts'
import { heardOf, openSession, putToSession, sessionUrlFrom } from './upload-requests.ts'
import { type UploadSession, writeSession } from './upload-session-file.ts'
import type { VerifiedFile } from './verified-file.ts'

export interface UploadParts {
  readonly clock: Clock
  readonly timers: Timers
  readonly tokens: AccessTokens
  readonly api: Pick<YoutubeApi, 'ownUploads'>
  readonly apiRoot: () => string
  readonly pace: Pace
  /** Bytes of a chunk. */
  readonly chunkBytes: () => number
}

const MAX_ANEW = 3
/** A video is not always in the list at once: pauses before each look, in milliseconds. */
const LOOKS = [0, 2000, 5000, 10_000, 20_000]

/**
 * The resumable protocol (https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol), one request after the other.
 * What is decided after each is `nextStep`; here it is done. Everything that counts after a crash is on the disk before it is done.
 * Resolves with the id of the one video. Throws ToolError, and the reason of `signal`.
 */
export async function driveUpload(
  parts: UploadParts,
  job: UploadJob,
  file: VerifiedFile,
  left: UploadSession | null,
  signal: AbortSignal,
  onBytes: (note: UploadNote) => void,
): Promise<UploadSession> {
  const { tokens, timers } = parts
  let session: UploadSession = left ?? begun(job, file.size, parts.clock.now())

  async function keep(change: Partial<UploadSession>): Promise<void> {
    session = { ...session, ...change }
    await writeSession(job.folder, session)
  }

  async function open(): Promise<void> {
    for (let failures = 1, refreshed = false; ; ) {
      const token = await tokenOrNone()
      const question = { apiRoot: parts.apiRoot(), token: token ?? '', job, size: file.size }
      const answer = token === null ? null : await openSession(question, signal)
      const step = openingStep(heardOf(answer), failures, refreshed)
      if (step.do === 'stop') throw stoppedBy(step.why, step.detail)
      if (step.do === 'opened' && answer !== null) {
        const session_url = sessionUrlFrom(answer.headers, parts.apiRoot())
        if (session_url === null) throw stoppedBy('protocol', 'YouTube names no place for the bytes that can be used')
        const said = Date.parse(answer.headers.get('date') ?? '')
        const opened_ms = Number.isFinite(said) ? said : parts.clock.now()
        // On the disk before the first byte is sent.
        return keep({ session_url, opened_ms, point: startPoint(file.size) })
      }
      if (step.do === 'again') {
        failures += 1
        await pause(timers, step.after_ms, signal)
      } else {
        refreshed = true
        tokens.drop(token ?? '')
      }
    }
  }

  /** Null while Google cannot be asked for one: that is waited out like any other silence. */
  async function tokenOrNone(): Promise<string | null> {
    try {
      return await tokens.get(signal)
    } catch (error) {
      if (error instanceof ToolError && error.error_code === 'youtube_unreachable') return null
      throw error
    }
  }

  async function put(from: number, to: number | null): Promise<Step> {
    const { session_url, point } = session
    const bytes = to === null ? null : ((await file.read(from, to)) as Buffer<ArrayBuffer>)
    const token = await tokenOrNone()
    if (token === null) return nextStep(point, { kind: 'lost' }, parts.chunkBytes())
    const { media_type } = job
    const request = { url: session_url ?? '', token, media_type, total: file.size, from, bytes }
    const step = nextStep(point, await putToSession(request, signal), parts.chunkBytes())
    if (step.do === 'refresh') tokens.drop(token)
    return step
  }

  /** Whether a video came of a session that answers no more. Null: certainly none. */
  async function look(): Promise<string | null> {
    for (const after of LOOKS) {
      await pause(timers, after, signal)
      const uploads = await parts.api.ownUploads(signal).catch((cause: unknown) => {
        signal.throwIfAborted()
        throw stoppedBy('unknown', `Whether a video came of it cannot be seen: ${(cause as Error).message}`)
      })
      // After the list: a video that is in it was left by an upload that has begun by now.
      const others = await job.others(session.opened_ms).catch((cause: unknown) => {
        throw stoppedBy('unknown', `What other uploads have left cannot be seen: ${(cause as Error).message}`)
      })
      const which = whichVideo(uploads, { ...job.about, opened_ms: session.opened_ms, others })
      if (which.found === 'one') return which.video_id
      if (which.found === 'several')
        throw stoppedBy('unknown', 'The upload was cut off at its end, and it is not clear which video came of it')
    }
    if (session.point.refuted) return null
    throw stoppedBy('unknown', 'The upload was cut off at its end, and no video of it is in the list of uploads yet')
  }

  async function anew(): Promise<void> {
    const started_anew = session.started_anew + 1
    if (started_anew > MAX_ANEW) throw stoppedBy('protocol', 'YouTube forgets the upload again and again')
    await keep({ session_url: null, started_anew, point: startPoint(file.size) })
  }

  /** One session to its end. Null: it is gone, and nothing came of it. */
  async function follow(first: Step): Promise<string | null> {
    let step = first
    for (let isInterrupted = first.do === 'ask'; ; ) {
      if ('point' in step) session = { ...session, point: step.point }
      onBytes(noteOf(session))
      if (step.do === 'send') {
        await parts.pace.take(step.to - step.from, signal)
        await keep({ resumed_times: session.resumed_times + (isInterrupted ? 1 : 0) })
        isInterrupted = false
        step = await put(step.from, step.to)
      } else if (step.do === 'ask' || step.do === 'refresh') {
        isInterrupted = true
        await pause(timers, step.do === 'ask' ? step.after_ms : 0, signal)
        step = await put(0, null)
      } else if (step.do === 'stop') throw stoppedBy(step.why, step.detail)
      else if (step.do === 'done') return step.video_id
      else return step.do === 'look' ? look() : null
    }
  }

  for (let isOld = session.session_url !== null; ; isOld = false) {
    if (session.session_url === null) await open()
    const { point } = session
    const asked: Step = { do: 'ask', after_ms: 0, point: { ...point, failures: 0, refreshed: false } }
    const video_id = await follow(isOld ? asked : sendFrom(point, parts.chunkBytes()))
    if (video_id === null) await anew()
    else {
      await keep({ video_id })
      return session
    }
  }
}

const begun = ({ sha256, about }: UploadJob, total: number, nowMs: number): UploadSession => ({
  ...{ sha256, title: about.title, session_url: null, opened_ms: nowMs, point: startPoint(total) },
  ...{ resumed_times: 0, started_anew: 0, video_id: null },
})

export function noteOf({ point, resumed_times, started_anew, video_id }: UploadSession): UploadNote {
  const { total, confirmed } = point
  return {
    ...{ total, resumed_times, started_anew, video_id, may_be_there: mayBeThere(point) },
    confirmed: video_id === null ? confirmed : total,
  }
}
