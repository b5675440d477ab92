import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/data-root.ts'
import { openObsWorld } from '../../support/obs/obs-world.ts'
import { type Answer, startStandInObs } from '../../support/obs/stand-in-obs.ts'

const IDLE = { outputActive: false, outputPaused: false, outputDuration: 0, outputBytes: 0 }
const ACTIVE = { ...IDLE, outputActive: true, outputDuration: 1000, outputBytes: 5000 }
const settings = { call_timeout_ms: 1000 }

type Answers = Readonly<Record<string, Answer>>
const answering = (answers: Answers) => (request: string) => answers[request] ?? {}

async function worldFor(answers: Answers, about: Parameters<typeof startStandInObs>[1] = {}) {
  const obs = await startStandInObs(answering(answers), about)
  return { obs, world: await openObsWorld({ url: obs.url, password: '', settings }) }
}

describe('what OBS refuses', () => {
  it('is told as what it means for a recording and for the replay buffer', async () => {
    const { world } = await worldFor({
      ...{ GetRecordStatus: IDLE, GetRecordDirectory: { recordDirectory: '/tmp' }, StartRecord: 500 },
      ...{ GetReplayBufferStatus: 604 },
    })
    expect(await world.failed('obs.record.start')).toBe('obs_recording_active')
    expect(await world.failed('obs.replay.start')).toBe('obs_replay_off')
    expect(await world.failed('obs.arm', { action: 'record.stop' })).toBe('obs_recording_idle')
  })

  it('and what it answers in another shape than its protocol says is no answer', async () => {
    const { world } = await worldFor({ GetSceneList: { scenes: 'many' }, GetSourceScreenshot: { imageData: 'data:,' } })
    expect(await world.failed('obs.scenes')).toBe('obs_answer_invalid')
    expect(await world.failed('obs.screenshot', { source: 'Slides' })).toBe('obs_no_picture')
  })
})

describe('a file that OBS names', () => {
  it('is none when it is not a recording, whatever OBS says: nothing of this machine is kept as evidence', async () => {
    let isActive = true
    const obs = await startStandInObs((request) => {
      if (request === 'GetRecordStatus') return isActive ? ACTIVE : IDLE
      if (request !== 'StopRecord') return {}
      isActive = false
      const outputPath = '/etc/passwd'
      setTimeout(() => obs.tell('RecordStateChanged', { outputState: 'OBS_WEBSOCKET_OUTPUT_STOPPED', outputPath }), 20)
      return { outputPath }
    })
    const world = await openObsWorld({ url: obs.url, password: '', settings })
    expect((await world.fire('record.stop')).failure?.error_code).toBe('obs_file_missing')
    expect(await world.evidence()).toEqual([])
  })
})

describe('the recording folder', () => {
  async function folders() {
    const allowed = await realpath(await temporaryFolder())
    const wanted = join(allowed, 'agent')
    await mkdir(wanted)
    return { allowed, wanted, over: { ...settings, recording_folder: allowed } }
  }

  it('is set with its own request where OBS knows one', async () => {
    const { wanted, over } = await folders()
    const answers = { GetRecordStatus: IDLE, GetRecordDirectory: { recordDirectory: wanted } }
    const obs = await startStandInObs(answering(answers), { version: '5.3.0', requests: ['SetRecordDirectory'] })
    const world = await openObsWorld({ url: obs.url, password: '', settings: over })
    expect(await world.done('obs.record.folder.set', { folder: wanted })).toEqual({ folder: wanted })
    expect(obs.asked).toContainEqual({ request: 'SetRecordDirectory', data: { recordDirectory: wanted } })
    expect(obs.asked.map(({ request }) => request)).not.toContain('SetProfileParameter')
  })

  it('is set in the profile of an older OBS, where its mode of output keeps it', async () => {
    const { wanted, over } = await folders()
    const obs = await startStandInObs(
      answering({
        ...{ GetRecordStatus: IDLE, GetRecordDirectory: { recordDirectory: wanted } },
        GetProfileParameter: { parameterValue: 'Advanced' },
      }),
      { version: '5.1.0' },
    )
    const world = await openObsWorld({ url: obs.url, password: '', settings: over })
    await world.done('obs.record.folder.set', { folder: wanted })
    const data = { parameterCategory: 'AdvOut', parameterName: 'RecFilePath', parameterValue: wanted }
    expect(obs.asked).toContainEqual({ request: 'SetProfileParameter', data })
  })

  it('is nowhere as long as the settings allow none', async () => {
    const { wanted } = await folders()
    const { world, obs } = await worldFor({ GetRecordStatus: IDLE })
    expect(await world.failed('obs.record.folder.set', { folder: wanted })).toBe('obs_folder_not_allowed')
    expect(obs.asked).toEqual([])
  })
})

describe('the tools of OBS without an address', () => {
  it('are off, say how to switch them on, and connect nowhere', async () => {
    const world = await openObsWorld({ url: null, password: '' })
    expect(await world.failed('obs.status')).toBe('obs_not_configured')
    expect(await world.status()).toMatchObject({
      ...{ state: 'off', source: 'known from the settings', checked_at: null },
      remediation_hint: expect.stringContaining('tools.obs.url'),
    })
  })
})
