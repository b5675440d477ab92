import { describe, expect, it } from 'vitest'
import type { TaskId } from '../../../contract/ids.ts'
import { Task, Verdict } from '../../../contract/task.ts'
import type { MappedDelivery, Mapping, TaskIntent } from '../../../main/core/ingest/task-mapping.ts'
import { mapXcode } from '../../../main/core/ingest/xcode/xcode-mapping.ts'
import { withMember, xcodePayload } from '../../support/xcode-payloads.ts'

const NOW = '2026-02-01T00:00:00.000Z'
const COMMIT = '8f3b1c6a2d4e5f60718293a4b5c6d7e8f9012345'
const taskIdOf = (repository: string, number: number) => `gh-${repository.replace('/', '-')}-${number}` as TaskId
const PULL_ID = taskIdOf('octo/lighthouse', 12)

function map(payload: unknown, over: Partial<MappedDelivery> = {}, atCommit: () => string[] = () => []): Mapping {
  const delivery = { event: 'build', delivery_id: 'd', assurance: 'token' as const, received_at: NOW, payload, ...over }
  return mapXcode(atCommit, taskIdOf)(delivery)
}
function intents(mapping: Mapping): readonly TaskIntent[] {
  return mapping.work.kind === 'tasks' ? mapping.work.intents : []
}
function applied(current: Task | null, payload: unknown, over: Partial<MappedDelivery> = {}): Task | null {
  const answer = intents(map(payload, over))[0]?.upsert(current, []) ?? null
  return answer !== null && 'task' in answer ? answer.task : current
}
const created = () => applied(null, xcodePayload('cloud-created'))
const pull = (over: object = {}) =>
  Task.parse({
    task_id: PULL_ID,
    source: 'github',
    request_text: 'Please review',
    created_at: NOW,
    correlation_id: PULL_ID,
    external_ref: { kind: 'github_pull_request', repository: 'octo/lighthouse', number: 12, head_commit: COMMIT },
    ...over,
  })
function checked(task: Task | null, payload: unknown): ReturnType<TaskIntent['upsert']> {
  return (
    intents(map(payload))
      .find(({ task_id }) => task_id === PULL_ID)
      ?.upsert(task, []) ?? null
  )
}

describe('a build', () => {
  it('is one task that mirrors it', () => {
    const task = applied(null, xcodePayload('cloud-completed'))
    expect(Task.parse(task)).toEqual(task)
    expect(task).toMatchObject({
      task_id: expect.stringMatching(/^xc-[0-9a-f]{12}$/),
      correlation_id: task?.task_id,
      source: 'xcode',
      status: 'pending',
      assurance: 'token',
      title: 'Build 42 of Lighthouse (Pull Requests): failed',
      build: { progress: 'COMPLETE', completion_status: 'FAILED', build_number: 42 },
      ci_status: { state: 'failed', name: 'Lighthouse / Pull Requests', commit: COMMIT },
      external_ref: { kind: 'xcode_build', repository: 'octo/lighthouse', number: 42, head_commit: COMMIT },
      version: 1,
    })
    expect(task?.request_text).toContain('Completion: FAILED\nBranch: anne/labels\n')
  })
  it('goes on from created over started to completed', () => {
    const started = applied(created(), xcodePayload('cloud-started'))
    expect([created()?.ci_status?.state, started?.ci_status?.state]).toEqual(['queued', 'running'])
    const completed = applied(started, xcodePayload('cloud-completed'))
    expect([completed?.ci_status?.state, completed?.version]).toEqual(['failed', 3])
  })
  it('that is completed never runs again, and what came late is called stale', () => {
    const completed = applied(null, xcodePayload('cloud-completed'))
    const late = withMember(xcodePayload('cloud-started'), 'ciBuildRun.attributes.startedDate', '2026-01-31T23:00:00Z')
    expect(intents(map(late))[0]?.upsert(completed, [])).toEqual({
      stale: { event_at: '2026-01-31T23:00:00.000Z', held_at: '2026-01-30T09:14:10.194Z' },
    })
  })
  it('is what was said last of those who say that it is complete', () => {
    const completed = (finishedDate: string, completionStatus: string) => {
      const dated = withMember(xcodePayload('cloud-completed'), 'ciBuildRun.attributes.finishedDate', finishedDate)
      return withMember(dated, 'ciBuildRun.attributes.completionStatus', completionStatus)
    }
    const words = [completed('2026-01-30T10:00:00Z', 'SUCCEEDED'), completed('2026-01-30T11:00:00Z', 'ERRORED')]
    for (const [first, second] of [words, words.toReversed()])
      expect(applied(applied(null, first), second)?.build?.completion_status).toBe('ERRORED')
    const undone = [completed('2026-01-30T10:00:00Z', 'ERRORED'), completed('2026-01-30T11:00:00Z', 'SUCCEEDED')]
    for (const [first, second] of [undone, undone.toReversed()])
      expect(applied(applied(null, first), second)?.build?.completion_status).toBe('SUCCEEDED')
  })
  it('that is said to have passed and to have failed at the same instant has failed, whoever says it first', () => {
    const failed = xcodePayload('cloud-completed')
    const passed = withMember(failed, 'ciBuildRun.attributes.completionStatus', 'SUCCEEDED')
    for (const [first, second] of [
      [failed, passed],
      [passed, failed],
    ])
      expect(applied(applied(null, first), second)).toMatchObject({
        ...{ build: { completion_status: 'FAILED' }, ci_status: { state: 'failed' } },
      })
  })
  it('told again changes nothing', () => {
    const completed = applied(null, xcodePayload('cloud-completed'))
    expect(intents(map(xcodePayload('cloud-completed'), { delivery_id: 'e' }))[0]?.upsert(completed, [])).toBeNull()
  })
  it.each([
    ['SUCCEEDED', 'passed'],
    ['FAILED', 'failed'],
    ['ERRORED', 'failed'],
    ['CANCELED', 'cancelled'],
    ['SKIPPED', 'cancelled'],
    ['A_WORD_OF_TOMORROW', 'unknown'],
    ['constructor', 'unknown'],
    [null, 'unknown'],
  ])('completed as %s is %s', (status, state) => {
    const told = withMember(xcodePayload('cloud-completed'), 'ciBuildRun.attributes.completionStatus', status)
    expect(applied(null, told)?.ci_status?.state).toBe(state)
  })
  it('is the same task whether Xcode Cloud or its script reports it, and each action is a check of it', () => {
    const both = applied(
      applied(null, xcodePayload('script-action'), { assurance: 'signed' }),
      xcodePayload('cloud-started'),
    )
    expect(both).toMatchObject({ version: 2, build: { progress: 'RUNNING' }, ci_status: { state: 'running' } })
    expect(both?.ci_status?.checks.map(({ name, state }) => [name, state])).toEqual([
      ['Lighthouse / Pull Requests: archive Lighthouse iOS', 'passed'],
      ['Lighthouse / Pull Requests', 'running'],
    ])
  })
  it('of which an action failed has failed, before the build is over', () => {
    const failed = { ...xcodePayload('script-action'), action_status: 'FAILED' }
    expect(applied(created(), failed)).toMatchObject({ ci_status: { state: 'failed' }, build: { progress: 'PENDING' } })
  })
  it('bears the assurance of whoever said what it says', () => {
    const signed = applied(null, xcodePayload('cloud-started'), { assurance: 'signed' })
    expect(signed?.assurance).toBe('signed')
    expect(applied(signed, xcodePayload('cloud-completed'))?.assurance).toBe('token')
    expect(
      applied(applied(null, xcodePayload('cloud-started')), xcodePayload('cloud-started'), { assurance: 'signed' }),
    ).toMatchObject({ assurance: 'signed' })
  })
  it('that was decided on and then came to something else is to be decided on again', () => {
    const verdict = Verdict.parse({ decision: 'approve', decided_by: 'operator', decided_at: NOW, door: 'console' })
    const approved = { ...(created() as Task), verdict, admin_approved: true }
    expect(applied(approved, xcodePayload('cloud-completed'))).toMatchObject({ verdict: null, admin_approved: false })
    expect(applied(approved, xcodePayload('cloud-created'))?.verdict).toEqual(verdict)
  })
  it('with line breaks in its names makes no further lines', () => {
    const named = withMember(
      xcodePayload('cloud-completed'),
      'ciProduct.attributes.name',
      'A\nCompletion: SUCCEEDED\u2028B',
    )
    const task = applied(null, named)
    expect(task?.title).toBe('Build 42 of A Completion: SUCCEEDED B (Pull Requests): failed')
    expect(task?.request_text.match(/^Completion: .*/gm)).toEqual(['Completion: FAILED'])
  })
  it('dated in the future does not make what comes until then look old', () => {
    const future = withMember(
      xcodePayload('cloud-started'),
      'ciBuildRun.attributes.startedDate',
      '2999-01-01T00:00:00Z',
    )
    const task = applied(null, future)
    expect([task?.build?.updated_at, task?.ci_status?.updated_at]).toEqual([null, '1970-01-01T00:00:00.000Z'])
    expect(applied(task, xcodePayload('cloud-started'))?.build?.updated_at).toBe('2026-01-30T09:00:21.708Z')
  })
})

describe('a task of GitHub', () => {
  it('gets a check when its pull request was built', () => {
    const answer = checked(pull(), xcodePayload('cloud-completed'))
    expect(answer).toMatchObject({
      change: 'task_updated',
      task: { version: 2, ci_status: { state: 'failed', checks: [{ key: 'xcode-token:Lighthouse/Pull Requests' }] } },
    })
  })
  it('gets a check when its commit was built', () => {
    const branch = withMember(xcodePayload('cloud-completed'), 'scmPullRequest', undefined)
    const mapping = map(branch, {}, () => ['gh-one', 'gh-two'])
    expect(intents(mapping).map(({ task_id }) => task_id)).toEqual([
      expect.stringMatching(/^xc-[0-9a-f]{12}$/),
      'gh-one',
      'gh-two',
    ])
  })
  it('keeps what a signed report said when one that is not signed says otherwise', () => {
    const told = intents(map(xcodePayload('cloud-completed'), { assurance: 'signed' }))
    const first = told.find(({ task_id }) => task_id === PULL_ID)?.upsert(pull(), [])
    if (!first || !('task' in first)) throw new Error('nothing was told')
    const green = withMember(xcodePayload('cloud-completed'), 'ciBuildRun.attributes.completionStatus', 'SUCCEEDED')
    const second = checked(first.task, green)
    expect(second).toMatchObject({ task: { ci_status: { state: 'failed', checks: [{}, {}] } } })
  })
  it('is told nothing of another commit than its own', () => {
    const moved = pull({ external_ref: { ...pull().external_ref, head_commit: 'other' } })
    expect(checked(moved, xcodePayload('cloud-completed'))).toBeNull()
  })
  it('that is no pull request, or does not exist, is left alone', () => {
    const issue = pull({ external_ref: { ...pull().external_ref, kind: 'github_issue', head_commit: null } })
    expect(checked(issue, xcodePayload('cloud-completed'))).toBeNull()
    expect(checked(null, xcodePayload('cloud-completed'))).toBeNull()
  })
  it('keeps what it was told of a later build', () => {
    const answer = checked(pull(), xcodePayload('cloud-completed'))
    const task = answer !== null && 'task' in answer ? answer.task : null
    expect(checked(task, xcodePayload('cloud-started'))).toEqual({
      stale: { event_at: '2026-01-30T09:00:21.708Z', held_at: '2026-01-30T09:14:10.194Z' },
    })
  })
})

describe('the keys of a delivery', () => {
  it('name the build, its commit and its pull request in lower case, for whatever comes later', () => {
    const shouted = withMember(xcodePayload('cloud-completed'), 'scmRepository.attributes.ownerName', 'Octo')
    expect(map(shouted)).toMatchObject({
      about: [
        'xcode:349ac000-4e7a-4a9a-8e75-13812a2ac372',
        `commit:octo/lighthouse@${COMMIT}`,
        'github:octo/lighthouse#12',
      ],
      event_at: '2026-01-30T09:14:10.194Z',
    })
  })
  it('are none for what is no build, which is recorded', () => {
    expect(map({ hello: 'world' })).toEqual({ work: { kind: 'recorded' }, about: [], event_at: null })
  })
})
