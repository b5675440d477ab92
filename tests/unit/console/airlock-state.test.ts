import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { airlockState, stepsOf, type VideoWords } from '../../../renderer/features/airlock/airlock-state.ts'
import type { PublishedVideo } from '../../../renderer/features/airlock/published-video.ts'
import { changesOf } from '../../../renderer/features/airlock/video-changes.ts'
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
const privacies = (...runs: ToolRun[]) => state(...runs).videos.map(({ privacy }) => privacy)
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
  expect(steps(failed, uploaded()).check).toBe('failed')
  // What was sent unchecked is not waited for any more.
  expect(steps(uploaded()).check).toBe('optional')
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
  expect(privacies(uploaded(), change)).toEqual(['private'])
})

test('words that are on their way, or there, are those that were sent; once the video is deleted others can be written', () => {
  expect(state(run('upload', ABOUT, { state: 'running' })).sent).toEqual(WORDS)
  expect(state(uploaded(), run('preflight', { ...ABOUT, title: 'Later' }, {})).sent).toEqual(WORDS)
  expect(state(uploaded(), run('undo', { video_id: 'dQw4w9WgXcQ', how: 'delete' }, {})).sent).toBeNull()
  for (const of of ['denied', 'failed', 'unknown'] as const)
    expect(state(run('upload', ABOUT, { state: of })).sent).toBeNull()
})

describe('a video that is there', () => {
  const change = (privacy: string, given: Partial<ToolRun>) =>
    run('set_privacy', { video_id: 'dQw4w9WgXcQ', privacy }, given)
  const undo = (how: string, given: Partial<ToolRun> = {}) => run('undo', { video_id: 'dQw4w9WgXcQ', how }, given)
  const leftBy = ({ call_id }: ToolRun) => [{ package_id: call_id, artifact: { link: 'https://youtu.be/dQw4w9WgXcQ' } }]

  test('is private until a change of that ended well', () => {
    expect(privacies(uploaded(), change('public', { state: 'denied' }))).toEqual(['private'])
    expect(steps(uploaded(), change('public', { state: 'denied' })).show).toBe('waits')
    expect(privacies(uploaded(), change('public', {}))).toEqual(['public'])
    expect(privacies(uploaded(), change('public', {}), undo('private'))).toEqual(['private'])
  })
  test.each(['running', 'failed', 'unknown'] as const)(
    'is not said to be seen by anybody or nobody while the newest change of that is %s',
    (of) => {
      expect(privacies(uploaded(), change('public', { state: of }))).toEqual(['unknown'])
      expect(privacies(uploaded(), change('public', {}), undo('private', { state: of }))).toEqual(['unknown'])
      const denied = undo('private', { state: 'denied' })
      expect(privacies(uploaded(), change('public', { state: of }), denied)).toEqual(['unknown'])
      expect(privacies(uploaded(), change('public', { state: of }), undo('private'))).toEqual(['private'])
      expect(steps(uploaded(), change('public', { state: of })).show).toBe(of)
    },
  )
  test('can be uploaded again once it was deleted', () => {
    expect(steps(uploaded()).upload).toBe('done')
    expect(privacies(uploaded(), undo('delete'))).toEqual(['deleted'])
    const check = run('preflight', ABOUT, { result: { ready: true, checks: [] } })
    expect(steps(uploaded(), undo('delete'), check).upload).toBe('open')
  })
  test('can be taken back although its upload failed, when the evidence holds its link', () => {
    const failed = run('upload', ABOUT, { state: 'failed' })
    expect(airlockState([failed], SHA, leftBy(failed)).videos).toMatchObject([
      { video_id: 'dQw4w9WgXcQ', upload: { call_id: failed.call_id } },
    ])
    expect(airlockState([failed], SHA, [{ package_id: 'other', artifact: { link: null } }]).videos).toEqual([])
  })
  test('is not said to be private when its upload failed, until it was taken back', () => {
    const failed = run('upload', ABOUT, { state: 'failed' })
    const seen = airlockState([failed], SHA, leftBy(failed))
    expect(seen.videos).toMatchObject([{ privacy: 'unknown' }])
    expect(stepsOf(seen, WORDS, false).show).toBe('unknown')
    const back = airlockState([undo('private'), failed], SHA, leftBy(failed))
    expect(back.videos).toMatchObject([{ privacy: 'private' }])
  })
  test.each(['denied', 'failed', 'unknown', 'running'] as const)(
    'stays in sight when a newer attempt is %s and leaves none',
    (of) => {
      const first = uploaded()
      const { upload, videos } = state(first, run('upload', ABOUT, { state: of, approval_id: 'ap-0000000000000001' }))
      expect(upload?.run.state).toBe(of)
      expect(videos).toMatchObject([{ upload: { call_id: first.call_id }, privacy: 'private' }])
    },
  )
  test('stands beside the others that uploads of the same file left, the newest first', () => {
    const failed = run('upload', ABOUT, { state: 'failed' })
    const again = run('upload', ABOUT, { result: { video_id: 'secondVideo', link: 'https://youtu.be/secondVideo' } })
    const seen = airlockState([again, undo('delete'), failed], SHA, leftBy(failed))
    expect(seen.videos).toMatchObject([
      { video_id: 'secondVideo', privacy: 'private', change: null },
      { video_id: 'dQw4w9WgXcQ', privacy: 'deleted', change: { tool: 'youtube.undo' } },
    ])
  })
})

describe('what can be done about a video', () => {
  const video = (privacy: PublishedVideo['privacy'], upload: ToolRun) => ({ privacy, upload })
  const words = (given: ReturnType<typeof video>) => changesOf(given).map(({ word }) => word)
  const back = ['Take it back: make it private…', 'Take it back: delete it…']

  test('nobody knows who sees it: both ways of taking it back', () => {
    expect(words(video('unknown', uploaded()))).toEqual(expect.arrayContaining(back))
  })
  test('its upload failed: it is only taken back, as the service shows no such video to others', () => {
    const failed = run('upload', ABOUT, { state: 'failed' })
    expect(words(video('unknown', failed))).toEqual(back)
    expect(words(video('private', failed))).toEqual(['Take it back: delete it…'])
  })
  test('private: it can be shown, or deleted', () => {
    const show = ['Make it unlisted…', 'Make it public…']
    expect(words(video('private', uploaded()))).toEqual([...show, 'Take it back: delete it…'])
    expect(words(video('deleted', uploaded()))).toEqual([])
  })
})
