import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { WORDS } from './words.ts'
import type { YoutubeApp } from './youtube-app.ts'

/** A video that `youtube.upload` has made, and how later calls name it. */
export async function uploaded(youtube: YoutubeApp, bytes = randomBytes(5000)) {
  const artifact_sha256 = await youtube.keepVideo(bytes)
  const run = await youtube.run('youtube.upload', { artifact_sha256, ...WORDS })
  expect(run).toMatchObject({ failure: null, state: 'done' })
  return { run, named: { video_id: String(run.result?.['video_id']), upload_call_id: run.call_id } }
}

/** Who sees a video, as the stand-in holds it. */
export const privacyOf = ({ standIn }: YoutubeApp, id: string): unknown =>
  standIn.videos.all.find((video) => video.id === id)?.status['privacyStatus']
