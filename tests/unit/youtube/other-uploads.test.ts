import { describe, expect, it } from 'vitest'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import type { ToolRun, ToolRunQuery } from '../../../contract/tool.ts'
import { otherUploads } from '../../../main/core/tools/youtube/other-uploads.ts'

const OPENED = Date.parse('2026-02-01T12:00:00Z')
const MINE = { call_id: 'call-mine', title: 'News', opened_ms: OPENED }

const upload = (call_id: string, more: Partial<ToolRun> = {}, title = 'News'): ToolRun =>
  ({
    ...{
      call_id,
      tool: 'youtube.upload',
      correlation_id: 'c1',
      state: 'done',
      result: null,
      failure: null,
      evidence: [],
    },
    ...{ subject: JSON.stringify({ tool: 'youtube.upload', args: { title } }) },
    ...{ started_at: '2026-02-01T11:00:00.000Z', finished_at: '2026-02-01T12:00:05.000Z', ...more },
  }) as unknown as ToolRun

const failed = (error_code: string): Partial<ToolRun> =>
  ({ state: 'failed', failure: { error_code, detail: '', remediation_hint: '' } }) as Partial<ToolRun>

const kept = (package_id: string, link: string | null, state = 'whole'): EvidencePackage =>
  ({ package_id, state, artifacts: [{ link }] }) as unknown as EvidencePackage

/** Pages of two, as an index gives them: newest first. */
const others = (runs: readonly ToolRun[], packages: readonly EvidencePackage[] = []) =>
  otherUploads(
    {
      runs: {
        page: ({ state, tool, cursor }: ToolRunQuery) => {
          const all = runs.filter((run) => run.state === state && run.tool === tool)
          const from = Number(cursor ?? 0)
          const more = from + 2 < all.length ? String(from + 2) : null
          return { items: all.slice(from, from + 2), next_cursor: more }
        },
      },
      evidence: { list: async () => [...packages] },
    },
    MINE,
  )

describe('what other uploads have left', () => {
  it('is the video of every one that is done, on whichever page of the runs it is', async () => {
    const ids = ['aaaaaaaaaaa', 'bbbbbbbbbbb', 'ccccccccccc', 'ddddddddddd', 'eeeeeeeeeee']
    const runs = ids.map((video_id, place) => upload(`call-${place}`, { result: { video_id } }))
    expect(await others(runs)).toEqual({ videos: new Set(ids), isOneUnknown: false })
  })

  it('is also the video of one that failed, when its signed evidence has the link', async () => {
    const link = 'https://youtu.be/aaaaaaaaaaa'
    const run = upload('call-a', failed('youtube_not_as_sent'))
    expect(await others([run], [kept('call-a', link)])).toEqual({
      ...{ videos: new Set(['aaaaaaaaaaa']), isOneUnknown: false },
    })
    const again = { ...run, evidence: [{ package_id: 'call-a.17' }] } as unknown as ToolRun
    expect((await others([again], [kept('call-a.17', link)])).videos).toEqual(new Set(['aaaaaaaaaaa']))
    expect(await others([run], [kept('call-a', link, 'altered')])).toEqual({ videos: new Set(), isOneUnknown: true })
    expect((await others([run], [kept('call-b', link)])).isOneUnknown).toBe(true)
  })

  it('is not known while one with the same title runs, nor when one has ended without a word of its video', async () => {
    const running: Partial<ToolRun> = { state: 'running', finished_at: null }
    expect((await others([upload('call-a', running)])).isOneUnknown).toBe(true)
    expect((await others([upload('call-a', running, ' News ')])).isOneUnknown).toBe(true)
    expect((await others([upload('call-a', running, 'Other news')])).isOneUnknown).toBe(false)
    expect((await others([upload(MINE.call_id, running)])).isOneUnknown).toBe(false)
    expect((await others([upload('call-a', failed('youtube_outcome_unknown'))])).isOneUnknown).toBe(true)
    expect((await others([upload('call-a', failed('tool_cancelled'))])).isOneUnknown).toBe(true)
    expect((await others([upload('call-a', { state: 'unknown' })])).isOneUnknown).toBe(true)
    expect((await others([upload('call-a', { ...running, subject: '{}' })])).isOneUnknown).toBe(true)
  })

  it('is nothing where the call never began, or was over before this upload was opened', async () => {
    for (const code of ['evidence_budget_reached', 'approval_outdated', 'tool_busy', 'youtube_quota_exceeded'])
      expect((await others([upload('call-a', failed(code))])).isOneUnknown, code).toBe(false)
    const under = { ...failed('youtube_quota_exceeded'), evidence: [{ package_id: 'call-a' }] } as Partial<ToolRun>
    expect((await others([upload('call-a', under)])).isOneUnknown).toBe(true)
    const over = { finished_at: '2026-02-01T11:57:59.000Z' }
    const early = upload('call-a', { ...failed('youtube_outcome_unknown'), ...over })
    expect(await others([early])).toEqual({ videos: new Set(), isOneUnknown: false })
  })
})
