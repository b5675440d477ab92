import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Assurance } from '../../../contract/assurance.ts'
import type { TaskId } from '../../../contract/ids.ts'
import { Task } from '../../../contract/task.ts'
import { mapXcode } from '../../../main/core/ingest/xcode/xcode-mapping.ts'

const NOW = '2026-03-01T00:00:00.000Z'
const PULL_ID = 'gh-pull' as TaskId
const REPOSITORY = 'octo/lighthouse'
const BASE = Date.parse('2026-01-30T09:00:00Z')
const at = (seconds: number): string => new Date(BASE + seconds * 1000).toISOString()

/** What may be delivered: a report of a build, or the pull request that was built, opened or pushed to. */
type Event =
  | { readonly kind: 'report'; readonly assurance: Assurance; readonly payload: object }
  | { readonly kind: 'head'; readonly commit: string; readonly second: number }

interface Run {
  readonly build: number
  readonly commit: string
  readonly workflow: string
  readonly begins: number
  readonly lasts: number
  readonly status: string
  readonly pull: boolean
}
const run = fc.record({
  build: fc.integer({ min: 1, max: 3 }),
  commit: fc.constantFrom('aaa', 'bbb'),
  workflow: fc.constantFrom('Main', 'Nightly'),
  begins: fc.integer({ min: 0, max: 30 }),
  lasts: fc.integer({ min: 0, max: 30 }),
  status: fc.constantFrom('SUCCEEDED', 'FAILED', 'ERRORED', 'CANCELED', 'SKIPPED', 'TOMORROW'),
  pull: fc.boolean(),
})

function cloud({ build, commit, workflow, begins, lasts, status, pull }: Run, progress: string): Event {
  const dates = {
    ...{ createdDate: at(begins), startedDate: progress === 'PENDING' ? null : at(begins + lasts) },
    finishedDate: progress === 'COMPLETE' ? at(begins + 2 * lasts) : null,
  }
  const completionStatus = progress === 'COMPLETE' ? status : null
  const attributes = {
    number: build,
    ...dates,
    executionProgress: progress,
    completionStatus,
    sourceCommit: { commitSha: commit },
  }
  const payload = {
    ciBuildRun: { id: `Build-${build}`, attributes },
    ciWorkflow: { attributes: { name: workflow } },
    ciProduct: { attributes: { name: 'App' } },
    scmRepository: { attributes: { ownerName: 'octo', repositoryName: 'lighthouse' } },
    ...(pull ? { scmPullRequest: { attributes: { number: 12 } } } : {}),
  }
  return { kind: 'report', assurance: 'token', payload }
}

function script({ build, commit, begins, lasts, status, pull }: Run, action: string | null): Event {
  const word = action === null ? { progress: 'COMPLETE', completion_status: status } : { action, action_status: status }
  const said = { build_number: build, commit, repository: REPOSITORY, pull_request: pull ? 12 : null, ...word }
  const payload = { kind: 'xcode_build', build_id: `build-${build}`, ...said, reported_at: at(begins + lasts) }
  return { kind: 'report', assurance: 'signed', payload }
}

const events = (one: Run): readonly Event[] => [
  ...['PENDING', 'RUNNING', 'COMPLETE', 'TOMORROW', 'constructor'].map((progress) => cloud(one, progress)),
  script(one, 'archive'),
  script(one, 'test'),
  script(one, null),
]
const head = fc
  .record({ commit: fc.constantFrom('aaa', 'bbb'), second: fc.integer({ min: 0, max: 60 }) })
  .map((given): Event => ({ kind: 'head', ...given }))
const history = fc
  .tuple(fc.array(run, { minLength: 1, maxLength: 3 }), fc.uniqueArray(head, { maxLength: 2, selector: secondOf }))
  .map(([runs, heads]) => [...runs.flatMap(events), ...heads])
const delivered = history.chain((all) =>
  fc.tuple(
    fc.constant(all),
    fc.tuple(fc.constant(all), fc.array(fc.constantFrom(...all), { maxLength: 6 })).chain(([once, twice]) => {
      const sent = [...once, ...twice]
      return fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length })
    }),
  ),
)

function secondOf(event: Event): number {
  return event.kind === 'head' ? event.second : -1
}

/** The tasks after these deliveries, with the waiting room as the pipeline has it: what came early is applied once it has a task. */
function tasksAfter(sent: readonly Event[]): object[] {
  const tasks = new Map<string, Task>()
  const claims: { readonly event: Event; readonly about: readonly string[]; readonly event_at: string }[] = []
  let headSecond = -1

  const atCommit = (repository: string, commit: string) =>
    [...tasks.values()]
      .filter(({ external_ref: ref }) => ref?.repository === repository && ref.head_commit === commit)
      .map(({ task_id }) => task_id)
  const mapper = mapXcode(atCommit, () => PULL_ID)

  function deliver(event: Event, only: string | null): void {
    if (event.kind === 'head') return
    const { assurance, payload } = event
    const { work, about, event_at } = mapper({ event: 'build', delivery_id: 'd', received_at: NOW, assurance, payload })
    if (only === null) claims.push({ event, about, event_at: event_at ?? '' })
    for (const { task_id, upsert } of work.kind === 'tasks' ? work.intents : []) {
      const answer = only === null || only === task_id ? upsert(tasks.get(task_id) ?? null, []) : null
      if (answer !== null && 'task' in answer) tasks.set(task_id, Task.parse(answer.task))
    }
  }

  for (const event of sent) {
    deliver(event, null)
    if (event.kind !== 'head' || event.second <= headSecond) continue
    headSecond = event.second
    tasks.set(PULL_ID, pullAt(event.commit))
    const keys = [`github:${REPOSITORY}#12`, `commit:${REPOSITORY}@${event.commit}`]
    const waiting = claims.filter(({ about }) => keys.some((key) => about.includes(key)))
    for (const claim of waiting.toSorted((a, b) => (a.event_at < b.event_at ? -1 : 1))) deliver(claim.event, PULL_ID)
  }
  const said = [...tasks.values()].map(({ version, updated_at, ...rest }) => rest)
  return said.sort((a, b) => (a.task_id < b.task_id ? -1 : 1))
}

function pullAt(head_commit: string): Task {
  return Task.parse({
    ...{ task_id: PULL_ID, source: 'github', request_text: 'Review', created_at: NOW, correlation_id: PULL_ID },
    external_ref: { kind: 'github_pull_request', repository: REPOSITORY, number: 12, head_commit },
  })
}

const timeOf = (event: Event): string =>
  event.kind === 'head'
    ? at(event.second)
    : (mapXcode(
        () => [],
        () => PULL_ID,
      )({ event: '', delivery_id: '', received_at: NOW, assurance: 'none', payload: event.payload }).event_at ?? '')

it('the tasks are the same in whatever order, and however often, the events of builds arrive', () => {
  let changed = 0
  fc.assert(
    fc.property(delivered, ([all, sent]) => {
      const inOrder = tasksAfter(all.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)))
      expect(tasksAfter(sent)).toEqual(inOrder)
      if (inOrder.some((task) => 'task_id' in task && task.task_id === PULL_ID)) changed += 1
    }),
    { numRuns: 1000 },
  )
  // The generator reaches what it is about: pull requests that were built.
  expect(changed).toBeGreaterThan(200)
})
