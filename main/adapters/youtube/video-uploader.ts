import { youtubeError } from '../../core/tools/youtube/youtube-errors.ts'
import type { VideoUploader } from '../../core/tools/youtube/youtube-ports.ts'
import { driveUpload, noteOf, type UploadParts } from './resumable-upload.ts'
import { endSession, putToSession, usableSessionUrl } from './upload-requests.ts'
import { readSession as readFromFile, type UploadSession } from './upload-session-file.ts'
import { openVerified } from './verified-file.ts'

/** Whoever ends a call waits for it. */
const GIVE_UP_MS = 8000

export function createVideoUploader(parts: UploadParts): VideoUploader {
  /** Throws ToolError `youtube_protocol_error` for one that leads elsewhere than to YouTube. */
  async function readSession(folder: string): Promise<UploadSession | null> {
    const session = await readFromFile(folder)
    if (typeof session?.session_url === 'string' && usableSessionUrl(session.session_url, parts.apiRoot()) === null)
      throw youtubeError('youtube_protocol_error', 'What is kept of this upload leads to another place than YouTube.')
    return session
  }

  /** Undefined: it cannot be told. */
  async function cameOf(session: UploadSession, signal: AbortSignal): Promise<string | null | undefined> {
    const { session_url: url, point, video_id } = session
    if (video_id !== null || url === null) return video_id
    const token = await parts.tokens.get(signal)
    const question = { url, token, media_type: 'application/octet-stream', total: point.total, from: 0, bytes: null }
    const heard = await putToSession(question, signal)
    if (heard.kind === 'answer' && heard.video_id !== null && heard.status < 300) return heard.video_id
    if (heard.kind === 'answer' && heard.status === 308) {
      await endSession(url, token, signal)
      return null
    }
    return noteOf(session).may_be_there ? undefined : null
  }

  return {
    upload: async (job, signal, onBytes) => {
      const left = await readSession(job.folder)
      if (left !== null && left.sha256 !== job.sha256)
        throw youtubeError('youtube_protocol_error', 'What is kept of this upload is of another file.')
      if (left?.video_id != null) return noteOf(left)
      const file = await openVerified(job.file, job.sha256, signal)
      try {
        return noteOf(await driveUpload(parts, job, file, left, signal, onBytes))
      } finally {
        await file.close()
      }
    },
    note: async (folder) => {
      const session = await readSession(folder)
      return session === null ? null : noteOf(session)
    },
    giveUp: async (folder) => {
      const signal = AbortSignal.timeout(GIVE_UP_MS)
      try {
        const session = await readSession(folder)
        const video_id = session === null ? null : await cameOf(session, signal)
        return video_id === undefined ? null : { video_id }
      } catch {
        return null
      }
    },
  }
}
