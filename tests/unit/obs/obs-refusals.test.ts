import { describe, expect, it } from 'vitest'
import { createSceneSwitch } from '../../../main/core/tools/obs/obs-scenes.ts'
import { createRecordStart } from '../../../main/core/tools/obs/record-start.ts'
import { codeOf, IDLE, runTool, toolsWorld } from '../../support/obs/tools-world.ts'

describe('what OBS refuses', () => {
  it.each([
    [204, 'obs_too_old'],
    [207, 'obs_not_ready'],
    [500, 'obs_output_active'],
    [501, 'obs_output_idle'],
    [502, 'obs_output_paused'],
    [503, 'obs_output_not_paused'],
    [504, 'obs_output_disabled'],
    [600, 'obs_not_found'],
    [604, 'obs_output_missing'],
    [702, 'obs_refused'],
  ])('is told by its code %i, for it may come without a word', async (code, error_code) => {
    const { parts } = toolsWorld({ SetCurrentProgramScene: code })
    const refused = runTool(createSceneSwitch(parts), { scene: 'Slides' })
    await expect(refused).rejects.toMatchObject({ error_code, remediation_hint: expect.stringMatching(/\w/) })
  })
})

describe('a start of a recording', () => {
  const idle = { GetRecordStatus: IDLE, GetRecordDirectory: { recordDirectory: '/rec' } }

  it('that OBS lost, telling nothing, is asked for once more, and counts when OBS says that it began', async () => {
    const { parts, link, began } = toolsWorld(idle)
    const starts = () => link.asked.filter((request) => request === 'StartRecord').length
    link.answers['StartRecord'] = () => {
      if (starts() === 2) link.turn('RecordStateChanged', 'STARTED', '/rec/a.mkv')
      return {}
    }
    expect((await runTool(createRecordStart(parts))).result).toMatchObject({ path: '/rec/a.mkv' })
    expect([starts(), began]).toEqual([2, ['/rec/a.mkv']])
  })

  it('counts when the first question did reach OBS, and the second one is refused for it', async () => {
    const { parts, link } = toolsWorld(idle)
    link.answers['StartRecord'] = () => {
      if (link.asked.filter((request) => request === 'StartRecord').length === 1) return {}
      link.turn('RecordStateChanged', 'STARTED', '/rec/a.mkv')
      return 500
    }
    expect((await runTool(createRecordStart(parts))).result).toMatchObject({ path: '/rec/a.mkv' })
  })

  it('that OBS only began to carry out is not asked for again, which could bring it down', async () => {
    const { parts, link, time } = toolsWorld(idle)
    link.answers['StartRecord'] = () => {
      link.turn('RecordStateChanged', 'STARTING')
      return {}
    }
    expect(await codeOf(runTool(createRecordStart(parts)))).toBe('obs_recording_not_started')
    expect(await codeOf(runTool(createRecordStart(parts)))).toBe('obs_recording_active')
    time.ms += 60_000
    expect(await codeOf(runTool(createRecordStart(parts)))).toBe('obs_recording_stuck')
    expect(link.asked.filter((request) => request === 'StartRecord')).toHaveLength(1)
    link.happen({ kind: 'opened' })
    expect(await codeOf(runTool(createRecordStart(parts)))).toBe('obs_recording_not_started')
  })
})
