import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { EvidenceList } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { privacyOf, uploaded } from '../support/youtube-stand-in/uploaded.ts'
import { WORDS } from '../support/youtube-stand-in/words.ts'
import { startYoutubeApp } from '../support/youtube-stand-in/youtube-app.ts'

describe('an upload that did not become what was sent', () => {
  it('is not done before it was read back as private: what is otherwise can be taken back', async () => {
    const youtube = await startYoutubeApp()
    const artifact_sha256 = await youtube.keepVideo(randomBytes(5000))
    const { videos } = youtube.standIn
    const { add } = videos
    const added = Promise.withResolvers<void>()
    videos.add = (resource, sha256, size) => {
      const video = add({ ...resource, status: { privacyStatus: 'public' } }, sha256, size)
      added.resolve()
      return video
    }
    const running = youtube.run('youtube.upload', { artifact_sha256, ...WORDS })
    await added.promise
    const run = await running
    expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'youtube_not_as_sent' } })
    const video_id = videos.all[0]?.id ?? ''
    expect(await youtube.left(run, 'upload.json')).toMatchObject({ video: 'there', video_id })
    const undone = await youtube.run('youtube.undo', { video_id, how: 'delete', upload_call_id: run.call_id })
    expect(undone).toMatchObject({ state: 'done', result: { state: 'deleted' } })
    expect(videos.all).toEqual([])
  })

  it('is not done when YouTube rejected the video: it says why, and what is there can be taken back', async () => {
    const youtube = await startYoutubeApp()
    const artifact_sha256 = await youtube.keepVideo(randomBytes(5000))
    const { videos } = youtube.standIn
    const { add } = videos
    videos.add = (resource, sha256, size) => {
      const rejected = { privacyStatus: 'private', uploadStatus: 'rejected', rejectionReason: 'duplicate' }
      return add({ ...resource, status: rejected }, sha256, size)
    }
    const run = await youtube.run('youtube.upload', { artifact_sha256, ...WORDS })
    expect(run).toMatchObject({
      state: 'failed',
      failure: {
        error_code: 'youtube_not_as_sent',
        detail: expect.stringContaining('rejected by YouTube (duplicate)'),
      },
    })
    const video_id = videos.all[0]?.id ?? ''
    expect(await youtube.left(run, 'upload.json')).toMatchObject({
      ...{ video: 'there', video_id },
      read_back: { upload_status: 'rejected', rejection_reason: 'duplicate', failure_reason: null },
    })
    const undone = await youtube.run('youtube.undo', { video_id, how: 'delete', upload_call_id: run.call_id })
    expect(undone).toMatchObject({ state: 'done', result: { state: 'deleted' } })
  })
})

describe('a video that was shown to others', () => {
  it('is taken back by making it private again, or by deleting it, and the link stays as evidence', async () => {
    const youtube = await startYoutubeApp()
    const { named } = await uploaded(youtube)
    await youtube.run('youtube.set_privacy', { ...named, privacy: 'public' })
    const hidden = await youtube.run('youtube.undo', { ...named, how: 'private' })
    expect(hidden).toMatchObject({ state: 'done', result: { state: 'private' } })
    expect(privacyOf(youtube, named.video_id)).toBe('private')
    const deleted = await youtube.run('youtube.undo', { ...named, how: 'delete' })
    expect(deleted).toMatchObject({ state: 'done', result: { state: 'deleted' } })
    const list = EvidenceList.parse(await (await youtube.app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
    const links = list.items.flatMap(({ artifacts }) => artifacts.flatMap(({ link }) => link ?? []))
    expect(links).toEqual(Array.from({ length: 4 }, () => `https://youtu.be/${named.video_id}`))
    const late = await youtube.run('youtube.set_privacy', { ...named, privacy: 'unlisted' })
    expect(late.failure).toMatchObject({ error_code: 'youtube_video_gone' })
  })

  it('can be taken back after its task was rejected, with an approval of its own; nothing else can be done then', async () => {
    const youtube = await startYoutubeApp()
    const { named } = await uploaded(youtube)
    await youtube.run('youtube.set_privacy', { ...named, privacy: 'public' })
    const { base_sha } = (await (await youtube.app.call('GET', '/api/tasks/t1', 'observer')).json()) as {
      base_sha: string
    }
    const comment = 'the wrong video'
    const rejected = await youtube.app.call('POST', '/api/tasks/t1/reject', 'admin', { base_sha, comment })
    expect(rejected.status).toBe(200)
    const shown = Problem.parse(
      await (await youtube.ask('youtube.set_privacy', { ...named, privacy: 'unlisted' })).json(),
    )
    expect(shown).toMatchObject({ error_code: 'policy_denied', code: 'task_rejected' })
    const refused = Problem.parse(await (await youtube.ask('youtube.undo', { ...named, how: 'delete' })).json())
    expect(refused).toMatchObject({ error_code: 'policy_denied', code: 'approval_needed' })
    expect(privacyOf(youtube, named.video_id)).toBe('public')
    const undone = await youtube.run('youtube.undo', { ...named, how: 'delete' })
    expect(undone).toMatchObject({ failure: null, state: 'done', result: { state: 'deleted' } })
    expect(youtube.standIn.videos.all).toEqual([])
  })
})
