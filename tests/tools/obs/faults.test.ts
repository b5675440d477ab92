import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ObsWorld, openObsWorld } from '../../support/obs/obs-world.ts'
import { otherClient } from '../../support/obs/other-client.ts'
import { canMountDisks, fillDisk, mountDisk } from '../../support/obs/small-disk.ts'
import { type RunningObs, startObs } from '../../support/obs/start-obs.ts'

let folder: string
let obs: RunningObs
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'obs-faults-')))
  obs = await startObs(folder)
})
afterAll(async () => {
  await obs.stop()
  await rm(folder, { recursive: true, force: true })
})

const ready = (world: ObsWorld) => expect.poll(async () => (await world.status()).state).toBe('ready')
const losses = async (world: ObsWorld) => (await world.app.lines('obs_recording_lost')).map(({ data }) => data['loss'])

describe('a real OBS that cannot be asked', () => {
  it('refuses a wrong password, and the status says what to do about it', async () => {
    const world = await openObsWorld({ url: obs.url, password: 'wrong' })
    expect(await world.failed('obs.status')).toBe('obs_wrong_password')
    expect(await world.status()).toMatchObject({
      ...{ state: 'unavailable', source: 'OBS was asked', checked_at: expect.any(String) },
      remediation_hint: expect.stringContaining('secret set OBS_PASSWORD'),
    })
    expect(await (await openObsWorld({ url: obs.url, password: '' })).failed('obs.status')).toBe('obs_wrong_password')
  })

  it('hangs: every call ends, its loss and its return are recorded, and its first contact is not', async () => {
    const world = await openObsWorld({ ...obs, settings: { call_timeout_ms: 1000 } })
    await ready(world)
    obs.freeze()
    expect(await world.failed('obs.scenes')).toBe('obs_timeout')
    await expect.poll(async () => (await world.status()).state).toBe('unavailable')
    await expect.poll(() => world.app.lines('obs_connection_lost')).toHaveLength(1)
    expect(await world.app.lines('obs_connection_restored')).toEqual([])
    obs.thaw()
    await ready(world)
    await expect.poll(() => world.app.lines('obs_connection_restored')).toHaveLength(1)
    expect(await world.done('obs.status')).toMatchObject({ recording: { active: false } })
  })

  it('dies with a call under way, and the call ends at once', async () => {
    const world = await openObsWorld({ ...obs, settings: { call_timeout_ms: 60_000, health_seconds: 60 } })
    await ready(world)
    obs.freeze()
    const underWay = world.run('obs.scenes')
    await expect.poll(async () => (await world.app.lines('tool_call_intended')).length).toBe(1)
    await obs.kill()
    expect((await underWay).failure?.error_code).toMatch(/^obs_(connection_lost|unreachable)$/)
    expect(await world.failed('obs.status')).toBe('obs_unreachable')
    await obs.restart()
    expect(await world.done('obs.status')).toMatchObject({ scene: 'Slides' })
  })
})

describe('a recording of a real OBS that goes wrong', () => {
  it('keeps what was recorded when OBS is killed, as partial evidence that can be played', async () => {
    const world = await openObsWorld(obs)
    const start = await world.run('obs.record.start')
    const path = String(start.result?.['path'])
    await world.app.call('GET', '/api/tools', 'observer')
    const other = await otherClient(obs)
    await expect.poll(async () => (await other.call('GetRecordStatus')).outputDuration).toBeGreaterThan(1500)
    await obs.kill()
    await expect.poll(() => losses(world)).toEqual(['obs_gone'])
    const [kept] = await world.evidence()
    expect(kept).toMatchObject({ package_id: `obs-lost-${start.call_id}`, state: 'whole' })
    expect(kept?.artifacts).toMatchObject([
      { path: 'recording-lost.json' },
      { path: 'recording-partial.mkv', partial: true, bytes: (await stat(path)).size },
    ])
    expect(playable(path)).toBe('h264')
    await obs.restart()
    await ready(world)
    expect(await losses(world)).toEqual(['obs_gone'])
    await expect.poll(() => world.app.lines('obs_connection_restored')).toHaveLength(1)
  })

  it('is noticed when its muxer dies, although OBS says that it records on, and its stop says that the file is empty', async () => {
    const world = await openObsWorld({ ...obs, settings: { stall_seconds: 2 } })
    const { path } = await world.done('obs.record.start')
    await expect.poll(() => existsSync(String(path))).toBe(true)
    await obs.killMuxer()
    await expect.poll(() => losses(world)).toEqual(['file_not_written'])
    expect(await world.done('obs.status')).toMatchObject({ recording: { active: true } })
    const stop = await world.fire('record.stop')
    expect(stop).toMatchObject({ state: 'failed', failure: { error_code: 'obs_file_empty' } })
    expect((await stat(String(path))).size).toBe(0)
    const kept = await world.evidence()
    expect(kept.map(({ artifacts }) => artifacts.at(-1))).toMatchObject([
      { path: 'recording-partial.mkv', bytes: 0, partial: true },
      { path: 'recording.mkv', bytes: 0, partial: true },
    ])
    expect(await losses(world)).toEqual(['file_not_written'])
  })
})

// Only who may make file systems has small ones.
if (canMountDisks()) {
  describe('a real OBS on a small disk', () => {
    it('does not go unnoticed when that is full', async () => {
      const small = await mountDisk(folder, 'size=80m')
      const world = await openObsWorld({ ...obs, settings: { recording_folder: folder } })
      await world.done('obs.record.folder.set', { folder: small })
      await world.done('obs.record.start')
      fillDisk(join(small, 'filler'))
      await expect.poll(() => losses(world)).toEqual(['stopped_unasked'])
      expect(await world.failed('obs.record.start')).toBe('obs_folder_unusable')
      await world.done('obs.record.folder.set', { folder: obs.recordings })
    })

    it('does not count when OBS says yes and nothing begins, and OBS is not asked again', async () => {
      const closed = await mountDisk(folder, 'nr_inodes=2,size=80m')
      writeFileSync(join(closed, 'the-last-inode'), '')
      const world = await openObsWorld({ ...obs, settings: { recording_folder: folder } })
      await world.done('obs.record.folder.set', { folder: closed })
      expect(await world.failed('obs.record.start')).toBe('obs_recording_not_started')
      expect(await world.failed('obs.record.start')).toBe('obs_recording_stuck')
      await obs.kill()
      await obs.restart()
      await ready(world)
      await world.done('obs.record.start')
      expect(await world.fire('record.stop')).toMatchObject({ state: 'done' })
    })
  })
}

function playable(path: string): string {
  const asked = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', path]
  return execFileSync('ffprobe', asked, { encoding: 'utf8' }).trim()
}
