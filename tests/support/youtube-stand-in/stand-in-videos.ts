import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendError, sendJson } from './stand-in-answers.ts'
import type { FaultPlan } from './stand-in-faults.ts'

export interface StandInVideo {
  readonly id: string
  readonly title: string
  readonly snippet: Readonly<Record<string, unknown>>
  status: Readonly<Record<string, unknown>>
  readonly publishedAt: string
  readonly sha256: string
  readonly size: number
}

/** The channel of the one account, with its videos: videos, channels and playlistItems of the Data API v3. */
export interface StandInVideos {
  readonly all: StandInVideo[]
  /** The project was never audited: whatever is asked for stays private. */
  locked: boolean
  /** So many reads of the list of uploads and of single videos do not know the newest video yet. */
  lag: number
  add(resource: { snippet?: object; status?: object }, sha256: string, size: number): StandInVideo
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>
}

const CHANNEL = {
  id: 'UCstandin',
  snippet: { title: 'Stand-in\u202echannel' },
  contentDetails: { relatedPlaylists: { uploads: 'UUstandin' } },
}

export function createStandInVideos(faults: FaultPlan): StandInVideos {
  const resourceOf = ({ id, snippet, status }: StandInVideo) => ({
    ...{ kind: 'youtube#video', id, snippet, status, processingDetails: { processingStatus: 'processing' } },
  })

  function visible(): StandInVideo[] {
    if (videos.lag === 0) return videos.all
    videos.lag -= 1
    return videos.all.slice(0, -1)
  }

  async function change(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const wanted = JSON.parse((await readBody(request, 100_000)).toString()) as { id: string; status: object }
    const video = videos.all.find(({ id }) => id === wanted.id)
    if (video === undefined) return sendError(response, 404, 'videoNotFound')
    video.status = {
      uploadStatus: 'processed',
      ...wanted.status,
      ...(videos.locked ? { privacyStatus: 'private' } : {}),
    }
    sendJson(response, 200, resourceOf(video))
  }

  const videos: StandInVideos = {
    all: [],
    locked: false,
    lag: 0,
    add: (resource, sha256, size) => {
      const snippet = { ...resource.snippet }
      const video: StandInVideo = {
        ...{ id: randomBytes(8).toString('base64url').slice(0, 11), snippet, sha256, size },
        title: String((snippet as { title?: unknown }).title),
        status: { uploadStatus: 'uploaded', ...resource.status },
        publishedAt: new Date().toISOString(),
      }
      videos.all.push(video)
      return video
    },
    serve: async (request, response, url) => {
      if (!url.pathname.startsWith('/youtube/v3/')) return false
      const fault = faults.take('api')
      if (fault?.kind === 'cut') response.destroy()
      else if (fault?.kind === 'status') sendError(response, fault.status, fault.reason ?? 'backendError')
      else await answer(request, response, url)
      return true
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const place = `${request.method} ${url.pathname.slice('/youtube/v3/'.length)}`
    const id = url.searchParams.get('id')
    if (place === 'GET channels') return sendJson(response, 200, { items: [CHANNEL] })
    if (place === 'GET videos') {
      const items = visible().filter((video) => video.id === id)
      return sendJson(response, 200, { items: items.map(resourceOf) })
    }
    if (place === 'GET playlistItems') {
      const items = visible().toReversed().slice(0, 50)
      return sendJson(response, 200, {
        items: items.map((video) => ({
          snippet: { title: video.title, publishedAt: video.publishedAt, resourceId: { videoId: video.id } },
        })),
      })
    }
    if (place === 'PUT videos') return change(request, response)
    const index = videos.all.findIndex((video) => video.id === id)
    if (place !== 'DELETE videos' || index === -1) return sendError(response, 404, 'videoNotFound')
    videos.all.splice(index, 1)
    response.writeHead(204).end()
  }

  return videos
}
