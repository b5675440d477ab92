import { describe, expect, it } from 'vitest'
import type { ToolRun } from '../../../contract/tool.ts'
import { ToolError } from '../../../main/core/tools/tool.ts'
import { bytesOf, CALL, errorOf, ID, note, SHA, video, WORDS, world } from './tools-world.ts'

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

  it('is not done when YouTube rejected the video, or could make nothing of the file, and says why under its link', async () => {
    for (const [became, words] of [
      [{ upload_status: 'rejected', rejection_reason: 'duplicate' }, 'rejected by YouTube (duplicate)'],
      [{ upload_status: 'failed', failure_reason: 'codec' }, 'failed at YouTube (codec)'],
      [{ upload_status: 'deleted' }, 'deleted at YouTube'],
      [{ processing: 'failed' }, 'failed at YouTube'],
    ] as const) {
      const facts = { ...video('private'), ...became }
      const { tool, context, waited } = world([facts])
      const error = await errorOf(tool('youtube.upload').run({ artifact_sha256: SHA, ...WORDS }, context))
      expect([error.error_code, waited]).toEqual(['youtube_not_as_sent', [0]])
      expect(error.message).toContain(words)
      const [kept] = error.artifacts
      expect(kept).toMatchObject({ link: `https://youtu.be/${ID}`, partial: true })
      expect(bytesOf(kept)).toMatchObject({ video: 'there', read_back: { privacy: 'private', ...became } })
    }
  })

  it('is done while YouTube still works on the file, and the receipt has what it said of it', async () => {
    const { tool, context } = world([{ ...video('private'), processing: 'processing' }])
    const { artifacts } = await tool('youtube.upload').run({ artifact_sha256: SHA, ...WORDS }, context)
    expect(bytesOf(artifacts[0])).toMatchObject({
      read_back: { upload_status: 'uploaded', rejection_reason: null, failure_reason: null, processing: 'processing' },
    })
  })

  it('keeps the link when the video cannot be read back, and asks nothing more', async () => {
    const away = new ToolError('youtube_unreachable', 'away', 'wait')
    const { did, tool, context } = world([away])
    const error = await errorOf(tool('youtube.upload').run({ artifact_sha256: SHA, ...WORDS }, context))
    expect(error.error_code).toBe('youtube_outcome_unknown')
    expect(error.artifacts[0]).toMatchObject({ link: `https://youtu.be/${ID}` })
    expect(did).not.toContain('give up')
  })

  it('tells the uploader what others have left when it asks, and takes itself for no other', async () => {
    const runs: Partial<ToolRun>[] = [{ call_id: CALL }]
    const left: unknown[] = []
    const { parts } = world([])
    const { tool, context } = world([video('private')], {
      uploader: {
        ...parts.uploader,
        upload: async ({ others }) => {
          left.push(await others(0))
          runs.push({ call_id: 'call-other' })
          left.push(await others(0))
          return note()
        },
      },
      runs: {
        page: ({ state }) => {
          const subject = JSON.stringify({ args: WORDS })
          const more = { state: 'running', finished_at: null, failure: null, evidence: [], subject } as const
          const items = state === 'running' ? runs.map((run) => ({ ...run, ...more }) as unknown as ToolRun) : []
          return { items, next_cursor: null }
        },
      },
    })
    await tool('youtube.upload').recover?.({ artifact_sha256: SHA, ...WORDS }, context)
    expect(left).toMatchObject([{ isOneUnknown: false }, { isOneUnknown: true }])
  })

  it('that may not go on sends nothing, asks whether a video came of it, and tells that with its link', async () => {
    const { did, tool, context } = world([video('private')], {}, {}, note({ video_id: null }))
    const left = await tool('youtube.upload').left?.({ artifact_sha256: SHA, ...WORDS }, context)
    expect(did).toEqual(['give up'])
    expect(left).toMatchObject([{ path: 'upload.json', partial: true, parent_sha256: SHA }])
    const there = world([video('private')], {}, {}, note({ video_id: ID }))
    const link = await there.tool('youtube.upload').left?.({ artifact_sha256: SHA, ...WORDS }, there.context)
    expect(there.did).toEqual([])
    expect(link).toMatchObject([{ link: `https://youtu.be/${ID}` }])
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
