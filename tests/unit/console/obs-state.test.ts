import { expect, test } from 'vitest'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { armLeft, isPast, lengthWords, obsState } from '../../../renderer/features/obs/obs-state.ts'
import { stagedRun } from '../../e2e/support/staged-approvals.ts'

const NOW = Date.UTC(2030, 0, 1, 12)
const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString()
let count = 0
function run(
  tool: string,
  seconds: number,
  result: JsonObject | null,
  args: JsonObject = {},
  given: Partial<ToolRun> = {},
) {
  count += 1
  const call = { tool: `obs.${tool}`, args, side_effect_level: 'local_write', task_id: 'pier' } as const
  return stagedRun(count, call, { started_at: at(seconds), finished_at: at(seconds), result, ...given })
}
const arm = (id: string, seconds: number, expires: number, action = 'record.stop') =>
  run('arm', seconds, {
    ...{ arm_id: id, action, seen: { path: '/a.mkv' }, expires_at: at(expires) },
    fire: { tool: `obs.${action}`, args: { arm_id: id } },
  })
const scenes = (current: string, seconds: number) =>
  run('scenes', seconds, {
    current,
    scenes: [
      { name: 'Desk', sources: [] },
      { name: 'Pier', sources: ['Camera'] },
    ],
  })
/** As the service lists them: the newest first. */
const state = (...runs: ToolRun[]) => obsState(runs.toReversed(), NOW)

test('nothing is known before OBS was asked, and nothing of it is invented', () => {
  expect(state()).toEqual({ status: null, scenes: null, arms: [], asked: null, last: null })
  expect(state(run('status', -5, null, {}, { state: 'failed' })).status).toBeNull()
})

test('a switch that OBS confirmed counts more than a list from before, and less than one from after', () => {
  const switched = run('scene.switch', -5, { scene: 'Pier' }, { scene: 'Pier' })
  expect(state(scenes('Desk', -10), switched).scenes?.said.current).toBe('Pier')
  expect(state(switched, scenes('Desk', -1)).scenes?.said.current).toBe('Desk')
  expect(state(scenes('Desk', -10), { ...switched, state: 'failed', result: null }).scenes?.said.current).toBe('Desk')
})

test('what was armed can be fired until its time is over, once, and only the newest of its kind', () => {
  expect(state(arm('a', -10, 50)).arms).toMatchObject([{ arm_id: 'a', fire: { tool: 'obs.record.stop' } }])
  expect(state(arm('a', -70, -10)).arms).toEqual([])
  expect(state(arm('a', -20, 40), arm('b', -10, 50)).arms).toMatchObject([{ arm_id: 'b' }])
  expect(state(arm('a', -10, 50), run('record.stop', -5, null, { arm_id: 'a' }, { state: 'running' })).arms).toEqual([])
})

test('an arm that waits for an approval is not used up', () => {
  const asked = run('stream.start', -5, null, { arm_id: 'a' }, { state: 'denied' })
  expect(state(arm('a', -10, 1000, 'stream.start'), asked).arms).toMatchObject([{ arm_id: 'a' }])
})

test('the countdown never says more than is left', () => {
  const left = (seconds: number) => armLeft({ expires_at: new Date(NOW + seconds * 1000).toISOString() }, NOW)
  expect(left(59.9)).toEqual({ words: '59 s', isOver: false })
  expect(left(1799)).toEqual({ words: '29 min', isOver: false })
  expect(left(0.4).isOver).toBe(true)
})

test('lengths are written as on a clock', () => {
  expect([0, 61_000, 3_723_000].map(lengthWords)).toEqual(['0:00', '1:01', '1:02:03'])
})

test('what OBS said is told as past once a minute is over, or as soon as OBS is not there any more', () => {
  const ready = { state: 'ready', checked_at: at(-2) } as const
  const gone = { state: 'unavailable', checked_at: at(-2) } as const
  expect(isPast({ at: at(-59) }, ready, NOW)).toBe(false)
  expect(isPast({ at: at(-61) }, ready, NOW)).toBe(true)
  expect(isPast({ at: at(-10) }, gone, NOW)).toBe(true)
  expect(isPast({ at: at(-10) }, { state: 'off', checked_at: null }, NOW)).toBe(true)
  // It has answered since it was missed.
  expect(isPast({ at: at(-1) }, gone, NOW)).toBe(false)
})
