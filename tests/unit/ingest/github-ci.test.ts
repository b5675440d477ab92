import { describe, expect, it } from 'vitest'
import type { ExternalRef } from '../../../contract/outside-refs.ts'
import { Task } from '../../../contract/task.ts'
import { mapGithub } from '../../../main/core/ingest/github/github-mapping.ts'
import {
  answer,
  apply,
  delivered,
  ID,
  NOW,
  nobody,
  opened,
  openedPull,
  pull,
  repository,
  run,
} from '../../support/github-stand-in/github-events.ts'

describe('continuous integration', () => {
  const task = openedPull()
  it.each([
    ['workflow_run', { status: 'queued', conclusion: null }, 'queued'],
    ['workflow_run', { status: 'in_progress', conclusion: null }, 'running'],
    ['check_suite', { conclusion: 'failure' }, 'failed'],
    ['check_run', { conclusion: 'cancelled' }, 'cancelled'],
    ['check_run', { conclusion: 'neutral' }, 'passed'],
    ['check_run', { conclusion: 'a word of tomorrow' }, 'unknown'],
  ])('%s with %o sets ci_status %s', (event, more, state) => {
    const after = apply(event, { repository, [event]: run({ ...more }) }, task)
    expect(after?.ci_status).toMatchObject({ state, name: 'build', commit: 'abc' })
  })
  it.each([
    ['success', 'passed'],
    ['error', 'failed'],
    ['pending', 'running'],
  ])('a commit status %s finds the task by its commit and says %s', (given, state) => {
    const payload = { repository, sha: 'abc', state: given, context: 'ci/lint', updated_at: NOW }
    expect(apply('status', payload, task, () => [ID])?.ci_status).toMatchObject({ state, name: 'ci/lint' })
  })
  it('that is older than what the task holds is told as stale', () => {
    const newer = apply('check_run', { repository, check_run: run({}) }, task)
    const older = run({ conclusion: 'failure', updated_at: '2026-01-01T00:00:00Z' })
    expect(answer(delivered('check_run', { repository, check_run: older }), newer)).toEqual({
      stale: { event_at: '2026-01-01T00:00:00.000Z', held_at: NOW },
    })
  })
  it('of another commit than the task’s says nothing of it', () => {
    const other = run({ head_sha: 'old' })
    expect(answer(delivered('check_run', { repository, check_run: other }), task)).toBeNull()
  })
  it('says nothing of a build or of an issue, whatever stands under their ids', () => {
    const word = delivered('check_run', { repository, check_run: run({}) })
    const ref = task.external_ref as ExternalRef
    expect(answer(word, { ...task, external_ref: { ...ref, kind: 'xcode_build' } })).toBeNull()
    expect(answer(word, { ...task, external_ref: { ...ref, kind: 'github_issue', head_commit: null } })).toBeNull()
  })
  it('that one check found failed is not taken back by another one, only by itself', () => {
    const check = (name: string, conclusion: string, updated_at: string): object => ({
      ...{ repository, check_run: run({ name, conclusion, updated_at }) },
    })
    const failed = apply('check_run', check('test', 'failure', '2026-01-31T11:00:00Z'), task)
    const linted = apply('check_run', check('lint', 'success', '2026-01-31T12:00:00Z'), failed)
    expect(linted?.ci_status).toMatchObject({ state: 'failed', name: 'test' })
    const again = apply('check_run', check('test', 'success', '2026-01-31T13:00:00Z'), linted)
    expect(again?.ci_status).toMatchObject({ state: 'passed', name: 'test' })
  })
  it('of a job that two workflows have is two checks: the one that passed does not hide the one that failed', () => {
    const job = (suite: number, conclusion: string) => ({
      ...{ repository, check_run: run({ conclusion, check_suite: { id: suite } }) },
    })
    const failed = apply('check_run', job(1, 'failure'), task)
    expect(apply('check_run', job(2, 'success'), failed)?.ci_status).toMatchObject({ state: 'failed' })
  })
  it('of a workflow that runs for the push and for the pull request is two checks', () => {
    const workflow = (event: string, conclusion: string) => ({
      ...{ repository, workflow_run: run({ event, path: 'ci.yml', conclusion }) },
    })
    const failed = apply('workflow_run', workflow('push', 'failure'), task)
    const both = apply('workflow_run', workflow('pull_request', 'success'), failed)
    expect(both?.ci_status).toMatchObject({ state: 'failed' })
    expect(both?.ci_status?.checks.map(({ key }) => key)).toEqual([
      'workflow_run:ci.yml:pull_request',
      'workflow_run:ci.yml:push',
    ])
  })
  it('with names of any length keeps its checks apart', () => {
    const long = (end: string) => ({
      repository,
      sha: 'abc',
      state: 'success',
      context: `${'x'.repeat(500)}${end}`,
      updated_at: NOW,
    })
    const one = apply('status', long('a'), task, () => [ID])
    const two = apply('status', long('b'), one, () => [ID])
    expect(two?.ci_status?.checks).toHaveLength(2)
    expect(Task.safeParse(two).success).toBe(true)
  })
  it('is unknown again after a push', () => {
    const passed = apply('check_run', { repository, check_run: run({}) }, task)
    const pushed = { ...pull({ head: { sha: 'def' }, updated_at: '2026-01-31T11:00:00Z' }), action: 'synchronize' }
    expect(apply('pull_request', pushed, passed)?.ci_status).toBeNull()
  })
  it('dated in the future does not freeze the status until then', () => {
    const future = run({ conclusion: 'failure', updated_at: '9999-01-01T00:00:00Z' })
    const frozen = apply('check_run', { repository, check_run: future }, task)
    expect(frozen?.ci_status).toMatchObject({ state: 'failed', updated_at: '1970-01-01T00:00:00.000Z' })
    const now = apply('check_run', { repository, check_run: run({}) }, frozen)
    expect(now?.ci_status).toMatchObject({ state: 'passed', updated_at: NOW })
    expect(answer(delivered('check_run', { repository, check_run: future }), now)).toHaveProperty('stale')
  })
  it('completes by the later of its instants: whoever reports a run may set them as he likes', () => {
    const started = run({
      status: 'in_progress',
      conclusion: null,
      updated_at: undefined,
      started_at: '2026-01-31T11:00:00Z',
    })
    const done = run({
      updated_at: undefined,
      started_at: '2026-01-31T11:00:00Z',
      completed_at: '2026-01-31T10:00:00Z',
    })
    const running = apply('check_run', { repository, check_run: { ...started } }, task)
    const after = apply('check_run', { repository, check_run: { ...done } }, running)
    expect(after?.ci_status).toMatchObject({ state: 'passed' })
  })
  it('that concerns no task is recorded, with the keys under which a later task finds it', () => {
    const check_run = run({ head_sha: 'ABC', pull_requests: [] })
    expect(mapGithub(nobody)(delivered('check_run', { repository, check_run }))).toEqual({
      ...{ work: { kind: 'recorded' }, about: ['commit:octo/cat@abc'], event_at: NOW },
    })
  })
  it('is sought by a task under its number and its commit', () => {
    const { work } = mapGithub(nobody)(delivered('pull_request', pull()))
    const [intent] = work.kind === 'tasks' ? work.intents : []
    expect(intent?.seek(task)).toEqual(['github:octo/cat#12', 'commit:octo/cat@abc'])
    expect(intent?.seek(opened())).toEqual(['github:octo/cat#12'])
    expect(intent?.seek({ ...task, external_ref: null })).toEqual([])
  })
  it('is about at most 50 things, however many pull requests the payload names', () => {
    const pull_requests = Array.from({ length: 300 }, (_, i) => ({ number: i + 1 }))
    const mapping = mapGithub(nobody)(delivered('check_run', { repository, check_run: run({ pull_requests }) }))
    expect(mapping.about).toHaveLength(50)
  })
})
