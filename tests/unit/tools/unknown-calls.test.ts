import { describe, expect, it } from 'vitest'
import { createGateWorld } from '../../support/gate-world.ts'
import { begunIn, ended, startAgain } from './taken-up-world.ts'
import { ALWAYS, toolOf } from './test-tool.ts'

describe('a call that nobody can take up', () => {
  const reading = { name: 'test.tool', side_effect_level: 'read_only' } as const
  const HALF = { name: 'half.mkv', bytes: 7 }

  it('keeps what the tool finds of use; the rest is named in the log and goes', async () => {
    const world = createGateWorld()
    const call_id = await begunIn(world, reading)
    world.work.files.set(call_id, [HALF])
    world.store.lose('t1')
    const { tools, did } = await startAgain(world, reading)
    await tools.takeUp()
    await ended(world)
    expect(did).toEqual(['told what there is'])
    expect(world.log.events.at(-1)).toMatchObject({
      ...{ type: 'tool_call_unknown' },
      data: { work_folder: { files: [HALF], more: 0, removed: true }, run: { evidence: [{ artifacts: 1 }] } },
    })
    expect([...world.work.files]).toEqual([])
  })

  it('of a tool that has nothing to keep loses its work folder, and the log says what was in it', async () => {
    const world = createGateWorld()
    const call_id = await begunIn(world, reading)
    world.work.files.set(call_id, [HALF])
    await world.boot({ tools: [toolOf({ run: () => Promise.reject(new Error('never')) })], ...ALWAYS })
    expect(world.log.events.at(-1)).toMatchObject({
      ...{ type: 'tool_call_unknown' },
      data: { work_folder: { files: [HALF], removed: true }, run: { state: 'unknown', finished_at: null } },
    })
    expect([...world.work.files]).toEqual([])
  })

  it('of a tool that is not there any more leaves its work folder where it is, and the log says so', async () => {
    const world = createGateWorld()
    const call_id = await begunIn(world, reading)
    world.work.files.set(call_id, [HALF])
    await world.boot({ tools: [], ...ALWAYS })
    expect(world.log.events.at(-1)).toMatchObject({ data: { work_folder: { files: [HALF], removed: false } } })
    expect([...world.work.files.keys()]).toEqual([call_id])
  })

  it('leaves the work folder where it is when the tool fails to look through it', async () => {
    const world = createGateWorld()
    const call_id = await begunIn(world, reading)
    world.work.files.set(call_id, [HALF])
    world.store.lose('t1')
    const { tools } = await startAgain(world, { ...reading, left: () => Promise.reject(new Error('broken')) })
    await tools.takeUp()
    await ended(world)
    expect(world.log.events.at(-1)).toMatchObject({
      type: 'tool_call_unknown',
      data: { work_folder: { removed: false } },
    })
    expect([...world.work.files.keys()]).toEqual([call_id])
  })
})
