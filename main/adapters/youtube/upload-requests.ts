import { retryAfterMs } from '../../core/kernel/retry-after.ts'
import type { Heard } from '../../core/tools/youtube/upload-answers.ts'
import { VideoId } from '../../core/tools/youtube/upload-args.ts'
import type { UploadJob } from '../../core/tools/youtube/youtube-ports.ts'
import { callGoogle, type GoogleAnswer } from './google-call.ts'

/** A chunk may take this long: at 16 KiB per second the largest one does not. */
const CHUNK_MS = 300_000
const ASK_MS = 30_000

/** Opens a session for this file with these words, as private. */
export function openSession(
  { apiRoot, token, job, size }: { apiRoot: string; token: string; job: UploadJob; size: number },
  signal: AbortSignal,
): Promise<GoogleAnswer | null> {
  const { title, description, category_id, made_for_kids, tags } = job.about
  const resource = {
    snippet: { title, description, categoryId: category_id, ...(tags === undefined ? {} : { tags }) },
    status: { privacyStatus: 'private', selfDeclaredMadeForKids: made_for_kids },
  }
  return callGoogle(
    {
      ...{ method: 'POST', deadline_ms: ASK_MS, body: JSON.stringify(resource) },
      url: `${apiRoot}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json; charset=utf-8',
        'x-upload-content-length': String(size),
        'x-upload-content-type': job.media_type,
      },
    },
    signal,
  )
}

/** `bytes` are those from `from` on; null: none, only the question what is there. */
export async function putToSession(
  put: {
    readonly url: string
    readonly token: string
    readonly media_type: string
    readonly total: number
    readonly from: number
    readonly bytes: Buffer<ArrayBuffer> | null
  },
  signal: AbortSignal,
): Promise<Heard> {
  const { bytes, from, total } = put
  const range = bytes === null ? `bytes */${total}` : `bytes ${from}-${from + bytes.length - 1}/${total}`
  const answer = await callGoogle(
    {
      ...{ method: 'PUT', url: put.url, body: bytes, deadline_ms: bytes === null ? ASK_MS : CHUNK_MS },
      headers: {
        ...{ authorization: `Bearer ${put.token}`, 'content-range': range },
        ...(bytes === null ? {} : { 'content-type': put.media_type }),
      },
    },
    signal,
  )
  return heardOf(answer)
}

/** Best effort: a session that is left alone ends by itself after some days. */
export async function endSession(url: string, token: string, signal: AbortSignal): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  await callGoogle({ method: 'DELETE', url, headers, body: null, deadline_ms: ASK_MS }, signal)
}

export function heardOf(answer: GoogleAnswer | null): Heard {
  if (answer === null) return { kind: 'lost' }
  const { status, headers, json, reason, message } = answer
  const id = typeof json === 'object' && json !== null && 'id' in json ? VideoId.safeParse(json.id) : null
  return {
    ...{ kind: 'answer', status, reason, message, range: headers.get('range') },
    // A date is one of their clock.
    retry_after_ms: retryAfterMs(headers.get('retry-after'), Date.parse(headers.get('date') ?? '')),
    video_id: id?.data ?? null,
  }
}

/** Where the bytes shall go, if that is Google or who stands in for it here: the access token goes there too. */
export function sessionUrlFrom(headers: Headers, apiRoot: string): string | null {
  return usableSessionUrl(headers.get('location') ?? '', apiRoot)
}

/** The same for an address that was kept: whoever writes into the file would be sent the access token. */
export function usableSessionUrl(text: string, apiRoot: string): string | null {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return null
  const isGoogle = url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.googleapis.com')
  return url.origin === new URL(apiRoot).origin || isGoogle ? url.href : null
}
