import { describe, expect, it } from 'vitest'
import type { ToolRun, ToolRunQuery } from '../../../contract/tool.ts'
import { YoutubeSettings } from '../../../main/adapters/youtube/youtube-settings.ts'
import { descriptionProblem, tagsProblem, titleProblem } from '../../../main/core/tools/youtube/metadata-rules.ts'
import { wordChecks } from '../../../main/core/tools/youtube/preflight.ts'
import { pacificDay, unitsToday } from '../../../main/core/tools/youtube/quota.ts'
import { UPLOAD_EXAMPLE, UploadArgs } from '../../../main/core/tools/youtube/upload-args.ts'
import { whichVideo } from '../../../main/core/tools/youtube/which-video.ts'
import { unitsTaken } from '../../../main/core/tools/youtube/youtube-parts.ts'

describe('the words of an upload', () => {
  it('are taken as YouTube takes them, and nothing is filled in', () => {
    expect(UploadArgs.parse(UPLOAD_EXAMPLE)).toEqual(UPLOAD_EXAMPLE)
    for (const wrong of [
      ...[{ title: '' }, { title: ' ' }, { title: 'x'.repeat(101) }, { title: 'a <b>' }, { title: 'a\nb' }],
      ...[{ description: 'é'.repeat(2501) }, { description: '<' }, { category_id: 'News' }, { tags: ['a,b'] }],
      ...[{ made_for_kids: undefined }, { made_for_kids: 'no' }, { privacy: 'public' }, { artifact_sha256: 'abc' }],
    ])
      expect(UploadArgs.safeParse({ ...UPLOAD_EXAMPLE, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
    expect(titleProblem('x'.repeat(100))).toBeNull()
    expect(descriptionProblem('é'.repeat(2500))).toBeNull()
  })

  it('may have tags of 500 characters, with commas between them and quotation marks around those with a space', () => {
    expect(tagsProblem(['a'.repeat(249), 'b'.repeat(250)])).toBeNull()
    expect(tagsProblem(['a'.repeat(250), 'b'.repeat(250)])).toContain('501')
    expect(tagsProblem([`${'a'.repeat(248)} b`, 'c'.repeat(247)])).toBeNull()
    expect(tagsProblem([`${'a'.repeat(248)} b`, 'c'.repeat(248)])).toContain('501')
  })

  it('fail the check one by one, and it must be said whether the video is for children', () => {
    const states = (args: Parameters<typeof wordChecks>[0]) =>
      wordChecks(args)
        .filter(({ state }) => state === 'fail')
        .map(({ check }) => check)
    const { artifact_sha256, ...words } = UPLOAD_EXAMPLE
    expect(states(words)).toEqual([])
    expect(states({ title: '', description: '>', category_id: '', tags: [''] })).toEqual([
      ...['title', 'description', 'category', 'tags', 'made_for_kids'],
    ])
  })
})

const run = (tool: string, started_at: string, state: ToolRun['state'] = 'done') =>
  ({ tool, started_at, state, failure: null, evidence: [] as object[] }) as ToolRun

describe('the quota', () => {
  it('begins anew at midnight in California, in summer and in winter', () => {
    expect(pacificDay(Date.parse('2026-01-31T07:59:59Z'))).toBe('2026-01-30')
    expect(pacificDay(Date.parse('2026-01-31T08:00:00Z'))).toBe('2026-01-31')
    expect(pacificDay(Date.parse('2026-07-01T06:59:59Z'))).toBe('2026-06-30')
    expect(pacificDay(Date.parse('2026-07-01T07:00:00Z'))).toBe('2026-07-01')
  })

  it('counts what ran today, failed or not, and nothing that was denied', () => {
    const now = Date.parse('2026-01-31T20:00:00Z')
    const runs = [
      ...[run('youtube.upload', '2026-01-31T08:00:00Z'), run('youtube.upload', '2026-01-31T19:00:00Z', 'failed')],
      ...[run('youtube.upload', '2026-01-31T07:59:59Z'), run('youtube.upload', '2026-01-31T19:00:00Z', 'denied')],
      ...[run('youtube.set_privacy', '2026-01-31T19:00:00Z'), run('youtube.preflight', '2026-01-31T19:00:00Z')],
    ]
    expect(unitsToday(runs, now, 1600)).toBe(2 * 1600 + 52 + 1)
  })

  it('does not count what failed before anything was sent', () => {
    const now = Date.parse('2026-01-31T20:00:00Z')
    const failed = (error_code: string, evidence: object[] = []) =>
      ({
        ...run('youtube.upload', '2026-01-31T19:00:00Z', 'failed'),
        ...{ failure: { error_code, detail: '', remediation_hint: '' }, evidence },
      }) as ToolRun
    const refused = [
      ...['evidence_budget_reached', 'tool_off', 'approval_outdated', 'tool_busy', 'youtube_quota_exceeded'],
      ...['artifact_not_found', 'youtube_not_a_video', 'youtube_not_connected', 'youtube_not_configured'],
    ].map((code) => failed(code))
    expect(unitsToday(refused, now, 1600)).toBe(0)
    const begun = [failed('youtube_quota_exceeded', [{}]), failed('youtube_unreachable'), failed('tool_cancelled')]
    expect(unitsToday(begun, now, 1600)).toBe(3 * 1600)
  })

  it('sees every call of today, however many were refused since', () => {
    const at = (seconds: number) => new Date(Date.parse('2026-01-31T19:00:00Z') - seconds * 1000).toISOString()
    const failure = { error_code: 'evidence_budget_reached', detail: '', remediation_hint: '' }
    const refused = { ...run('youtube.upload', '', 'failed'), failure, evidence: [] } as ToolRun
    const many = Array.from({ length: 1200 }, (_, place) => ({ ...refused, started_at: at(place) }))
    const yesterday = Array.from({ length: 800 }, () => run('youtube.upload', '2026-01-30T12:00:00Z', 'failed'))
    const all = [...many, { ...refused, failure: null, started_at: at(1200) }, ...yesterday]
    const asked: number[] = []
    const page = ({ tool, state, cursor, limit }: ToolRunQuery) => {
      const from = Number(cursor ?? 0)
      asked.push(from)
      const items = tool === 'youtube.upload' && state === 'failed' ? all.slice(from, from + limit) : []
      return { items, next_cursor: items.length === limit ? String(from + limit) : null }
    }
    const parts = { runs: { page }, clock: { now: () => Date.parse('2026-01-31T20:00:00Z') } }
    const limits = () => ({ daily_units: 10_000, upload_units: 1600 })
    expect(unitsTaken({ ...parts, limits }, 'call-other')).toBe(1600)
    expect(Math.max(...asked)).toBe(1000)
  })
})

describe('which video came of an upload that was cut off', () => {
  const others = { videos: new Set(['other-one00']), isOneUnknown: false }
  const wanted = { title: 'News', opened_ms: 1_000_000, others }
  const upload = (video_id: string, title = 'News', published_ms = 1_000_500) => ({ video_id, title, published_ms })

  it('is the one with its title that is no older and belongs to no other call', () => {
    const uploads = [upload('mine-000000', ' News '), upload('other-one00'), upload('older-00000', 'News', 900_000)]
    expect(whichVideo(uploads, wanted)).toEqual({ found: 'one', video_id: 'mine-000000' })
    expect(whichVideo([upload('x-00000000', 'Old news')], wanted)).toEqual({ found: 'none' })
  })

  it('is nobody’s to choose while another upload with its title may have left it', () => {
    const unsure = { ...wanted, others: { ...others, isOneUnknown: true } }
    expect(whichVideo([upload('mine-000000')], unsure)).toEqual({ found: 'several' })
    expect(whichVideo([upload('other-one00')], unsure)).toEqual({ found: 'none' })
  })

  it('is nobody’s to choose among several', () => {
    expect(whichVideo([upload('a-000000000'), upload('b-000000000')], wanted)).toEqual({ found: 'several' })
  })
})

describe('the settings', () => {
  it('say nothing by default, and send a token to nobody but Google or this machine', () => {
    expect(YoutubeSettings.parse({})).toMatchObject({ client_id: null, daily_units: 10_000, upload_units: 1600 })
    for (const api_root of [
      'https://example.org',
      'http://127.0.0.1.example.org',
      'http://a@127.0.0.1:1',
      'http://10.0.0.1',
    ])
      expect(YoutubeSettings.safeParse({ api_root }).success, api_root).toBe(false)
    expect(YoutubeSettings.parse({ api_root: 'http://127.0.0.1:8080' }).api_root).toBe('http://127.0.0.1:8080')
  })
})
