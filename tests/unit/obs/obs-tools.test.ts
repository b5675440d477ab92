import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../contract/json-object.ts'
import { createObsArm } from '../../../main/core/tools/obs/obs-arm.ts'
import { ObsProblem } from '../../../main/core/tools/obs/obs-link.ts'
import { createObsScenes } from '../../../main/core/tools/obs/obs-scenes.ts'
import { createObsScreenshot } from '../../../main/core/tools/obs/obs-screenshot.ts'
import { createObsStatus } from '../../../main/core/tools/obs/obs-status.ts'
import { createRecordStart } from '../../../main/core/tools/obs/record-start.ts'
import { createRecordStop } from '../../../main/core/tools/obs/record-stop.ts'
import { createStreamStart } from '../../../main/core/tools/obs/stream-start.ts'
import { createStreamStop } from '../../../main/core/tools/obs/stream-stop.ts'
import { fakeContext } from '../../support/obs/fake-context.ts'
import {
  ACTIVE,
  codeOf,
  IDLE,
  runTool,
  SERVICE,
  STREAM,
  TARGET,
  type ToolsWorld,
  toolsWorld,
} from '../../support/obs/tools-world.ts'

describe('a recording', () => {
  it('is begun, armed, stopped and kept', async () => {
    const { parts, link, files } = toolsWorld({ GetRecordDirectory: { recordDirectory: '/rec' } })
    let active = false
    link.answers['GetRecordStatus'] = () => (active ? ACTIVE : IDLE)
    link.answers['StartRecord'] = () => {
      active = true
      link.turn('RecordStateChanged', 'STARTING')
      link.turn('RecordStateChanged', 'STARTED', '/rec/a.mkv')
      return {}
    }
    link.answers['StopRecord'] = () => {
      active = false
      files.sizes.set('/rec/a.mkv', 700)
      link.turn('RecordStateChanged', 'STOPPED', '/rec/a.mkv')
      return { outputPath: '/rec/a.mkv' }
    }
    expect((await runTool(createRecordStart(parts))).result).toMatchObject({ path: '/rec/a.mkv' })
    const { result } = await runTool(createObsArm(parts), { action: 'record.stop' })
    expect(result).toMatchObject({ seen: { path: '/rec/a.mkv', bytes: 5000 }, fire: { tool: 'obs.record.stop' } })
    const stopped = await runTool(createRecordStop(parts), { arm_id: String(result['arm_id']) })
    expect(stopped.artifacts).toMatchObject([{ path: 'recording.mkv' }, { path: 'recording.mp4', parent_sha256: /\w/ }])
  })

  it('that OBS stops before it began is none', async () => {
    const { parts, link } = toolsWorld({ GetRecordStatus: IDLE, GetRecordDirectory: { recordDirectory: '/rec' } })
    link.answers['StartRecord'] = () => {
      link.turn('RecordStateChanged', 'STARTING')
      link.turn('RecordStateChanged', 'STOPPED')
      return {}
    }
    expect(await codeOf(runTool(createRecordStart(parts)))).toBe('obs_recording_not_started')
    expect(link.asked.filter((request) => request === 'StartRecord')).toHaveLength(1)
    link.answers['GetRecordDirectory'] = { recordDirectory: '/gone' }
    expect(await codeOf(runTool(createRecordStart(parts)))).toBe('obs_folder_unusable')
  })

  it('is not stopped when it has ended by itself, or OBS does not tell that it has', async () => {
    const { parts, link } = toolsWorld({ GetRecordStatus: ACTIVE, StopRecord: { outputPath: '/rec/a.mkv' } })
    const arm = async () => String((await runTool(createObsArm(parts), { action: 'record.stop' })).result['arm_id'])
    const stop = async () => codeOf(runTool(createRecordStop(parts), { arm_id: await arm() }))
    expect(await stop()).toBe('obs_recording_not_stopped')
    link.answers['StopRecord'] = 501
    expect(await stop()).toBe('obs_recording_idle')
    const late = await arm()
    link.answers['GetRecordStatus'] = IDLE
    expect(await codeOf(runTool(createRecordStop(parts), { arm_id: late }))).toBe('obs_arm_stale')
  })

  it('that is cut short after its end leaves its file as partial evidence', async () => {
    const { parts, link, files } = toolsWorld({ GetRecordStatus: ACTIVE })
    files.sizes.set('/rec/a.mkv', 700)
    const { result } = await runTool(createObsArm(parts), { action: 'record.stop' })
    const controller = new AbortController()
    link.answers['StopRecord'] = () => {
      link.turn('RecordStateChanged', 'STOPPED', '/rec/a.mkv')
      return { outputPath: '/rec/a.mkv' }
    }
    const context = {
      ...fakeContext(controller.signal),
      progress: (_: unknown, words: string) => {
        if (words.includes('verified')) controller.abort(new Error('enough'))
      },
    }
    const stopped = createRecordStop(parts).run({ arm_id: String(result['arm_id']) }, context)
    await expect(stopped).rejects.toMatchObject({ artifacts: [{ file: '/rec/a.mkv', partial: true }] })
  })

  it('ends its wait when the connection does', async () => {
    const { parts, link } = toolsWorld({ GetRecordStatus: ACTIVE })
    const { result } = await runTool(createObsArm(parts), { action: 'record.stop' })
    link.answers['StopRecord'] = () => {
      link.happen({ kind: 'lost', problem: new ObsProblem('closed', 'Gone.', null) })
      return { outputPath: '/rec/a.mkv' }
    }
    const stopped = runTool(createRecordStop(parts), { arm_id: String(result['arm_id']) })
    expect(await codeOf(stopped)).toBe('obs_connection_lost')
  })
})

describe('a stream', () => {
  const armed = async (parts: ToolsWorld['parts'], action: string) =>
    (await runTool(createObsArm(parts), { action })).result as { seen: JsonObject; fire: { args: JsonObject } }

  it('is armed without its key, begun when OBS says that it is taken, and ended', async () => {
    const { parts, link } = toolsWorld({ GetStreamServiceSettings: SERVICE })
    let active = false
    link.answers['GetStreamStatus'] = () => ({ ...STREAM, outputActive: active })
    link.answers['StartStream'] = () => {
      active = true
      link.turn('StreamStateChanged', 'STARTED')
      return {}
    }
    link.answers['StopStream'] = () => {
      active = false
      link.turn('StreamStateChanged', 'STOPPED')
      return {}
    }
    const start = await armed(parts, 'stream.start')
    expect(start.seen).toEqual({ streaming: false, ...TARGET })
    expect(JSON.stringify(start)).not.toMatch(/secret|word|abc/)
    const tool = createStreamStart(parts)
    expect(tool.summary(start.fire.args as never)).toContain('rtmp://live.example.org/app')
    expect((await runTool(tool, start.fire.args)).result).toMatchObject({ streaming: true, ...TARGET })
    const stop = await armed(parts, 'stream.stop')
    expect((await runTool(createStreamStop(parts), stop.fire.args)).result).toMatchObject({ streaming: false })
  })

  it('that does not begin is stopped again, and one that does not end says so', async () => {
    const { parts, link } = toolsWorld({ GetStreamServiceSettings: SERVICE, GetStreamStatus: STREAM, StopStream: 501 })
    const start = await armed(parts, 'stream.start')
    expect(await codeOf(runTool(createStreamStart(parts), start.fire.args))).toBe('obs_stream_not_started')
    expect(link.asked.slice(-2)).toEqual(['StartStream', 'StopStream'])
    link.answers['StartStream'] = 500
    const again = await armed(parts, 'stream.start')
    expect(await codeOf(runTool(createStreamStart(parts), again.fire.args))).toBe('obs_output_active')
    link.answers['StopStream'] = {}
    const unheard = await armed(parts, 'stream.start')
    expect(await codeOf(runTool(createStreamStart(parts), unheard.fire.args))).toBe('obs_stream_unconfirmed')
    link.answers['GetStreamStatus'] = { ...STREAM, outputActive: true }
    const stop = await armed(parts, 'stream.stop')
    expect(await codeOf(runTool(createStreamStop(parts), stop.fire.args))).toBe('obs_stream_not_stopped')
  })

  it('shows the word of OBS where there is no address', async () => {
    const settings = { streamServiceType: 'rtmp_common', streamServiceSettings: { service: 'Twitch', server: 'auto' } }
    const { parts } = toolsWorld({ GetStreamServiceSettings: settings, GetStreamStatus: STREAM })
    expect((await armed(parts, 'stream.start')).seen).toMatchObject({ service: 'Twitch', server: 'auto' })
  })
})

describe('looking at OBS', () => {
  const STATS = {
    cpuUsage: 1,
    memoryUsage: 2,
    activeFps: 10,
    availableDiskSpace: 3,
    renderSkippedFrames: 1,
    outputSkippedFrames: 2,
  }
  const answers = {
    ...{
      GetRecordStatus: IDLE,
      GetStreamStatus: STREAM,
      GetRecordDirectory: { recordDirectory: '/rec' },
      GetStats: STATS,
    },
    ...{ GetCurrentProgramScene: { currentProgramSceneName: 'Slides' }, GetReplayBufferStatus: 604 },
  }

  it('answers what it does now, also without a replay buffer', async () => {
    const { parts, link } = toolsWorld(answers)
    const tool = createObsStatus(parts)
    expect((await runTool(tool)).result).toMatchObject({
      scene: 'Slides',
      replay_buffer: null,
      load: { skipped_frames: 3 },
    })
    link.answers['GetReplayBufferStatus'] = { outputActive: true }
    expect((await runTool(tool)).result).toMatchObject({ replay_buffer: { active: true } })
    link.answers['GetReplayBufferStatus'] = 207
    expect(await codeOf(runTool(tool))).toBe('obs_not_ready')
  })

  it('lists scenes from the top down, and takes no picture that is none', async () => {
    const { parts } = toolsWorld({
      ...answers,
      GetSceneList: { currentProgramSceneName: null, scenes: [{ sceneName: 'Low' }, { sceneName: 'High' }] },
      GetSceneItemList: { sceneItems: [{ sourceName: 'Camera' }] },
      GetSourceScreenshot: { imageData: 'data:image/png;base64,aGVsbG8=' },
    })
    const sources = ['Camera']
    expect((await runTool(createObsScenes(parts))).result).toEqual({
      current: null,
      scenes: [
        { name: 'High', sources },
        { name: 'Low', sources },
      ],
    })
    expect(await codeOf(runTool(createObsScreenshot(parts)))).toBe('obs_no_picture')
  })
})
