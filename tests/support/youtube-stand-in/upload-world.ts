import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AccessTokens, createAccessTokens } from '../../../main/adapters/youtube/access-tokens.ts'
import { createPace } from '../../../main/adapters/youtube/pace.ts'
import { createVideoUploader } from '../../../main/adapters/youtube/video-uploader.ts'
import { createYoutubeApi } from '../../../main/adapters/youtube/youtube-api.ts'
import { YoutubeSettings } from '../../../main/adapters/youtube/youtube-settings.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import type { Timers } from '../../../main/core/kernel/timers.ts'
import type {
  OtherUploads,
  UploadJob,
  VideoUploader,
  YoutubeApi,
} from '../../../main/core/tools/youtube/youtube-ports.ts'
import { WORDS } from './words.ts'

export const UNIT = 256 * 1024

const NOBODY: OtherUploads = { videos: new Set(), isOneUnknown: false }

export interface UploadWorld {
  readonly uploader: VideoUploader
  readonly tokens: AccessTokens
  readonly api: YoutubeApi
  /** What was waited for, in milliseconds; it was not really waited for. */
  readonly waited: number[]
  /** How often Google said that the permission is gone. */
  readonly revoked: () => number
  readonly job: UploadJob
}

/** The real adapter against the stand-in at `url`, with time that does not pass. `folder` holds the video and the upload's own folder. */
export async function uploadWorld(
  folder: string,
  standIn: { readonly settings: object; readonly refreshToken: string },
  bytes: Uint8Array,
): Promise<UploadWorld> {
  const waited: number[] = []
  const timers: Timers = {
    after: (ms, work) => {
      waited.push(ms)
      const timer = setTimeout(work, 0)
      return () => clearTimeout(timer)
    },
  }
  const clock = { now: () => Date.now() }
  const settings = YoutubeSettings.parse(standIn.settings)
  let revoked = 0
  const tokens = createAccessTokens({
    ...{ clock, settings: () => settings },
    secrets: { refreshToken: async () => standIn.refreshToken, clientSecret: async () => null },
    onRevoked: async () => {
      revoked += 1
    },
  })
  const apiRoot = (): string => settings.api_root
  const api = createYoutubeApi({ tokens, apiRoot })
  const pace = createPace({ clock, timers, rate: () => settings.max_bytes_per_second })
  const uploader = createVideoUploader({ clock, timers, tokens, api, apiRoot, pace, chunkBytes: () => UNIT })
  await mkdir(join(folder, 'work'), { recursive: true })
  const file = join(folder, 'video.mp4')
  await writeFile(file, bytes)
  const { artifact_sha256, ...about } = { artifact_sha256: sha256(bytes), ...WORDS }
  const job = { folder: join(folder, 'work'), file, sha256: artifact_sha256, media_type: 'video/mp4', about }
  return { uploader, tokens, api, waited, revoked: () => revoked, job: { ...job, others: async () => NOBODY } }
}
