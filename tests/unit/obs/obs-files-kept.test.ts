import { describe, expect, it } from 'vitest'
import { createObsScreenshot } from '../../../main/core/tools/obs/obs-screenshot.ts'
import { createRecordFolder } from '../../../main/core/tools/obs/record-folder.ts'
import { createRecordPause, createRecordResume } from '../../../main/core/tools/obs/record-pause.ts'
import { createReplaySave, createReplayStart, createReplayStop } from '../../../main/core/tools/obs/replay-buffer.ts'
import { HEALTHY } from '../../support/obs/fake-link.ts'
import { ACTIVE, codeOf, IDLE, runTool, toolsWorld } from '../../support/obs/tools-world.ts'

/** A PNG of 3 by 2, as far as its first chunk goes. */
const HEAD = Buffer.from('89504e470d0a1a0a0000000d49484452000000030000000208020000000000000000', 'hex')

describe('the replay buffer', () => {
  it('is started, saved, kept, and stopped', async () => {
    const { parts, link, files } = toolsWorld({ GetLastReplayBufferReplay: {} })
    let active = false
    link.answers['GetReplayBufferStatus'] = () => ({ outputActive: active })
    link.answers['StartReplayBuffer'] = () => {
      active = true
      return {}
    }
    link.answers['StopReplayBuffer'] = () => {
      active = false
      return {}
    }
    link.answers['SaveReplayBuffer'] = () => {
      files.sizes.set('/rec/replay.mkv', 500)
      link.happen({ kind: 'told', event: 'ReplayBufferSaved', data: { savedReplayPath: '/rec/replay.mkv' } })
      return {}
    }
    expect(await codeOf(runTool(createReplaySave(parts)))).toBe('obs_replay_idle')
    expect(await codeOf(runTool(createReplayStop(parts)))).toBe('obs_replay_idle')
    // What it will save is evidence: without room for that it does not begin. Ending it needs none.
    expect([createReplayStart(parts).room, createReplayStop(parts).room]).toEqual([undefined, 'unasked'])
    expect((await runTool(createReplayStart(parts))).result).toEqual({ active: true })
    expect(await codeOf(runTool(createReplayStart(parts)))).toBe('obs_replay_active')
    const saved = await runTool(createReplaySave(parts))
    expect(saved).toMatchObject({
      result: { bytes: 500 },
      artifacts: [{ path: 'replay.mkv', file: '/rec/replay.mkv' }],
    })
    expect((await runTool(createReplayStop(parts))).result).toEqual({ active: false })
    link.answers['GetReplayBufferStatus'] = 604
    expect(await codeOf(runTool(createReplaySave(parts)))).toBe('obs_replay_off')
  })
})

describe('a picture of a source', () => {
  it('is kept with its size, of the scene that is shown where none is named', async () => {
    const { parts } = toolsWorld({
      GetCurrentProgramScene: { currentProgramSceneName: 'Slides' },
      GetSourceScreenshot: { imageData: `data:image/png;base64,${HEAD.toString('base64')}` },
    })
    const tool = createObsScreenshot(parts)
    const { result, artifacts } = await runTool(tool)
    expect(result).toMatchObject({ source: 'Slides', width: 3, height: 2, bytes: HEAD.length })
    expect(artifacts).toMatchObject([{ path: 'screenshot.png', media_type: 'image/png' }])
    expect([tool.summary({}), tool.summary({ source: 'Camera' })]).toEqual([
      ...['Take a picture of the scene that OBS shows', 'Take a picture of "Camera"'],
    ])
  })
})

describe('the recording folder', () => {
  it('is set the way that OBS knows, and not while it records', async () => {
    const { parts, link } = toolsWorld({ GetRecordStatus: IDLE, GetRecordDirectory: { recordDirectory: '/new' } })
    const set = (folder: string) => runTool(createRecordFolder(parts), { folder })
    link.answers['GetProfileParameter'] = { parameterValue: 'Simple' }
    expect((await set('/new')).result).toEqual({ folder: '/new' })
    expect(link.asked).toContain('SetProfileParameter')
    const { about } = HEALTHY.state === 'on' ? HEALTHY : { about: null }
    if (about === null) throw new Error('not healthy')
    link.setHealth({ ...HEALTHY, about: { ...about, requests: new Set(['SetRecordDirectory']) } } as typeof HEALTHY)
    await set('/new')
    expect(link.asked).toContain('SetRecordDirectory')
    expect(await codeOf(set('/gone'))).toBe('obs_folder_not_allowed')
    link.answers['GetRecordStatus'] = ACTIVE
    expect(await codeOf(set('/new'))).toBe('obs_recording_active')
  })
})

describe('a pause', () => {
  it('is refused where there is nothing to pause or to resume', async () => {
    const { parts, link } = toolsWorld({ GetRecordStatus: IDLE })
    const codes = async () => [
      await codeOf(runTool(createRecordPause(parts))),
      await codeOf(runTool(createRecordResume(parts))),
    ]
    expect(await codes()).toEqual(['obs_recording_idle', 'obs_recording_idle'])
    link.answers['GetRecordStatus'] = { ...ACTIVE, outputPaused: true }
    expect((await codes())[0]).toBe('obs_output_paused')
    link.answers['GetRecordStatus'] = ACTIVE
    expect((await codes())[1]).toBe('obs_output_not_paused')
  })
})
