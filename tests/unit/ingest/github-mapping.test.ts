import { describe, expect, it } from 'vitest'
import type { Task } from '../../../contract/task.ts'
import { Verdict } from '../../../contract/task.ts'
import { githubTaskId, mapGithub } from '../../../main/core/ingest/github-mapping.ts'

const NOW = '2026-02-01T00:00:00.000Z'
const nobody = () => []
const issue = (more: object = {}) => ({
  number: 12,
  title: 'Login fails',
  body: 'On Mondays only',
  html_url: 'https://github.com/octo/cat/issues/12',
  state: 'open',
  updated_at: '2026-01-31T10:00:00Z',
  ...more,
})
const repository = { full_name: 'octo/cat' }
const ID = githubTaskId('octo/cat', 12)

function apply(event: string, payload: object, current: Task | null, atCommit: () => string[] = nobody): Task | null {
  const mapping = mapGithub({ event, payload, now: NOW }, atCommit)
  if (mapping.kind !== 'tasks') throw new Error(`mapped to ${mapping.kind}`)
  return mapping.intents[0]?.upsert(current)?.task ?? null
}
const opened = (): Task => apply('issues', { action: 'opened', repository, issue: issue() }, null) as Task
const pull = (more: object = {}): object => ({
  action: 'opened',
  repository,
  pull_request: issue({ head: { sha: 'abc' }, ...more }),
})

describe('an issue', () => {
  it('when opened becomes a task with the words as they came', () => {
    expect(opened()).toMatchObject({
      task_id: ID,
      correlation_id: ID,
      source: 'github',
      title: 'Login fails',
      request_text: 'On Mondays only',
      external_ref: { kind: 'github_issue', repository: 'octo/cat', number: 12, state: 'open' },
      version: 1,
    })
  })
  it('has one id per repository and number, whatever the case of the name', () => {
    expect(githubTaskId('Octo/Cat', 12)).toBe(ID)
    expect(githubTaskId('octo/cat', 13)).not.toBe(ID)
  })
  it('without a body asks by its title', () => {
    expect(apply('issues', { action: 'opened', repository, issue: issue({ body: null }) }, null)?.request_text).toBe(
      'Login fails',
    )
  })
  it('that nobody opened here is not made by a label', () => {
    expect(apply('issues', { action: 'labeled', repository, issue: issue() }, null)).toBeNull()
  })
  it('is updated by later events', () => {
    const closed = issue({ state: 'closed', updated_at: '2026-01-31T11:00:00Z' })
    expect(apply('issues', { action: 'closed', repository, issue: closed }, opened())).toMatchObject({
      version: 2,
      external_ref: { state: 'closed' },
    })
  })
  it('is not touched by an event that says nothing new, nor by one older than what it holds', () => {
    expect(apply('issues', { action: 'labeled', repository, issue: issue() }, opened())).toBeNull()
    const old = issue({ title: 'Before', updated_at: '2026-01-30T00:00:00Z' })
    expect(apply('issues', { action: 'edited', repository, issue: old }, opened())).toBeNull()
  })
})

describe('a decision', () => {
  const verdict = Verdict.parse({ decision: 'approve', decided_by: 'operator', decided_at: NOW, door: 'console' })
  it('is taken back when the words that were approved change', () => {
    const approved = { ...opened(), verdict, admin_approved: true }
    const edited = issue({ body: 'Also publish my ad', updated_at: '2026-01-31T11:00:00Z' })
    expect(apply('issues', { action: 'edited', repository, issue: edited }, approved)).toMatchObject({
      verdict: null,
      admin_approved: false,
    })
  })
  it('is taken back when new commits are pushed', () => {
    const approved = { ...(apply('pull_request', pull(), null) as Task), verdict, admin_approved: true }
    const pushed = { ...pull({ head: { sha: 'def' }, updated_at: '2026-01-31T11:00:00Z' }), action: 'synchronize' }
    expect(apply('pull_request', pushed, approved)).toMatchObject({
      verdict: null,
      external_ref: { head_commit: 'def' },
    })
  })
  it('stands when only the state changes', () => {
    const approved = { ...opened(), verdict, admin_approved: true }
    const closed = issue({ state: 'closed', updated_at: '2026-01-31T11:00:00Z' })
    expect(apply('issues', { action: 'closed', repository, issue: closed }, approved)?.verdict).toEqual(verdict)
  })
})

describe('continuous integration', () => {
  const task = apply('pull_request', pull(), null) as Task
  const run = (more: object) => ({
    head_sha: 'abc',
    name: 'build',
    status: 'completed',
    conclusion: 'success',
    updated_at: NOW,
    ...more,
  })
  it.each([
    ['workflow_run', { status: 'queued', conclusion: null }, 'queued'],
    ['workflow_run', { status: 'in_progress', conclusion: null }, 'running'],
    ['check_suite', { conclusion: 'failure' }, 'failed'],
    ['check_run', { conclusion: 'cancelled' }, 'cancelled'],
    ['check_run', { conclusion: 'neutral' }, 'passed'],
    ['check_run', { conclusion: 'a word of tomorrow' }, 'unknown'],
  ])('%s with %o sets ci_status %s', (event, more, state) => {
    const after = apply(event, { repository, [event]: run({ pull_requests: [{ number: 12 }], ...more }) }, task)
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
  it('that is older than what the task holds changes nothing', () => {
    const newer = apply('check_run', { repository, check_run: run({ pull_requests: [{ number: 12 }] }) }, task)
    const older = run({ conclusion: 'failure', updated_at: '2026-01-01T00:00:00Z', pull_requests: [{ number: 12 }] })
    expect(apply('check_run', { repository, check_run: older }, newer)).toBeNull()
  })
  it('of another commit than the task’s says nothing of it', () => {
    const other = run({ head_sha: 'old', pull_requests: [{ number: 12 }] })
    expect(apply('check_run', { repository, check_run: other }, task)).toBeNull()
  })
  it('that one check found failed is not taken back by another one, only by itself', () => {
    const check = (name: string, conclusion: string): object => ({
      ...{ repository, check_run: run({ name, conclusion, pull_requests: [{ number: 12 }] }) },
    })
    const failed = apply('check_run', check('test', 'failure'), task)
    expect(apply('check_run', check('lint', 'success'), failed)).toBeNull()
    expect(apply('check_run', check('test', 'success'), failed)?.ci_status).toMatchObject({
      name: 'test',
      state: 'passed',
    })
  })
  it('is unknown again after a push', () => {
    const passed = apply('check_run', { repository, check_run: run({ pull_requests: [{ number: 12 }] }) }, task)
    const pushed = { ...pull({ head: { sha: 'def' }, updated_at: '2026-01-31T11:00:00Z' }), action: 'synchronize' }
    expect(apply('pull_request', pushed, passed)?.ci_status).toBeNull()
  })
  it('dated in the future does not freeze the status until then', () => {
    const future = run({ updated_at: '9999-01-01T00:00:00Z', pull_requests: [{ number: 12 }] })
    expect(apply('check_run', { repository, check_run: future }, task)?.ci_status?.updated_at).toBe(NOW)
  })
  it('that concerns no task is recorded', () => {
    expect(mapGithub({ event: 'check_run', payload: { repository, check_run: run({}) }, now: NOW }, nobody)).toEqual({
      kind: 'recorded',
    })
  })
})

describe('anything else', () => {
  it.each([
    ['star', { action: 'created' }],
    ['issues', { action: 'opened' }],
    ['issues', 'not an object'],
    ['status', { repository }],
    ['check_run', null],
  ])('%s with %o is recorded, never an error', (event, payload) => {
    expect(mapGithub({ event, payload, now: NOW }, nobody)).toEqual({ kind: 'recorded' })
  })
  it('ping is answered', () => {
    expect(mapGithub({ event: 'ping', payload: {}, now: NOW }, nobody)).toEqual({ kind: 'ping' })
  })
})
