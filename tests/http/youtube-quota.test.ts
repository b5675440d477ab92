import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Approval } from '../../contract/approval.ts'
import { Problem } from '../../contract/problem.ts'
import { ToolRun } from '../../contract/tool.ts'
import { WORDS } from '../support/youtube-stand-in/words.ts'
import { startYoutubeApp } from '../support/youtube-stand-in/youtube-app.ts'

const UNIT = 256 * 1024
const SETTINGS = z.object({ settings: z.looseObject({}), base_sha: z.string() })

describe('the quota of an upload', () => {
  it('leaves how far it came when it fails, and never uploads more than a day has units for', async () => {
    const youtube = await startYoutubeApp({ settings: { daily_units: 1700 } })
    const artifact_sha256 = await youtube.keepVideo(randomBytes(UNIT + 1))
    youtube.standIn.faults.add('chunk', { kind: 'status', status: 403, keep: 10, reason: 'quotaExceeded' })
    const run = await youtube.run('youtube.upload', { artifact_sha256, ...WORDS })
    expect(run).toMatchObject({ state: 'failed', failure: { error_code: 'youtube_quota_exceeded' } })
    expect(run.failure?.detail).not.toContain('<b>')
    expect(await youtube.left(run, 'upload.json')).toMatchObject({
      video: 'none',
      bytes_total: UNIT + 1,
      call_id: run.call_id,
    })
    expect(youtube.standIn.sessions.ended()).toBe(1)
    const again = await youtube.run('youtube.upload', { artifact_sha256, ...WORDS, title: 'Another' })
    expect(again.failure).toMatchObject({
      error_code: 'youtube_quota_exceeded',
      detail: expect.stringContaining('1600 of 1700'),
    })
    // Its approval was not used up for that.
    expect(again.approval_id).toBeNull()
    expect(youtube.standIn.sessions.opened()).toBe(1)
  })

  it('has the whole quota of the day still when it was only turned away, and its approval too', async () => {
    const youtube = await startYoutubeApp({ settings: { daily_units: 1600 } })
    const { app } = youtube
    const artifact_sha256 = await youtube.keepVideo(randomBytes(5000))
    const args = { artifact_sha256, ...WORDS }
    const asked = Problem.parse(await (await youtube.ask('youtube.upload', args)).json())
    const path = `/api/approvals/${String(asked['approval_id'])}`
    const { subject_sha256 } = Approval.parse(await (await app.call('GET', path, 'observer')).json())
    await app.call('POST', `${path}/approve`, 'admin', { subject_sha256 })

    const setBudget = async (evidence_budget_bytes: number | null): Promise<void> => {
      const { settings, base_sha } = SETTINGS.parse(await (await app.call('GET', '/api/settings', 'admin')).json())
      const changed = { settings: { ...settings, evidence_budget_bytes }, base_sha }
      expect((await app.call('PUT', '/api/settings', 'admin', changed)).status).toBe(200)
    }
    const outcome = async (): Promise<string> => {
      const run = ToolRun.parse(await (await youtube.ask('youtube.upload', args)).json())
      return run.failure?.error_code ?? run.state
    }
    await setBudget(0)
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await outcome()).toBe('evidence_budget_reached')
    await setBudget(null)
    await expect.poll(outcome).toBe('done')
  })
})
