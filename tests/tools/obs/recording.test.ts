import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openObsWorld } from '../../support/obs/obs-world.ts'
import { otherClient } from '../../support/obs/other-client.ts'
import { type RunningObs, sha256OfFile, startObs } from '../../support/obs/start-obs.ts'

let folder: string
let obs: RunningObs
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obs-recording-'))
  obs = await startObs(folder)
})
afterEach(async () => {
  const other = await otherClient(obs)
  await other.call('StopRecord').catch(() => undefined)
  await expect.poll(async () => (await other.call('GetRecordStatus')).outputActive).toBe(false)
})
afterAll(async () => {
  await obs.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('recording with a real OBS', () => {
  it('is begun when OBS says so, stopped when armed, verified, and kept as evidence with an MP4 beside it', async () => {
    const world = await openObsWorld(obs)
    const started = await world.done('obs.record.start')
    expect(started).toMatchObject({ recording: true, path: expect.stringContaining(obs.recordings) })
    expect(await world.done('obs.status')).toMatchObject({ recording: { active: true, path: started['path'] } })
    expect(await world.failed('obs.record.start')).toBe('obs_recording_active')

    const stop = await world.fire('record.stop')
    expect(stop).toMatchObject({ state: 'done', failure: null })
    const sha256 = sha256OfFile(String(started['path']))
    const video = { codec: 'h264', width: 640, height: 360 }
    expect(stop.result).toMatchObject({ path: started['path'], sha256, video })
    const [kept] = await world.evidence()
    expect(kept).toMatchObject({ state: 'whole', package_id: stop.call_id })
    expect(kept?.artifacts).toMatchObject([
      { path: 'recording.mkv', sha256, media_type: 'video/x-matroska' },
      { path: 'recording.mp4', media_type: 'video/mp4', parent_sha256: sha256 },
    ])
    expect(await world.failed('obs.arm', { action: 'record.stop' })).toBe('obs_recording_idle')
    expect(await world.app.lines('obs_recording_lost')).toEqual([])
  })

  it('begins again and again right after a stop, which OBS can lose', async () => {
    const world = await openObsWorld(obs)
    for (let round = 0; round < 4; round += 1) {
      await world.done('obs.record.start')
      expect(await world.fire('record.stop')).toMatchObject({ state: 'done', result: { video: { codec: 'h264' } } })
    }
    expect(await world.evidence()).toHaveLength(4)
  })

  it('is paused and resumed when OBS shows it, and refused when there is nothing to pause', async () => {
    const world = await openObsWorld(obs)
    expect(await world.failed('obs.record.pause')).toBe('obs_recording_idle')
    await world.done('obs.record.start')
    expect(await world.failed('obs.record.resume')).toBe('obs_output_not_paused')
    expect(await world.done('obs.record.pause')).toMatchObject({ paused: true })
    expect(await world.failed('obs.record.pause')).toBe('obs_output_paused')
    expect(await world.done('obs.status')).toMatchObject({ recording: { active: true, paused: true } })
    expect(await world.done('obs.record.resume')).toMatchObject({ paused: false })
    expect(await world.fire('record.stop')).toMatchObject({ state: 'done' })
  })

  it('is stopped with an arm only once, for the recording that was seen, and for its own task', async () => {
    const world = await openObsWorld(obs)
    await world.done('obs.record.start')
    const arm = async () => String((await world.done('obs.arm', { action: 'record.stop' }))['arm_id'])
    const stale = await arm()
    const other = await otherClient(obs)
    await other.call('StopRecord')
    await expect.poll(async () => (await other.call('GetRecordStatus')).outputActive).toBe(false)
    await world.done('obs.record.start')
    expect(await world.failed('obs.record.stop', { arm_id: stale })).toBe('obs_arm_stale')
    expect(await world.failed('obs.record.stop', { arm_id: stale })).toBe('obs_arm_unknown')
    const used = await arm()
    expect(await world.run('obs.record.stop', { arm_id: used })).toMatchObject({ state: 'done' })
    expect(await world.failed('obs.record.stop', { arm_id: used })).toBe('obs_arm_unknown')
  })

  it('that somebody else stops is an alarm, with what was recorded as partial evidence', async () => {
    const world = await openObsWorld(obs)
    const start = await world.run('obs.record.start')
    const other = await otherClient(obs)
    await other.call('StopRecord')
    await expect.poll(() => world.app.lines('obs_recording_lost')).toHaveLength(1)
    const [line] = await world.app.lines('obs_recording_lost')
    expect(line).toMatchObject({
      ...{ task_id: 't1', correlation_id: world.correlation },
      data: { call_id: start.call_id, loss: 'stopped_unasked', path: start.result?.['path'] },
    })
    const [kept] = await world.evidence()
    expect(kept).toMatchObject({ package_id: `obs-lost-${start.call_id}`, state: 'whole' })
    expect(kept?.artifacts).toMatchObject([
      { path: 'recording-lost.json' },
      { path: 'recording-partial.mkv', partial: true, sha256: sha256OfFile(String(start.result?.['path'])) },
    ])
    expect((await world.status()).detail).toContain('A recording was lost')
  })

  it('goes into another folder, below the one that is allowed, the way that this OBS knows', async () => {
    const allowed = await realpath(await mkdtemp(join(tmpdir(), 'obs-allowed-')))
    await mkdir(join(allowed, 'agent'))
    const world = await openObsWorld({ ...obs, settings: { recording_folder: allowed } })
    expect(await world.failed('obs.record.folder.set', { folder: '/tmp' })).toBe('obs_folder_not_allowed')
    expect(await world.failed('obs.record.folder.set', { folder: join(allowed, '..') })).toBe('obs_folder_not_allowed')
    expect(await world.failed('obs.record.folder.set', { folder: join(allowed, 'none') })).toBe(
      'obs_folder_not_allowed',
    )
    const wanted = join(allowed, 'agent')
    expect(await world.done('obs.record.folder.set', { folder: wanted })).toEqual({ folder: wanted })
    const { path } = await world.done('obs.record.start')
    expect(path).toContain(`${wanted}/`)
    expect(await world.failed('obs.record.folder.set', { folder: allowed })).toBe('obs_recording_active')
    expect(await world.fire('record.stop')).toMatchObject({ state: 'done' })
    await rm(wanted, { recursive: true })
    expect(await world.failed('obs.record.start')).toBe('obs_folder_unusable')
    const home = await openObsWorld({ ...obs, settings: { recording_folder: obs.recordings } })
    await home.done('obs.record.folder.set', { folder: obs.recordings })
    await rm(allowed, { recursive: true })
  })
})
