import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../contract/json-object.ts'
import { createSceneSwitch } from '../../../main/core/tools/obs/obs-scenes.ts'
import { createRecordFolder } from '../../../main/core/tools/obs/record-folder.ts'
import { createRecordPause, createRecordResume } from '../../../main/core/tools/obs/record-pause.ts'
import { createRecordStart } from '../../../main/core/tools/obs/record-start.ts'
import { createRecordStop } from '../../../main/core/tools/obs/record-stop.ts'
import { createReplaySave, createReplayStart, createReplayStop } from '../../../main/core/tools/obs/replay-buffer.ts'
import { createStreamStart } from '../../../main/core/tools/obs/stream-start.ts'
import { createStreamStop } from '../../../main/core/tools/obs/stream-stop.ts'
import type { Tool } from '../../../main/core/tools/tool.ts'
import type { FakeAnswer } from '../../support/obs/fake-link.ts'
import {
  ACTIVE,
  codeOf,
  IDLE,
  runTool,
  STREAM,
  TARGET,
  type ToolsWorld,
  toolsWorld,
} from '../../support/obs/tools-world.ts'

describe('what OBS takes and does not carry out', () => {
  it.each<[string, (parts: ToolsWorld['parts']) => Tool, JsonObject, Record<string, FakeAnswer>, string]>([
    [
      'a scene',
      createSceneSwitch,
      { scene: 'A' },
      { GetCurrentProgramScene: { currentProgramSceneName: 'B' } },
      'obs_scene_not_shown',
    ],
    ['a pause', createRecordPause, {}, { GetRecordStatus: ACTIVE }, 'obs_recording_not_paused'],
    [
      'a resume',
      createRecordResume,
      {},
      { GetRecordStatus: { ...ACTIVE, outputPaused: true } },
      'obs_recording_not_resumed',
    ],
    [
      'a replay buffer',
      createReplayStart,
      {},
      { GetReplayBufferStatus: { outputActive: false } },
      'obs_replay_unchanged',
    ],
    ['its end', createReplayStop, {}, { GetReplayBufferStatus: { outputActive: true } }, 'obs_replay_unchanged'],
    ['its file', createReplaySave, {}, { GetReplayBufferStatus: { outputActive: true } }, 'obs_replay_not_saved'],
    [
      'a folder',
      createRecordFolder,
      { folder: '/a' },
      {
        GetRecordStatus: IDLE,
        GetRecordDirectory: { recordDirectory: '/b' },
        GetProfileParameter: { parameterValue: null },
      },
      'obs_folder_not_set',
    ],
    [
      'a recording',
      createRecordStart,
      {},
      { GetRecordStatus: IDLE, GetRecordDirectory: { recordDirectory: '/a' } },
      'obs_recording_not_started',
    ],
  ])('is no success: %s', async (_, make, args, answers, code) => {
    const { parts } = toolsWorld(answers)
    expect(await codeOf(runTool(make(parts), args))).toBe(code)
  })
})

describe('a call that was under way when the console died', () => {
  it.each<[string, (parts: ToolsWorld['parts']) => Tool, JsonObject, Record<string, FakeAnswer>, string]>([
    [
      'a scene that is shown',
      createSceneSwitch,
      { scene: 'A' },
      { GetCurrentProgramScene: { currentProgramSceneName: 'A' } },
      'done',
    ],
    [
      'a scene that is not',
      createSceneSwitch,
      { scene: 'A' },
      { GetCurrentProgramScene: { currentProgramSceneName: 'B' } },
      'obs_scene_not_shown',
    ],
    ['a pause of what has ended', createRecordPause, {}, { GetRecordStatus: IDLE }, 'obs_recording_idle'],
    [
      'a stream that runs',
      createStreamStart,
      { arm_id: 'a', ...TARGET },
      { GetStreamStatus: { ...STREAM, outputActive: true } },
      'done',
    ],
    [
      'a stream that does not',
      createStreamStart,
      { arm_id: 'a', ...TARGET },
      { GetStreamStatus: STREAM },
      'obs_stream_not_started',
    ],
    ['a stream that has ended', createStreamStop, { arm_id: 'a', ...TARGET }, { GetStreamStatus: STREAM }, 'done'],
    [
      'a stream that goes on',
      createStreamStop,
      { arm_id: 'a', ...TARGET },
      { GetStreamStatus: { ...STREAM, outputActive: true } },
      'obs_stream_not_stopped',
    ],
    ['a replay that was not asked for', createReplaySave, {}, {}, 'obs_replay_not_saved'],
  ])('is looked at, and asked for no more: %s', async (_, make, args, answers, end) => {
    const { parts, link } = toolsWorld(answers)
    const became = await runTool(make(parts), args, 'recover').then(
      () => 'done',
      (error: { error_code: string }) => error.error_code,
    )
    expect(became).toBe(end)
    expect(link.asked.filter((request) => !request.startsWith('Get'))).toEqual([])
  })

  it('is a replay when OBS saved another one since, and none when it did not', async () => {
    const { parts, files } = toolsWorld({ GetLastReplayBufferReplay: { savedReplayPath: '/rec/replay-2.mkv' } })
    files.sizes.set('/rec/replay-2.mkv', 1000)
    files.notes.set('/calls/replay-save.json', { before: '/rec/replay-1.mkv' })
    expect((await runTool(createReplaySave(parts), {}, 'recover')).artifacts).toMatchObject([{ path: 'replay.mkv' }])
    files.notes.set('/calls/replay-save.json', { before: '/rec/replay-2.mkv' })
    expect(await codeOf(runTool(createReplaySave(parts), {}, 'recover'))).toBe('obs_replay_not_saved')
  })

  it.each<[string, JsonObject | null, FakeAnswer, string]>([
    ['was not asked for yet', null, ACTIVE, 'obs_recording_not_started'],
    ['is recorded', { asked_ms: 98_000, path: '/rec/a.mkv', started_ms: 99_000 }, ACTIVE, 'done'],
    ['is recorded, where OBS did not say', { asked_ms: 98_000, path: null, started_ms: null }, ACTIVE, 'done'],
    [
      'is another one',
      { asked_ms: 98_000, path: null, started_ms: null },
      { ...ACTIVE, outputDuration: 50_000 },
      'obs_recording_not_started',
    ],
    ['has ended', { asked_ms: 98_000, path: '/rec/a.mkv', started_ms: 99_000 }, IDLE, 'obs_recording_not_started'],
  ])('is a start of a recording that %s', async (_, note, status, end) => {
    const { parts, files, began } = toolsWorld({ GetRecordStatus: status })
    files.sizes.set('/rec/a.mkv', 700)
    if (note !== null) files.notes.set('/calls/record-start.json', note)
    const work = runTool(createRecordStart(parts), {}, 'recover')
    expect(
      await work.then(
        () => 'done',
        (error: { error_code: string }) => error.error_code,
      ),
    ).toBe(end)
    expect(began).toEqual(end === 'done' ? [note?.['path']] : [])
    if (status === IDLE)
      await expect(work).rejects.toMatchObject({ artifacts: [{ path: 'recording-partial.mkv', partial: true }] })
  })

  it.each<[string, JsonObject | null, FakeAnswer, string]>([
    ['nobody asked for', null, ACTIVE, 'obs_recording_not_stopped'],
    ['OBS did not carry out', { path: '/rec/a.mkv', answered: false }, ACTIVE, 'obs_recording_not_stopped'],
    ['OBS carried out', { path: '/rec/a.mkv', answered: true }, IDLE, 'done'],
    ['OBS did not live to tell of', { path: '/rec/a.mkv', answered: true }, 500, 'done'],
    ['left an empty file', { path: '/rec/empty.mkv', answered: true }, IDLE, 'obs_file_empty'],
    ['left a file that nothing can read', { path: '/rec/broken.mkv', answered: true }, IDLE, 'obs_file_broken'],
    ['left no file', { path: '/rec/none.mkv', answered: true }, IDLE, 'obs_file_missing'],
  ])('is a stop of a recording that %s', async (_, note, status, end) => {
    const { parts, files, link } = toolsWorld({ GetRecordStatus: status })
    for (const [path, bytes] of [
      ['/rec/a.mkv', 700],
      ['/rec/empty.mkv', 0],
      ['/rec/broken.mkv', 9],
    ] as const)
      files.sizes.set(path, bytes)
    files.broken.add('/rec/broken.mkv')
    if (note !== null) files.notes.set('/calls/record-stop.json', note)
    const became = await codeOf(runTool(createRecordStop(parts), { arm_id: 'x' }, 'recover'))
    expect(became).toBe(end === 'done' ? 'no failure' : end)
    expect(link.asked.filter((request) => !request.startsWith('Get'))).toEqual([])
  })
})
