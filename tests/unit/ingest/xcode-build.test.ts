import { describe, expect, it } from 'vitest'
import { parseXcodeBuild } from '../../../main/core/ingest/xcode/xcode-build.ts'
import { withMember, xcodePayload } from '../../support/xcode-payloads.ts'

const COMMIT = '8f3b1c6a2d4e5f60718293a4b5c6d7e8f9012345'
const ID = '349ac000-4e7a-4a9a-8e75-13812a2ac372'

describe('what Xcode Cloud posts', () => {
  it('about a completed build is kept in its own words', () => {
    expect(parseXcodeBuild(xcodePayload('cloud-completed'))).toEqual({
      identity: ID,
      build: {
        build_id: ID,
        workflow: 'Pull Requests',
        product: 'Lighthouse',
        build_number: 42,
        progress: 'COMPLETE',
        completion_status: 'FAILED',
        commit: COMMIT,
        branch: 'anne/labels',
        updated_at: '2026-01-30T09:14:10.194Z',
      },
      action: null,
      repository: 'octo/lighthouse',
      pull_request: { repository: 'octo/lighthouse', number: 12 },
      url: null,
    })
  })
  it('counts from when the build was created, started and finished, not from when somebody was told', () => {
    const times = (['cloud-created', 'cloud-started', 'cloud-completed'] as const).map(
      (name) => parseXcodeBuild(xcodePayload(name))?.build.updated_at,
    )
    expect(times).toEqual(['2026-01-30T09:00:00.125Z', '2026-01-30T09:00:21.708Z', '2026-01-30T09:14:10.194Z'])
  })
  it('with nothing said of a member has null for it', () => {
    expect(parseXcodeBuild(xcodePayload('cloud-created'))?.build.completion_status).toBeNull()
    expect(parseXcodeBuild({ ciBuildRun: { id: 'x' } })).toEqual({
      ...{ identity: 'x', action: null, repository: null, pull_request: null, url: null },
      build: {
        ...{ build_id: 'x', workflow: null, product: null, build_number: null, progress: null },
        ...{ completion_status: null, commit: null, branch: null, updated_at: null },
      },
    })
  })
  it('without the time of its end counts from when the event was made', () => {
    const told = withMember(xcodePayload('cloud-completed'), 'ciBuildRun.attributes.finishedDate', undefined)
    expect(parseXcodeBuild(told)?.build.updated_at).toBe('2026-01-30T09:14:12.000Z')
  })
  it('about a pull request of another host than GitHub names no pull request of GitHub', () => {
    const path = 'scmProvider.attributes.scmProviderType.scmProviderType'
    const report = parseXcodeBuild(withMember(xcodePayload('cloud-completed'), path, 'GITLAB_CLOUD'))
    expect([report?.pull_request, report?.repository]).toEqual([null, 'octo/lighthouse'])
  })
  it('from a fork is about the pull request of the repository that it goes to', () => {
    const fork = withMember(xcodePayload('cloud-completed'), 'scmRepository.attributes.ownerName', 'anne')
    expect(parseXcodeBuild(fork)).toMatchObject({
      repository: 'anne/lighthouse',
      pull_request: { repository: 'octo/lighthouse', number: 12 },
    })
  })
  it.each([
    ['ciProduct.attributes.name', 7, 'product'],
    ['ciWorkflow', 'a text', 'workflow'],
    ['ciBuildRun.attributes.number', -1, 'build_number'],
    ['ciBuildRun.attributes.number', 1.5, 'build_number'],
    ['ciBuildRun.attributes.sourceCommit', null, 'commit'],
    ['ciBuildRun.attributes.completionStatus', {}, 'completion_status'],
    ['scmGitReference.attributes', [], 'branch'],
  ])('with %s being %j is taken without it', (path, value, member) => {
    const report = parseXcodeBuild(withMember(xcodePayload('cloud-completed'), path, value))
    expect(report?.build).toMatchObject({ build_id: ID, [member]: null })
  })
  it('without an id is known by its product, workflow and number', () => {
    const nameless = withMember(xcodePayload('cloud-completed'), 'ciBuildRun.id', undefined)
    expect(parseXcodeBuild(nameless)?.identity).toBe('lighthouse/pull requests/42')
    expect(parseXcodeBuild(withMember(nameless, 'ciBuildRun.attributes.number', null))).toBeNull()
  })
})

describe('what the build script posts', () => {
  it('about one action of a build says nothing of the build as a whole', () => {
    const report = parseXcodeBuild(xcodePayload('script-action'))
    expect(report).toMatchObject({
      identity: ID,
      build: { progress: null, completion_status: null, build_number: 42, updated_at: '2026-01-30T09:10:00.000Z' },
      action: { name: 'archive Lighthouse iOS', status: 'SUCCEEDED' },
    })
    expect(report?.url).toMatch(/^https:\/\/appstoreconnect\.apple\.com\//)
  })
  it('about a build elsewhere speaks of the whole build', () => {
    expect(parseXcodeBuild(xcodePayload('script-build'))).toMatchObject({
      build: { progress: 'COMPLETE', completion_status: 'SUCCEEDED', build_number: null },
      action: null,
      pull_request: null,
    })
  })
  it('never gives an address that runs as a script', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'https://a b', 7])
      expect(parseXcodeBuild({ ...xcodePayload('script-build'), url })?.url).toBeNull()
  })
})

it.each([
  null,
  7,
  'text',
  [],
  {},
  { ciBuildRun: null },
  { ciBuildRun: {} },
  { ciBuildRun: { attributes: { number: 3 } } },
  { kind: 'xcode_build' },
  { kind: 'something_else', build_id: 'x' },
])('%j is no build', (payload) => {
  expect(parseXcodeBuild(payload)).toBeNull()
})
