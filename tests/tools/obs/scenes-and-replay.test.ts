import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ToolRun } from '../../../contract/tool.ts'
import { type ObsWorld, openObsWorld } from '../../support/obs/obs-world.ts'
import { type RunningObs, sha256OfFile, startObs } from '../../support/obs/start-obs.ts'

let folder: string
let obs: RunningObs
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obs-scenes-'))
  obs = await startObs(folder, { replaySeconds: 10 })
})
afterAll(async () => {
  await obs.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Red, green and blue of the middle of a picture that a call kept. */
async function middleOf(world: ObsWorld, { call_id }: ToolRun): Promise<number[]> {
  const path = `/api/evidence/${world.correlation}/${call_id}/screenshot.png`
  const answer = await world.app.call('GET', path, 'observer')
  const { data, width, height } = PNG.sync.read(Buffer.from(await answer.arrayBuffer()))
  return [...data.subarray(((height >> 1) * width + (width >> 1)) * 4).subarray(0, 3)]
}

describe('scenes of a real OBS', () => {
  it('are listed, switched, and pictured with what they show', async () => {
    const world = await openObsWorld(obs)
    expect(await world.done('obs.scenes')).toEqual({
      current: 'Slides',
      scenes: [
        { name: 'Slides', sources: ['Slides colour'] },
        { name: 'Camera', sources: ['Camera colour'] },
        { name: 'Desktop', sources: ['Desktop capture'] },
      ],
    })
    expect(await world.done('obs.scene.switch', { scene: 'Camera' })).toEqual({ scene: 'Camera' })
    expect(await world.done('obs.status')).toMatchObject({ scene: 'Camera', replay_buffer: { active: false } })
    const shot = await world.run('obs.screenshot', { width: 160 })
    expect(shot).toMatchObject({ state: 'done', result: { source: 'Camera', width: 160, height: 90 } })
    const [kept] = await world.evidence()
    expect(kept).toMatchObject({ package_id: shot.call_id, state: 'whole' })
    expect(kept?.artifacts).toMatchObject([{ path: 'screenshot.png', sha256: shot.result?.['sha256'] }])
    expect(await middleOf(world, shot)).toEqual([255, 0, 0])
    const slides = await world.done('obs.screenshot', { source: 'Slides', width: 160 })
    expect(slides['sha256']).not.toBe(shot.result?.['sha256'])
  })

  it('that are not there are refused by their code', async () => {
    const world = await openObsWorld(obs)
    expect(await world.failed('obs.scene.switch', { scene: 'No such scene' })).toBe('obs_not_found')
    expect(await world.failed('obs.screenshot', { source: 'No such source' })).toBe('obs_not_found')
  })
})

describe('the replay buffer of a real OBS', () => {
  it('is started, saved as evidence, and stopped', async () => {
    const world = await openObsWorld(obs)
    expect(await world.failed('obs.replay.save')).toBe('obs_replay_idle')
    expect(await world.failed('obs.replay.stop')).toBe('obs_replay_idle')
    expect(await world.done('obs.replay.start')).toEqual({ active: true })
    expect(await world.failed('obs.replay.start')).toBe('obs_replay_active')
    await expect.poll(async () => (await world.run('obs.replay.save')).state, { interval: 500 }).toBe('done')
    const [kept] = await world.evidence()
    const [replay] = kept?.artifacts ?? []
    expect(replay).toMatchObject({ path: 'replay.mkv', media_type: 'video/x-matroska' })
    const page = await (
      await world.app.call('GET', '/api/tool-calls?tool=obs.replay.save&state=done', 'observer')
    ).json()
    expect(sha256OfFile(page.items[0].result.path)).toBe(replay?.sha256)
    expect(await world.done('obs.replay.stop')).toEqual({ active: false })
  })
})
