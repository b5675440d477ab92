import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { EvidenceList } from '../../contract/evidence.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolRun } from '../../contract/tool.ts'
import { privacyOf, uploaded } from '../support/youtube-stand-in/uploaded.ts'
import { WORDS } from '../support/youtube-stand-in/words.ts'
import { startYoutubeApp } from '../support/youtube-stand-in/youtube-app.ts'

const UNIT = 256 * 1024
const CHECKS = z.object({ checks: z.array(z.object({ check: z.string(), state: z.string(), detail: z.string() })) })
describe('uploading to YouTube', () => {
  it('waits for a countersignature, uploads the very file as private, and leaves the link as evidence', async () => {
    const youtube = await startYoutubeApp()
    const bytes = randomBytes(700_001)
    const artifact_sha256 = await youtube.keepVideo(bytes)
    const args = { artifact_sha256, ...WORDS, tags: ['release', 'two words'] }
    const refused = Problem.parse(await (await youtube.ask('youtube.upload', args)).json())
    expect(refused).toMatchObject({ error_code: 'policy_denied', code: 'approval_needed' })
    expect(youtube.standIn.sessions.opened()).toBe(0)

    const run = await youtube.run('youtube.upload', args)
    expect(run).toMatchObject({ failure: null, state: 'done' })
    const [video] = youtube.standIn.videos.all
    expect(youtube.standIn.videos.all).toHaveLength(1)
    expect(video).toMatchObject({ title: 'Release 1.0', sha256: artifact_sha256, size: 700_001 })
    expect(video?.status).toMatchObject({ privacyStatus: 'private', selfDeclaredMadeForKids: false })
    expect(video?.snippet).toMatchObject({ categoryId: '28', tags: ['release', 'two words'] })
    const link = `https://youtu.be/${video?.id}`
    expect(run.result).toEqual({
      ...{ video_id: video?.id, link, privacy: 'private', uploaded_bytes: 700_001, sha256: artifact_sha256 },
      resumed_times: 0,
    })

    const list = EvidenceList.parse(await (await youtube.app.call('GET', '/api/tasks/t1/evidence', 'observer')).json())
    const kept = list.items.find(({ package_id }) => package_id === run.call_id)
    expect(kept?.artifacts[0]).toMatchObject({ path: 'receipt.json', link, parent_sha256: artifact_sha256 })
    expect(await youtube.left(run, 'receipt.json')).toMatchObject({
      ...{ call_id: run.call_id, sent: args },
      read_back: { privacy: 'private', title: 'Release 1.0', upload_status: 'uploaded', rejection_reason: null },
    })
    expect(youtube.standIn.sessions.violations).toEqual([])
  })

  it('goes on at the byte where the server stands, and never uploads faster than it may', async () => {
    const youtube = await startYoutubeApp({ settings: { max_bytes_per_second: UNIT } })
    const bytes = randomBytes(2 * UNIT + 3)
    const artifact_sha256 = await youtube.keepVideo(bytes)
    const { faults } = youtube.standIn
    faults.add('chunk', { kind: 'cut', keep: 99_999 }, { kind: 'status', status: 503, keep: 1 })
    const begun = performance.now()
    const run = await youtube.run('youtube.upload', { artifact_sha256, ...WORDS })
    expect(performance.now() - begun).toBeGreaterThan(2000)
    expect(run).toMatchObject({ failure: null, result: { resumed_times: 2 } })
    expect(youtube.standIn.videos.all.map(({ sha256 }) => sha256)).toEqual([artifact_sha256])
  })

  it('takes nothing but a video of this very task', async () => {
    const youtube = await startYoutubeApp()
    const picture = await youtube.keepVideo(randomBytes(10), 'image/png')
    for (const [artifact_sha256, code] of [
      [picture, 'youtube_not_a_video'],
      ['a'.repeat(64), 'artifact_not_found'],
    ]) {
      const run = await youtube.run('youtube.upload', { artifact_sha256, ...WORDS })
      expect(run).toMatchObject({ state: 'failed', failure: { error_code: code } })
    }
    expect(youtube.standIn.sessions.opened()).toBe(0)
  })

  it('ends when it is cancelled: the session is ended, and nothing is there', async () => {
    const youtube = await startYoutubeApp({ settings: { max_bytes_per_second: 16_384 } })
    const artifact_sha256 = await youtube.keepVideo(randomBytes(4 * UNIT))
    const begun = Promise.withResolvers<void>()
    youtube.standIn.sessions.onStep = (step) => {
      if (step === 'chunk 0: stored') begun.resolve()
    }
    const running = youtube.run('youtube.upload', { artifact_sha256, ...WORDS })
    await begun.promise
    const [line] = await youtube.app.lines('tool_call_intended')
    const { call_id } = ToolRun.parse(line?.data['run'])
    const answer = await youtube.app.call('POST', `/api/tool-calls/${call_id}/cancel`, 'admin', { reason: 'wrong cut' })
    expect(answer.status).toBe(202)
    const run = await running
    expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'tool_cancelled' } })
    expect(await youtube.left(run, 'upload.json')).toMatchObject({ video: 'none' })
    expect([youtube.standIn.sessions.ended(), youtube.standIn.videos.all.length]).toEqual([1, 0])
  })
})

describe('showing a video to others', () => {
  it('takes an approval of its own, and keeps every other word of its state', async () => {
    const youtube = await startYoutubeApp()
    const { named } = await uploaded(youtube)
    const args = { ...named, privacy: 'unlisted' }
    const refused = Problem.parse(await (await youtube.ask('youtube.set_privacy', args)).json())
    expect(refused).toMatchObject({ code: 'approval_needed' })
    expect(privacyOf(youtube, named.video_id)).toBe('private')
    const run = await youtube.run('youtube.set_privacy', args)
    expect(run).toMatchObject({
      state: 'done',
      result: { privacy: 'unlisted', link: `https://youtu.be/${named.video_id}` },
    })
    expect(youtube.standIn.videos.all[0]?.status).toMatchObject({ selfDeclaredMadeForKids: false })
    expect(await youtube.left(run, 'receipt.json')).toMatchObject({ privacy: 'unlisted', ...named })
  })

  it('is done only for a video that an upload of this task left', async () => {
    const youtube = await startYoutubeApp()
    const { named } = await uploaded(youtube)
    const stranger = youtube.standIn.videos.add(
      { snippet: { title: 'x' }, status: { privacyStatus: 'private' } },
      'x',
      1,
    )
    for (const wrong of [
      { ...named, video_id: stranger.id },
      { ...named, upload_call_id: 'call-0000000000000000' },
    ]) {
      const run = await youtube.run('youtube.set_privacy', { ...wrong, privacy: 'public' })
      expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'youtube_video_not_ours' } })
    }
    expect(youtube.standIn.videos.all.map(({ status }) => status['privacyStatus'])).toEqual(['private', 'private'])
  })
})

describe('checking an upload before anybody is asked', () => {
  const checksOf = (run: ToolRun) => new Map(CHECKS.parse(run.result).checks.map((one) => [one.check, one]))

  it('finds nothing in the way of a good one, and uploads nothing', async () => {
    const youtube = await startYoutubeApp()
    const artifact_sha256 = await youtube.keepVideo(randomBytes(5000))
    const run = await youtube.run('youtube.preflight', { artifact_sha256, ...WORDS })
    expect(run).toMatchObject({ state: 'done', approval_id: null, result: { ready: true } })
    const checks = checksOf(run)
    expect([...checks.values()].map(({ check, state }) => [check, state])).toEqual([
      ...[
        ['account', 'ok'],
        ['quota', 'ok'],
        ['project', 'warn'],
        ['artifact', 'ok'],
        ['privacy', 'ok'],
        ['title', 'ok'],
      ],
      ...[
        ['description', 'ok'],
        ['category', 'ok'],
        ['tags', 'ok'],
        ['made_for_kids', 'ok'],
      ],
    ])
    expect(checks.get('account')?.detail).toContain('Stand-in channel')
    expect(youtube.standIn.sessions.opened()).toBe(0)
  })

  it('names everything that stands in the way, each by itself', async () => {
    const youtube = await startYoutubeApp({ connected: false, settings: { daily_units: 100 } })
    const run = await youtube.run('youtube.preflight', {
      ...{ artifact_sha256: 'b'.repeat(64), title: '<b>', description: 'ok', category_id: '22' },
    })
    expect(run).toMatchObject({ state: 'done', result: { ready: false } })
    const failed = [...checksOf(run).values()].filter(({ state }) => state === 'fail').map(({ check }) => check)
    expect(failed).toEqual(['account', 'quota', 'artifact', 'title', 'made_for_kids'])
  })
})
