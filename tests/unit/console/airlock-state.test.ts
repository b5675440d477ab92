import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { airlockState, stepsOf, type VideoWords } from '../../../renderer/features/airlock/airlock-state.ts'
import { stagedRun } from '../../e2e/support/staged-approvals.ts'
import { shaOf } from '../../e2e/support/staged-facts.ts'

const SHA = shaOf('the film')
const WORDS: VideoWords = {
  ...{ title: 'The pier', description: 'At low tide.', category_id: '19', made_for_kids: false, tags: ['sea'] },
}
const ABOUT = { artifact_sha256: SHA, ...WORDS, tags: ['sea'] }
let clock = 0
function run(tool: string, args: JsonObject, given: Partial<ToolRun>): ToolRun {
  clock += 1
  const started_at = new Date(Date.UTC(2030, 0, 1) + clock * 1000).toISOString()
  const call = { tool: `youtube.${tool}`, args, side_effect_level: 'external_publish', task_id: 'pier' } as const
  return stagedRun(clock, call, { started_at, ...given })
}
const uploaded = () =>
  run('upload', ABOUT, { result: { video_id: 'dQw4w9WgXcQ', link: 'https://youtu.be/dQw4w9WgXcQ' } })
/** As the service lists them: the newest first. */
const state = (...runs: ToolRun[]) => airlockState(runs.toReversed(), SHA, [])
const steps = (...runs: ToolRun[]) => stepsOf(state(...runs), WORDS, false)

test('with nothing done yet the words can be written and everything after them waits', () => {
  expect(state().words).toBeNull()
  expect(stepsOf(state(), { ...WORDS, title: '' }, false)).toEqual({
    ...{ file: 'done', redact: 'optional', words: 'open', check: 'open', upload: 'later', show: 'later' },
  })
})

test('the words of the newest check or attempt are taken up again after a reload', () => {
  const check = run('preflight', { ...ABOUT, title: 'The first idea' }, {})
  expect(state(check).words).toEqual({ ...WORDS, title: 'The first idea' })
  expect(state(check, run('upload', ABOUT, { state: 'denied' })).words).toEqual(WORDS)
})

test('a check counts only for exactly the words that it was made for', () => {
  const checks = [{ check: 'quota', state: 'ok', detail: 'enough' }]
  const check = run('preflight', ABOUT, { result: { ready: true, checks } })
  expect(steps(check).check).toBe('done')
  expect(stepsOf(state(check), { ...WORDS, title: 'Another' }, false).check).toBe('open')
  const failed = run('preflight', ABOUT, {
    result: { ready: false, checks: [{ ...checks[0], state: 'fail' }] } as JsonObject,
  })
  expect(steps(check, failed).check).toBe('failed')
})

test.each([
  ['denied', 'waits'],
  ['running', 'running'],
  ['failed', 'failed'],
  ['unknown', 'unknown'],
] as const)('an upload that is %s shows as %s, and nothing can be shown to others', (of, shown) => {
  expect(steps(run('upload', ABOUT, { state: of }))).toMatchObject({ upload: shown, show: 'later' })
})

test('an approval that waits is not for words that were changed since', () => {
  const waiting = state(run('upload', ABOUT, { state: 'denied', approval_id: 'ap-0000000000000001' }))
  expect(stepsOf(waiting, WORDS, false).upload).toBe('waits')
  expect(stepsOf(waiting, { ...WORDS, title: 'Another' }, false).upload).toBe('later')
})

test('calls about another file or another video say nothing', () => {
  const other = run('upload', { ...ABOUT, artifact_sha256: shaOf('another') }, {})
  expect(state(other)).toMatchObject({ upload: null, words: null })
  const change = run('set_privacy', { video_id: 'anotherVideo', privacy: 'public' }, {})
  expect(state(uploaded(), change).video?.privacy).toBe('private')
})

describe('a video that is there', () => {
  const change = (privacy: string, given: Partial<ToolRun>) =>
    run('set_privacy', { video_id: 'dQw4w9WgXcQ', privacy }, given)
  const undo = (how: string) => run('undo', { video_id: 'dQw4w9WgXcQ', how }, {})
  test('is private until a change of that ended well', () => {
    expect(state(uploaded(), change('public', { state: 'denied' })).video?.privacy).toBe('private')
    expect(steps(uploaded(), change('public', { state: 'denied' })).show).toBe('waits')
    expect(state(uploaded(), change('public', {})).video?.privacy).toBe('public')
    expect(state(uploaded(), change('public', {}), undo('private')).video?.privacy).toBe('private')
  })
  test('can be uploaded again once it was deleted', () => {
    expect(steps(uploaded()).upload).toBe('done')
    expect(state(uploaded(), undo('delete')).video?.privacy).toBe('deleted')
    const check = run('preflight', ABOUT, { result: { ready: true, checks: [] } })
    expect(steps(uploaded(), undo('delete'), check).upload).toBe('open')
  })
  test('can be taken back although its upload failed, when the evidence holds its link', () => {
    const failed = run('upload', ABOUT, { state: 'failed' })
    const left = [{ package_id: failed.call_id, artifact: { link: 'https://youtu.be/dQw4w9WgXcQ' } }]
    expect(airlockState([failed], SHA, left).video).toMatchObject({
      video_id: 'dQw4w9WgXcQ',
      upload_call_id: failed.call_id,
    })
    expect(
      airlockState([failed], SHA, [{ ...left[0], package_id: 'other', artifact: { link: null } }]).video,
    ).toBeNull()
  })
})
