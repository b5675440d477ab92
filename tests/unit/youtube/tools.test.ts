import { describe, expect, it } from 'vitest'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import { Sha256 } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import type { Tool, ToolContext } from '../../../main/core/tools/tool.ts'
import { ToolError } from '../../../main/core/tools/tool.ts'
import type { YoutubeParts } from '../../../main/core/tools/youtube/youtube-parts.ts'
import type { UploadNote, VideoFacts } from '../../../main/core/tools/youtube/youtube-ports.ts'
import { createYoutubeTools } from '../../../main/core/tools/youtube/youtube-tools.ts'

const SHA = Sha256.parse('a'.repeat(64))
const ID = 'abcdefghijk'
const CALL = 'call-00000000000000aa'
const WORDS = { title: 'News', description: '', category_id: '22', made_for_kids: false }
const TASK = { task_id: 't1', correlation_id: 'c1', status: 'pending', verdict: null, allow_external_publish: true }

const video = (privacy: VideoFacts['privacy'], title = 'News'): VideoFacts => ({
  ...{ video_id: ID, title, privacy, processing: null, status: { privacyStatus: privacy } },
})
const note = (more: Partial<UploadNote> = {}): UploadNote => ({
  ...{ total: 10, confirmed: 10, resumed_times: 0, started_anew: 0, may_be_there: true, video_id: ID, ...more },
})

/** The tools before a YouTube that answers with `videos`, one after the other, the last of them for ever. */
function world(
  videos: (VideoFacts | null | ToolError)[],
  more: Partial<YoutubeParts> = {},
  task: object = {},
  left = note(),
) {
  const did: string[] = []
  const waited: number[] = []
  const parts: YoutubeParts = {
    clock: { now: () => Date.parse('2026-02-01T12:00:00Z') },
    timers: {
      after: (ms, work) => {
        waited.push(ms)
        queueMicrotask(work)
        return () => undefined
      },
    },
    api: {
      channel: async () => ({ channel_id: 'UC1', title: 'Mine', uploads_playlist: null }),
      video: async () => {
        const next = (videos.length > 1 ? videos.shift() : videos[0]) ?? null
        if (next instanceof ToolError) throw next
        return next
      },
      setPrivacy: async (_video, privacy) => void did.push(`set ${privacy}`),
      remove: async () => {
        did.push('remove')
        return true
      },
      ownUploads: async () => [],
    },
    uploader: {
      upload: async () => {
        did.push('upload')
        return note()
      },
      note: async () => left,
      giveUp: async () => {
        did.push('give up')
        return { video_id: null }
      },
    },
    runs: { page: () => ({ items: [], next_cursor: null }) },
    evidence: { list: async () => [] },
    status: () => ({ state: 'ready', detail: '', remediation_hint: null, source: '', checked_at: null }),
    limits: () => ({ daily_units: 10_000, upload_units: 1600 }),
    ...more,
  }
  const context: ToolContext = {
    ...{ call_id: CALL, task: { ...TASK, ...task } as unknown as Task, correlation_id: 'c1' },
    signal: new AbortController().signal,
    workFolder: async () => '/work',
    artifact: async () => ({
      artifact: { path: 'v.mp4', sha256: SHA, bytes: 10, media_type: 'video/mp4' } as never,
      ...{ package_id: 'p', file: '/v.mp4' },
    }),
    progress: () => undefined,
  }
  const tool = (name: string): Tool => createYoutubeTools(parts).find((one) => one.name === name) as Tool
  return { did, waited, parts, context, tool }
}

const errorOf = async (work: Promise<unknown> | undefined): Promise<ToolError> => {
  const error = await work?.catch((reason: unknown) => reason)
  if (!(error instanceof ToolError)) throw new Error('no ToolError', { cause: error })
  return error
}

const doneRun = (more: Partial<ToolRun> = {}) => ({
  runs: {
    page: () => ({
      items: [{ call_id: CALL, state: 'done', result: { video_id: ID }, ...more } as ToolRun],
      next_cursor: null,
    }),
  },
})
const NAMED = { video_id: ID, upload_call_id: CALL }

describe('an upload after the last byte', () => {
  it('waits until the video is read, and ends at once when others can see it', async () => {
    const late = world([null, null, video('private')])
    const out = await late.tool('youtube.upload').run({ artifact_sha256: SHA, ...WORDS }, late.context)
    expect(out.result).toMatchObject({ video_id: ID, privacy: 'private' })
    expect(late.waited).toEqual([0, 1000, 2000])
    const seen = world([video('public')])
    const error = await errorOf(seen.tool('youtube.upload').run({ artifact_sha256: SHA, ...WORDS }, seen.context))
    expect(error.error_code).toBe('youtube_not_as_sent')
    expect(error.artifacts[0]).toMatchObject({ link: `https://youtu.be/${ID}`, partial: true })
    expect(seen.waited).toEqual([0])
  })

  it('keeps the link when the video cannot be read back, and asks nothing more', async () => {
    const away = new ToolError('youtube_unreachable', 'away', 'wait')
    const { did, tool, context } = world([away])
    const error = await errorOf(tool('youtube.upload').run({ artifact_sha256: SHA, ...WORDS }, context))
    expect(error.error_code).toBe('youtube_outcome_unknown')
    expect(error.artifacts[0]).toMatchObject({ link: `https://youtu.be/${ID}` })
    expect(did).not.toContain('give up')
  })

  it('is not sent on after a crash when its task does not allow it any more', async () => {
    for (const task of [
      { allow_external_publish: false },
      { status: 'rejected' },
      { verdict: { decision: 'reject' } },
    ]) {
      const { did, tool, context } = world([video('private')], {}, task, note({ video_id: null }))
      const error = await errorOf(tool('youtube.upload').recover?.({ artifact_sha256: SHA, ...WORDS }, context))
      expect(error.error_code).toBe('youtube_permission_gone')
      expect(did).toEqual(['give up'])
    }
  })

  it('tells what kind of failure it was that nobody foresaw, with what there is', async () => {
    const { parts } = world([])
    const broken = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const { tool, context } = world([], {
      uploader: {
        ...parts.uploader,
        note: async () => note({ video_id: null, may_be_there: false }),
        upload: () => Promise.reject(broken),
      },
    })
    const error = await errorOf(tool('youtube.upload').run({ artifact_sha256: SHA, ...WORDS }, context))
    expect(error.error_code).toBe('tool_disk_full')
    expect(error.artifacts).toHaveLength(1)
  })
})

describe('changing a video', () => {
  it('fails when YouTube leaves it as it is, as it does for projects that it has not audited', async () => {
    const { did, tool, context } = world([video('private')], doneRun())
    const error = await errorOf(tool('youtube.set_privacy').run({ ...NAMED, privacy: 'public' }, context))
    expect([error.error_code, did]).toEqual(['youtube_not_changed', ['set public']])
  })

  it('only looks after a crash, and changes nothing then', async () => {
    const shown = world([video('public')])
    const out = await shown.tool('youtube.set_privacy').recover?.({ ...NAMED, privacy: 'public' }, shown.context)
    expect(out?.result).toMatchObject({ privacy: 'public' })
    const hidden = world([video('private')])
    expect(
      (await errorOf(hidden.tool('youtube.set_privacy').recover?.({ ...NAMED, privacy: 'public' }, hidden.context)))
        .error_code,
    ).toBe('youtube_not_changed')
    const still = world([video('public')])
    expect(
      (await errorOf(still.tool('youtube.undo').recover?.({ ...NAMED, how: 'delete' }, still.context))).error_code,
    ).toBe('youtube_not_changed')
    const gone = world([null])
    expect(
      (await gone.tool('youtube.undo').recover?.({ ...NAMED, how: 'delete' }, gone.context))?.result,
    ).toMatchObject({ state: 'deleted' })
    expect([shown.did, hidden.did, still.did, gone.did]).toEqual([[], [], [], []])
  })

  it('takes back what a failed upload left only when the signed evidence of that call has the link', async () => {
    const failed = doneRun({ state: 'failed', result: null, evidence: [] })
    const kept = (more: object) => ({
      evidence: {
        list: async () => [
          {
            package_id: CALL,
            state: 'whole',
            artifacts: [{ link: `https://youtu.be/${ID}` }],
            ...more,
          } as unknown as EvidencePackage,
        ],
      },
    })
    const good = world([null], { ...failed, ...kept({}) })
    await good.tool('youtube.undo').run({ ...NAMED, how: 'delete' }, good.context)
    expect(good.did).toEqual(['remove'])
    for (const wrong of [{ state: 'altered' }, { package_id: 'other' }, { artifacts: [{ link: null }] }]) {
      const { did, tool, context } = world([null], { ...failed, ...kept(wrong) })
      const error = await errorOf(tool('youtube.undo').run({ ...NAMED, how: 'delete' }, context))
      expect([error.error_code, did]).toEqual(['youtube_video_not_ours', []])
      const shown = await errorOf(tool('youtube.set_privacy').run({ ...NAMED, privacy: 'public' }, context))
      expect(shown.error_code).toBe('youtube_video_not_ours')
    }
  })

  it('finds the upload on whichever page of the runs it is, and does nothing to a video that is gone', async () => {
    const first = { items: [{ call_id: 'call-other' } as ToolRun], next_cursor: 'more' }
    const paged = {
      runs: {
        page: ({ cursor }: { cursor?: string | undefined }) => (cursor === undefined ? first : doneRun().runs.page()),
      },
    }
    for (const [name, args] of [
      ['youtube.set_privacy', { ...NAMED, privacy: 'public' }],
      ['youtube.undo', { ...NAMED, how: 'private' }],
    ] as const) {
      const { did, tool, context } = world([null], paged)
      expect((await errorOf(tool(name).run(args, context))).error_code).toBe('youtube_video_gone')
      expect(did).toEqual([])
    }
  })

  it('says in one line what would be done', () => {
    const { tool } = world([])
    const lines = [
      tool('youtube.upload').summary({ artifact_sha256: SHA, ...WORDS }),
      tool('youtube.preflight').summary({ artifact_sha256: SHA, ...WORDS }),
      tool('youtube.set_privacy').summary({ ...NAMED, privacy: 'public' }),
      tool('youtube.undo').summary({ ...NAMED, how: 'delete' }),
      tool('youtube.undo').summary({ ...NAMED, how: 'private' }),
    ]
    expect(lines).toEqual([
      'Upload "News" to YouTube, private',
      'Check the upload of "News" to YouTube',
      `Make the YouTube video ${ID} public`,
      `Delete the YouTube video ${ID}`,
      `Make the YouTube video ${ID} private`,
    ])
  })
})
