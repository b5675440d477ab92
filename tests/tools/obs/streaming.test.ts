import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { JsonObject } from '../../../contract/json-object.ts'
import { type ObsWorld, openObsWorld } from '../../support/obs/obs-world.ts'
import { otherClient } from '../../support/obs/other-client.ts'
import { type RunningObs, startObs } from '../../support/obs/start-obs.ts'
import { freePort, takeStream } from '../../support/obs/stream-sink.ts'

const KEY = 'live_4711_very_secret'

let folder: string
let obs: RunningObs
let port: number
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obs-streaming-'))
  port = await freePort()
  obs = await startObs(folder, { stream: { server: `rtmp://127.0.0.1:${port}/live`, key: KEY } })
})
afterAll(async () => {
  await obs.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What obs.arm says that fires it. */
async function armed(world: ObsWorld, action: string): Promise<JsonObject> {
  const { fire, seen } = await world.done('obs.arm', { action })
  expect(seen).toMatchObject({ service: 'rtmp_custom', server: `rtmp://127.0.0.1:${port}/live` })
  return (fire as { args: JsonObject }).args
}

describe('streaming with a real OBS', () => {
  it('goes on only with an approval of where it goes, arrives there, and ends the same way', async () => {
    const world = await openObsWorld(obs)
    const file = join(folder, 'arrived.flv')
    const sink = await takeStream({ port, app: 'live', key: KEY }, file)
    onTestFinished(sink.stop)
    const start = await world.approved('obs.stream.start', await armed(world, 'stream.start'))
    expect(start).toMatchObject({ state: 'done', result: { streaming: true, server: `rtmp://127.0.0.1:${port}/live` } })
    expect(await world.done('obs.status')).toMatchObject({ streaming: { active: true } })
    expect(await world.failed('obs.arm', { action: 'stream.start' })).toBe('obs_streaming_active')
    await expect.poll(sink.bytes).toBeGreaterThan(1000)

    const stop = await world.approved('obs.stream.stop', await armed(world, 'stream.stop'))
    expect(stop).toMatchObject({ state: 'done', result: { streaming: false } })
    expect(await world.failed('obs.arm', { action: 'stream.stop' })).toBe('obs_streaming_idle')
    const lines = await (await world.app.call('GET', '/api/audit?limit=1000', 'admin')).text()
    expect(lines).toContain('obs.stream.start')
    expect(lines).not.toContain(KEY)
  })

  it('is refused when what was armed is not what would be streamed to', async () => {
    const world = await openObsWorld(obs)
    const args = await armed(world, 'stream.start')
    const other = { ...args, server: 'rtmp://127.0.0.1:1/elsewhere' }
    expect((await world.approved('obs.stream.start', other)).failure?.error_code).toBe('obs_arm_stale')
    const again = await armed(world, 'stream.start')
    const client = await otherClient(obs)
    const settings = { server: `rtmp://127.0.0.1:${port}/live`, key: 'another key' }
    const set = (streamServiceSettings: JsonObject) =>
      client.call('SetStreamServiceSettings', { streamServiceType: 'rtmp_custom', streamServiceSettings })
    await set(settings)
    expect((await world.approved('obs.stream.start', again)).failure?.error_code).toBe('obs_arm_stale')
    await set({ ...settings, key: KEY })
    expect(await world.done('obs.status')).toMatchObject({ streaming: { active: false } })
  })

  it('that nobody takes is no success, and OBS does not go on trying', async () => {
    const world = await openObsWorld(obs)
    const start = await world.approved('obs.stream.start', await armed(world, 'stream.start'))
    expect(start).toMatchObject({ state: 'failed', failure: { error_code: 'obs_stream_not_started' } })
    expect(await world.done('obs.status')).toMatchObject({ streaming: { active: false } })
  })
})
