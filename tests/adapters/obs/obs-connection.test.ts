import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createObsConnection } from '../../../main/adapters/obs/obs-connection.ts'
import { ObsSettings } from '../../../main/adapters/obs/obs-settings.ts'
import type { ObsHappening } from '../../../main/core/tools/obs/obs-link.ts'
import { createNodeTimers } from '../../../main/node-timers.ts'
import { startStandInObs } from '../../support/obs/stand-in-obs.ts'

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }
const signal = new AbortController().signal

function connect(given: object) {
  const happened: ObsHappening['kind'][] = []
  let settings = ObsSettings.parse({ call_timeout_ms: 300, health_seconds: 0.2, ...given })
  const link = createObsConnection({
    ...{ settings: () => settings, password: async () => null, clock: { now: () => Date.now() } },
    ...{ timers: createNodeTimers(), random: () => 0.01, logger: QUIET },
  })
  link.watch(({ kind }) => happened.push(kind))
  onTestFinished(link.close)
  const change = (next: object): void => {
    settings = ObsSettings.parse({ call_timeout_ms: 300, health_seconds: 0.2, ...next })
    link.renew()
  }
  link.renew()
  return { link, happened, change }
}

/** Takes connections, and never says a word. */
async function silentServer(): Promise<{ url: string; connections: () => number }> {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections }
}

describe('the connection to OBS', () => {
  it('is not made while no address is configured', async () => {
    const obs = await startStandInObs(() => ({}))
    const { link, change, happened } = connect({ url: null })
    await expect(link.call('GetStats', {}, signal)).rejects.toMatchObject({ kind: 'not_configured' })
    expect([link.health(), obs.connections(), happened]).toEqual([{ state: 'off' }, 0, []])
    change({ url: obs.url })
    await expect.poll(() => link.health().state).toBe('on')
    change({ url: null })
    expect(link.health()).toEqual({ state: 'off' })
  })

  it('gives up on a peer that takes the connection and says nothing, and tries again', async () => {
    const peer = await silentServer()
    const { link } = connect({ url: peer.url })
    await expect(link.call('GetStats', {}, signal)).rejects.toMatchObject({ kind: 'timeout' })
    expect(link.health()).toMatchObject({ state: 'lost', problem: { kind: 'timeout' } })
    await expect.poll(peer.connections).toBeGreaterThan(1)
  })

  it('gives up on a websocket that greets and then answers nothing', async () => {
    const obs = await startStandInObs(() => 'silence', { greets: false })
    const { link } = connect({ url: obs.url })
    await expect(link.call('GetStats', {}, signal)).rejects.toMatchObject({ kind: 'timeout' })
    expect(link.health()).toMatchObject({ state: 'lost', problem: { kind: 'timeout' } })
  })

  it('gives every call its own deadline, and stays when OBS answers other calls', async () => {
    const obs = await startStandInObs((request) => (request === 'Slow' ? 'silence' : { fine: true }))
    const { link, happened } = connect({ url: obs.url })
    const slow = link.call('Slow', {}, signal)
    expect(await link.call('Quick', {}, signal)).toEqual({ fine: true })
    await expect(slow).rejects.toMatchObject({ kind: 'timeout', message: expect.stringContaining('Slow') })
    expect(await link.call('Quick', {}, signal)).toEqual({ fine: true })
    expect(happened).toEqual(['opened'])
  })

  it('rejects what is under way when the connection drops, and comes back by itself', async () => {
    const obs = await startStandInObs(() => 'silence')
    const { link, happened } = connect({ url: obs.url, call_timeout_ms: 20_000 })
    await expect.poll(() => link.health().state).toBe('on')
    const underWay = link.call('Slow', {}, signal)
    await expect.poll(() => obs.asked.length).toBe(1)
    obs.drop()
    await expect(underWay).rejects.toMatchObject({ kind: 'closed' })
    await expect.poll(() => happened).toEqual(['opened', 'lost', 'opened'])
  })

  it('waits longer and longer for a peer that greets and hangs up again and again', async () => {
    const obs = await startStandInObs(() => ({}))
    const pauses: number[] = []
    const timers = {
      after: (ms: number, work: () => void) => {
        pauses.push(ms)
        return createNodeTimers().after(Math.min(ms, 300), work)
      },
    }
    const settings = ObsSettings.parse({ call_timeout_ms: 300, health_seconds: 60, url: obs.url })
    const link = createObsConnection({
      ...{ settings: () => settings, password: async () => null, clock: { now: () => Date.now() } },
      ...{ timers, random: () => 0.99, logger: QUIET },
    })
    onTestFinished(link.close)
    link.watch(({ kind }) => {
      if (kind === 'opened') obs.drop()
    })
    link.renew()
    await expect.poll(() => pauses.some((ms) => ms > 5000 && ms < 60_000)).toBe(true)
  })

  it('ends a call that is aborted, with the reason', async () => {
    const obs = await startStandInObs(() => 'silence')
    const { link } = connect({ url: obs.url, call_timeout_ms: 20_000 })
    const controller = new AbortController()
    const underWay = link.call('Slow', {}, controller.signal)
    await expect.poll(() => obs.asked.length).toBe(1)
    controller.abort(new Error('enough'))
    await expect(underWay).rejects.toThrow('enough')
  })

  it('knows from answered questions how old its knowledge is', async () => {
    const obs = await startStandInObs(() => ({}))
    const { link } = connect({ url: obs.url })
    await expect.poll(() => link.health().state).toBe('on')
    const first = link.health()
    if (first.state !== 'on') throw new Error('not on')
    expect(first.about).toMatchObject({ obs: '31.0.0', websocket: '5.5.0' })
    await expect.poll(() => (link.health() as typeof first).checked_ms).toBeGreaterThan(first.checked_ms)
  })

  it('carries the code of a refusal, and takes no other answer for an OBS', async () => {
    const obs = await startStandInObs(() => 501)
    const { link } = connect({ url: obs.url })
    await expect(link.call('StopRecord', {}, signal)).rejects.toMatchObject({ kind: 'refused', code: 501 })
    const other = await startStandInObs(() => ({ obsVersion: 31 }), { greets: false })
    await expect(connect({ url: other.url }).link.call('GetStats', {}, signal)).rejects.toMatchObject({
      kind: 'garbled',
    })
  })
})

describe('the settings of OBS', () => {
  it.each([
    ['ws://127.0.0.1:4455', true],
    ['ws://localhost:4455', true],
    ['ws://[::1]:4455', true],
    ['ws://192.168.1.5:4455', false],
    ['ws://127.0.0.1.example.org:4455', false],
    ['ws://localhost@192.168.1.5:4455', false],
    ['http://127.0.0.1:4455', false],
    ['ws://me:secret@127.0.0.1:4455', false],
    ['4455', false],
  ])('take %s as this machine: %s', (url, ok) => {
    expect(ObsSettings.safeParse({ url }).success).toBe(ok)
  })

  it('take another machine only where that is said', () => {
    expect(ObsSettings.safeParse({ url: 'ws://192.168.1.5:4455', allow_remote: true }).success).toBe(true)
    expect(ObsSettings.parse({})).toMatchObject({ url: null, allow_remote: false, call_timeout_ms: 5000 })
    expect(ObsSettings.safeParse({ recording_folder: 'videos' }).success).toBe(false)
  })
})
