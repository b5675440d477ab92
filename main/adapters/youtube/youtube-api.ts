import * as z from 'zod'
import { oneLine } from '../../core/tools/one-line.ts'
import { VideoId } from '../../core/tools/youtube/upload-args.ts'
import { youtubeError } from '../../core/tools/youtube/youtube-errors.ts'
import type { Privacy, VideoFacts, YoutubeApi } from '../../core/tools/youtube/youtube-ports.ts'
import type { AccessTokens } from './access-tokens.ts'
import { callGoogle, type GoogleAnswer, type GoogleRequest, word } from './google-call.ts'

const CALL_MS = 30_000

/** At most 100 letters of it are shown, as many as YouTube allows. */
const Title = z.string().transform((text) => [...oneLine(text)].slice(0, 100).join(''))
const ChannelList = z.object({
  items: z
    .array(
      z.object({
        id: z.string().max(100),
        snippet: z.object({ title: Title }),
        contentDetails: z
          .object({ relatedPlaylists: z.object({ uploads: z.string().max(100).optional() }) })
          .optional(),
      }),
    )
    .optional(),
})
const VideoList = z.object({
  items: z
    .array(
      z.object({
        id: VideoId,
        snippet: z.object({ title: z.string() }),
        status: z.looseObject({ privacyStatus: z.string() }),
        processingDetails: z.object({ processingStatus: z.string().max(50).optional() }).optional(),
      }),
    )
    .optional(),
})
const UploadList = z.object({
  items: z
    .array(
      z.object({
        snippet: z.object({
          title: z.string(),
          publishedAt: z.string(),
          resourceId: z.object({ videoId: VideoId }),
        }),
      }),
    )
    .optional(),
})

const PRIVACIES: readonly string[] = ['private', 'unlisted', 'public'] satisfies Privacy[]
/** Members of `status` that videos.update takes; what is left out there is reset: https://developers.google.com/youtube/v3/docs/videos/update */
const KEPT_STATUS = [
  ...['embeddable', 'license', 'publicStatsViewable', 'selfDeclaredMadeForKids', 'containsSyntheticMedia'],
]

/** https://developers.google.com/youtube/v3/docs over HTTPS, as the connected account. */
export function createYoutubeApi(parts: {
  tokens: Pick<AccessTokens, 'get' | 'drop'>
  apiRoot: () => string
}): YoutubeApi {
  async function call(
    method: GoogleRequest['method'],
    path: string,
    query: Record<string, string>,
    body: object | null,
    signal: AbortSignal,
  ): Promise<GoogleAnswer> {
    const url = `${parts.apiRoot()}/youtube/v3/${path}?${new URLSearchParams(query)}`
    for (let attempt = 1; ; attempt += 1) {
      const token = await parts.tokens.get(signal)
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      }
      const request = { method, url, headers, body: body === null ? null : JSON.stringify(body), deadline_ms: CALL_MS }
      const answer = await callGoogle(request, signal)
      if (answer?.status !== 401 || attempt > 1) return taken(answer, `${method} ${path}`)
      parts.tokens.drop(token)
    }
  }

  const channel: YoutubeApi['channel'] = async (signal) => {
    const { json } = await call('GET', 'channels', { part: 'snippet,contentDetails', mine: 'true' }, null, signal)
    const found = read(ChannelList, json)[0]
    if (found === undefined) throw youtubeError('youtube_refused', 'The account has no YouTube channel.')
    const uploads_playlist = found.contentDetails?.relatedPlaylists.uploads ?? null
    return { channel_id: found.id, title: found.snippet.title, uploads_playlist }
  }

  return {
    channel,
    video: async (id, signal) => {
      const query = { part: 'status,snippet,processingDetails', id }
      const found = read(VideoList, (await call('GET', 'videos', query, null, signal)).json).find(
        (one) => one.id === id,
      )
      return found === undefined ? null : factsOf(found)
    },
    setPrivacy: async ({ video_id, status }, privacyStatus, signal) => {
      const kept = Object.fromEntries(KEPT_STATUS.flatMap((name) => (name in status ? [[name, status[name]]] : [])))
      await call('PUT', 'videos', { part: 'status' }, { id: video_id, status: { ...kept, privacyStatus } }, signal)
    },
    remove: async (id, signal) => {
      const { status } = await call('DELETE', 'videos', { id }, null, signal)
      return status !== 404
    },
    ownUploads: async (signal) => {
      const { uploads_playlist } = await channel(signal)
      if (uploads_playlist === null) return []
      const query = { part: 'snippet', playlistId: uploads_playlist, maxResults: '50' }
      const { json } = await call('GET', 'playlistItems', query, null, signal)
      return read(UploadList, json).map(({ snippet: { title, publishedAt, resourceId } }) => ({
        ...{ video_id: resourceId.videoId, title, published_ms: Date.parse(publishedAt) },
      }))
    },
  }
}

function factsOf({
  id,
  snippet,
  status,
  processingDetails,
}: NonNullable<z.infer<typeof VideoList>['items']>[number]): VideoFacts {
  const { privacyStatus, uploadStatus, rejectionReason, failureReason } = status
  return {
    ...{ video_id: id, title: snippet.title, status },
    privacy: PRIVACIES.includes(privacyStatus) ? (privacyStatus as Privacy) : null,
    processing: processingDetails?.processingStatus ?? null,
    ...{
      upload_status: word(uploadStatus),
      rejection_reason: word(rejectionReason),
      failure_reason: word(failureReason),
    },
  }
}

/** A list that is empty can be left out altogether. */
function read<T>(schema: z.ZodType<{ items?: T[] | undefined }>, json: unknown): T[] {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data.items ?? []
  throw youtubeError('youtube_protocol_error', 'YouTube answered with what cannot be read.')
}

/** Throws ToolError for every answer that is not one to the question; 404 of a DELETE is. */
function taken(answer: GoogleAnswer | null, what: string): GoogleAnswer {
  if (answer === null) throw youtubeError('youtube_unreachable', `YouTube does not answer (${what}).`)
  const { status, reason, message } = answer
  if ((status >= 200 && status < 300) || (status === 404 && what.startsWith('DELETE'))) return answer
  const said = `YouTube answered ${status} to ${what}: ${reason ?? 'no reason'}${message === '' ? '' : `, ${message}`}.`
  if (status === 401) throw youtubeError('youtube_not_connected', said)
  if (reason === 'quotaExceeded' || reason === 'dailyLimitExceeded') throw youtubeError('youtube_quota_exceeded', said)
  if (reason === 'insufficientPermissions' || reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    throw youtubeError('youtube_scope_missing', said)
  if (status === 404) throw youtubeError('youtube_video_gone', said)
  if (status === 408 || status === 429 || status >= 500) throw youtubeError('youtube_unreachable', said)
  throw youtubeError('youtube_refused', said)
}
