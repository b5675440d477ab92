/**
 * What of Google an upload to YouTube needs, on a socket of this machine, written from the vendor's pages:
 * - https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
 * - https://developers.google.com/youtube/v3/docs (videos, channels, playlistItems, errors)
 * - https://developers.google.com/identity/protocols/oauth2/native-app, RFC 6749, RFC 7636, RFC 7009
 *
 * What it cannot prove: that Google does as its pages say. Nothing is known here of its real limits and delays, of how long a session
 * lives (the pages do not say), of what its front ends do to a connection, of processing, of copyright checks, of the consent screen that
 * a person sees, or of how units are counted; nor does it speak TLS. Whoever comes to the consent page counts as the owner of the channel.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sendError, sendJson } from './stand-in-answers.ts'
import { createFaultPlan, type FaultPlan } from './stand-in-faults.ts'
import { CLIENT_ID, createStandInOauth, type StandInOauth } from './stand-in-oauth.ts'
import { createStandInSessions, type StandInSessions } from './stand-in-sessions.ts'
import { createStandInVideos, type StandInVideos } from './stand-in-videos.ts'

export interface YoutubeStandIn {
  readonly url: string
  readonly faults: FaultPlan
  readonly oauth: StandInOauth
  readonly videos: StandInVideos
  readonly sessions: StandInSessions
  /** `tools.youtube` of a console that shall use it. */
  readonly settings: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function startYoutubeStandIn(): Promise<YoutubeStandIn> {
  const faults = createFaultPlan()
  const oauth = createStandInOauth(faults)
  const videos = createStandInVideos(faults)
  const sessions = createStandInSessions(faults, videos)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    if (await oauth.serve(request, response, url)) return
    if (!oauth.isLive(request.headers.authorization)) {
      request.resume()
      return sendError(response, 401, 'authError')
    }
    if (await sessions.serve(request, response, url)) return
    if (await videos.serve(request, response, url)) return
    sendJson(response, 404, {})
  }

  const server = createServer((request, response) => {
    // A connection that breaks in the middle of a body is no fault of the stand-in.
    serve(request, response).catch(() => response.destroy())
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ url, faults, oauth, videos, sessions },
    settings: {
      ...{ client_id: CLIENT_ID, api_root: url },
      ...{ auth_url: `${url}/auth`, token_url: `${url}/token`, revoke_url: `${url}/revoke` },
    },
    close: async () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
