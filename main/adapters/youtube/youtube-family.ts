import type { ToolFamily } from '../../core/tools/tool.ts'
import type { FamilyParts, FamilySpec } from '../../core/tools/tool-family.ts'
import { CHUNK_UNIT } from '../../core/tools/youtube/resumable.ts'
import type { Channel, YoutubeApi } from '../../core/tools/youtube/youtube-ports.ts'
import { createYoutubeTools, YOUTUBE_LEVELS } from '../../core/tools/youtube/youtube-tools.ts'
import { createAccessTokens } from './access-tokens.ts'
import { REFRESH_TOKEN } from './keep-connection.ts'
import { createPace } from './pace.ts'
import { createVideoUploader } from './video-uploader.ts'
import { CLIENT_SECRET, createYoutubeAccount } from './youtube-account.ts'
import { createYoutubeApi } from './youtube-api.ts'
import { YoutubeSettings } from './youtube-settings.ts'

const MAX_CHUNK = 4 * 1024 * 1024

/** YouTube as an airlock: nothing is there for others before a second approval, and what is there can be taken back. */
export const youtubeFamily: FamilySpec<YoutubeSettings> = {
  name: 'youtube',
  levels: YOUTUBE_LEVELS,
  settings: YoutubeSettings,
  secrets: [CLIENT_SECRET, REFRESH_TOKEN],
  open: openYoutube,
}

function openYoutube(family: FamilyParts<YoutubeSettings>): ToolFamily {
  const { clock, timers, settings, secrets, runs, evidence, logger } = family
  const names = Object.keys(YOUTUBE_LEVELS)
  const changed = (): void => family.statusChanged(names)
  const tokens = createAccessTokens({
    ...{ clock, settings },
    secrets: { refreshToken: () => secrets.read(REFRESH_TOKEN), clientSecret: () => secrets.read(CLIENT_SECRET) },
    onRevoked: (refreshToken) => account.revoked(refreshToken),
  })
  const apiRoot = (): string => settings().api_root
  const asked = createYoutubeApi({ tokens, apiRoot })
  const channelWith = (accessToken: string, signal: AbortSignal): Promise<Channel> => {
    const only = { get: async () => accessToken, drop: () => undefined }
    return createYoutubeApi({ tokens: only, apiRoot }).channel(signal)
  }
  const account = createYoutubeAccount({ family, channel: channelWith, forgetTokens: tokens.forget, changed })
  const api: YoutubeApi = {
    ...asked,
    channel: async (signal) => {
      const channel = await asked.channel(signal)
      account.seen(channel)
      return channel
    },
  }
  const rate = (): number | null => settings().max_bytes_per_second
  const uploader = createVideoUploader({
    ...{ clock, timers, tokens, api, apiRoot, pace: createPace({ clock, timers, rate }) },
    chunkBytes: () => Math.min(MAX_CHUNK, Math.max(CHUNK_UNIT, rate() ?? MAX_CHUNK)),
  })
  const unwatch = family.onSettings(changed)
  const loading = account.load().catch((error: unknown) => {
    logger.error({ err: error }, 'whether a YouTube account is connected cannot be looked up')
  })
  return {
    tools: createYoutubeTools({
      ...{ clock, timers, api, uploader, runs, evidence },
      status: account.status,
      limits: settings,
    }),
    account,
    close: async () => {
      unwatch()
      await account.close()
      await loading
    },
  }
}
