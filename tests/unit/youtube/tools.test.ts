import { describe, expect, it } from 'vitest'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { CALL, doneRun, errorOf, ID, NAMED, SHA, video, WORDS, world } from './tools-world.ts'

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
