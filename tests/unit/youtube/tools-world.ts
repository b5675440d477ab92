import { Sha256 } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import type { ArtifactDraft } from '../../../main/core/evidence/evidence-store.ts'
import type { Tool, ToolContext } from '../../../main/core/tools/tool.ts'
import { ToolError } from '../../../main/core/tools/tool.ts'
import type { YoutubeParts } from '../../../main/core/tools/youtube/youtube-parts.ts'
import type { UploadNote, VideoFacts } from '../../../main/core/tools/youtube/youtube-ports.ts'
import { createYoutubeTools } from '../../../main/core/tools/youtube/youtube-tools.ts'

export const SHA = Sha256.parse('a'.repeat(64))
export const ID = 'abcdefghijk'
export const CALL = 'call-00000000000000aa'
export const WORDS = { title: 'News', description: '', category_id: '22', made_for_kids: false }
const TASK = { task_id: 't1', correlation_id: 'c1', status: 'pending', verdict: null, allow_external_publish: true }

export const video = (privacy: VideoFacts['privacy'], title = 'News'): VideoFacts => ({
  ...{ video_id: ID, title, privacy, processing: null, status: { privacyStatus: privacy } },
  ...{ upload_status: 'uploaded', rejection_reason: null, failure_reason: null },
})
export const note = (more: Partial<UploadNote> = {}): UploadNote => ({
  ...{ total: 10, confirmed: 10, resumed_times: 0, started_anew: 0, may_be_there: true, video_id: ID, ...more },
})

/** The tools before a YouTube that answers with `videos`, one after the other, the last of them for ever. */
export function world(
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
    copyOf: () => Promise.reject(new Error('it takes no copy')),
    artifact: async () => ({
      artifact: { path: 'v.mp4', sha256: SHA, bytes: 10, media_type: 'video/mp4' } as never,
      ...{ package_id: 'p', file: '/v.mp4' },
    }),
    progress: () => undefined,
  }
  const tool = (name: string): Tool => createYoutubeTools(parts).find((one) => one.name === name) as Tool
  return { did, waited, parts, context, tool }
}

export const errorOf = async (work: Promise<unknown> | undefined): Promise<ToolError> => {
  const error = await work?.catch((reason: unknown) => reason)
  if (!(error instanceof ToolError)) throw new Error('no ToolError', { cause: error })
  return error
}

export const bytesOf = (artifact: ArtifactDraft | undefined): unknown =>
  artifact !== undefined && 'bytes' in artifact ? JSON.parse(Buffer.from(artifact.bytes).toString()) : null

export const doneRun = (more: Partial<ToolRun> = {}) => ({
  runs: {
    page: () => ({
      items: [{ call_id: CALL, state: 'done', result: { video_id: ID }, ...more } as ToolRun],
      next_cursor: null,
    }),
  },
})
export const NAMED = { video_id: ID, upload_call_id: CALL }
