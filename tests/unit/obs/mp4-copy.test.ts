import { expect, it } from 'vitest'
import { createRecordStop } from '../../../main/core/tools/obs/record-stop.ts'
import { IDLE, runTool, toolsWorld } from '../../support/obs/tools-world.ts'

/** A stop whose recording has ended already. */
async function stopped(path: string, remux?: { readonly fault: string }) {
  const { parts, files } = toolsWorld({ GetRecordStatus: IDLE })
  files.sizes.set(path, 700)
  files.notes.set('/calls/record-stop.json', { path, answered: true })
  const withRemux = remux === undefined ? files : { ...files, remux: async () => remux }
  return runTool(createRecordStop({ ...parts, files: withRemux }), { arm_id: 'x' }, 'recover')
}

it('a recording is kept with its copy, and says nothing of a fault', async () => {
  const { result, artifacts } = await stopped('/rec/a.mkv')
  expect(result).toMatchObject({ frames: 60, mp4: { sha256: expect.any(String) }, mp4_fault: null })
  expect(artifacts).toHaveLength(2)
})

it('a recording whose copy does not hold all of it is kept alone, and says why', async () => {
  const fault = 'the copy has 20 of 60 pictures'
  const { result, artifacts } = await stopped('/rec/a.mkv', { fault })
  expect(result).toMatchObject({ mp4: null, mp4_fault: fault })
  expect(artifacts).toMatchObject([{ path: 'recording.mkv' }])
})

it('a recording that is an MP4 already has no copy, and nothing is wrong with that', async () => {
  expect((await stopped('/rec/a.mp4', { fault: 'not asked for' })).result).toMatchObject({ mp4: null, mp4_fault: null })
})
