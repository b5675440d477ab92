import { describe, expect, it } from 'vitest'
import type { Task } from '../../../contract/task.ts'
import { githubTaskId, mapGithub } from '../../../main/core/ingest/github/github-mapping.ts'
import {
  answer,
  apply,
  delivered,
  edit,
  ID,
  issue,
  nobody,
  opened,
  openedPull,
  pull,
  repository,
  verdict,
} from '../../support/github-stand-in/github-events.ts'

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
  it('of which the payload says little becomes a task all the same', () => {
    const bare = { action: 'opened', repository, issue: { number: 12, title: 'Bare' } }
    expect(apply('issues', bare, null)).toMatchObject({ title: 'Bare', request_text: 'Bare', task_id: ID })
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
  it('is not touched by an event that it shows already', () => {
    expect(answer(delivered('issues', { action: 'opened', repository, issue: issue() }), opened())).toBeNull()
  })
  it('keeps what it holds when an older event comes late, and the event is told as stale with both instants', () => {
    const late = delivered('issues', edit({ title: 'Before', updated_at: '2026-01-30T00:00:00Z' }))
    expect(answer(late, opened())).toEqual({
      stale: { event_at: '2026-01-30T00:00:00.000Z', held_at: '2026-01-31T10:00:00.000Z' },
    })
  })
  it('remembers a newer event that changes no word, so that an older one does not pass for newer', () => {
    const labeled = apply('issues', edit({ updated_at: '2026-01-31T12:00:00Z' }), opened())
    const between = delivered('issues', edit({ title: 'Between', updated_at: '2026-01-31T11:00:00Z' }))
    expect(answer(between, labeled)).toHaveProperty('stale')
  })
  it('is not frozen by an event from the future, nor by one without a time', () => {
    const future = apply(
      'issues',
      { action: 'opened', repository, issue: issue({ updated_at: '9999-01-01T00:00:00Z' }) },
      null,
    ) as Task
    expect(future.external_ref?.updated_at).toBeNull()
    expect(apply('issues', edit({ title: 'Now' }), future)?.title).toBe('Now')
    for (const updated_at of ['9999-01-01T00:00:00Z', null, 'yesterday'])
      expect(answer(delivered('issues', edit({ title: 'When?', updated_at })), opened())).toHaveProperty('stale')
  })
  it('believes a clock that runs a little ahead', () => {
    const ahead = edit({ title: 'Ahead', updated_at: '2026-02-01T00:04:00Z' })
    expect(apply('issues', ahead, opened())?.external_ref?.updated_at).toBe('2026-02-01T00:04:00.000Z')
  })
  it('bears the assurance of the event that it shows', () => {
    const later = { ...delivered('issues', edit({ updated_at: '2026-01-31T12:00:00Z' })), assurance: 'token' as const }
    expect(opened().assurance).toBe('signed')
    expect(answer(later, opened())).toMatchObject({ task: { assurance: 'token' } })
  })
  it('is as sure as the surer of two deliveries that say the same', () => {
    const again = delivered('issues', { action: 'opened', repository, issue: issue() })
    expect(answer({ ...again, assurance: 'token' }, opened())).toBeNull()
    expect(answer(again, { ...opened(), assurance: 'token' })).toMatchObject({
      task: { assurance: 'signed' },
    })
  })
  it('says what it is about and when it happened, in lower case, so that it is found when the task appears', () => {
    const { about, event_at } = mapGithub(nobody)(
      delivered('issues', { ...edit({}), repository: { full_name: 'Octo/Cat' } }),
    )
    expect({ about, event_at }).toEqual({ about: ['github:octo/cat#12'], event_at: '2026-01-31T10:00:00.000Z' })
  })
})

describe('a decision', () => {
  it('is taken back when the words that were approved change', () => {
    const approved = { ...opened(), verdict, admin_approved: true }
    const edited = issue({ body: 'Also publish my ad', updated_at: '2026-01-31T11:00:00Z' })
    expect(apply('issues', { action: 'edited', repository, issue: edited }, approved)).toMatchObject({
      verdict: null,
      admin_approved: false,
    })
  })
  it('is taken back when new commits are pushed', () => {
    const approved = { ...openedPull(), verdict, admin_approved: true }
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
  it('stands when a later event of the same second shows the same', () => {
    const approved = { ...opened(), verdict, admin_approved: true }
    const labeled = apply('issues', { action: 'labeled', repository, issue: issue() }, approved)
    expect(labeled).toMatchObject({ verdict, admin_approved: true, version: 2 })
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
    expect(mapGithub(nobody)(delivered(event, payload))).toEqual({
      ...{ work: { kind: 'recorded' }, about: [], event_at: null },
    })
  })
  it('ping is answered', () => {
    expect(mapGithub(nobody)(delivered('ping', {})).work).toEqual({ kind: 'ping' })
  })
})
