import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CiState } from '../../../contract/outside-refs.ts'
import { Task } from '../../../contract/task.ts'
import { checkReport } from '../../../main/core/ingest/github/github-check.ts'
import type { MappedDelivery } from '../../../main/core/ingest/task-mapping.ts'
import { deliveryGuid } from '../../support/github-stand-in/delivery-guid.ts'
import { NOW, repository } from '../../support/github-stand-in/github-events.ts'
import { fold, saying } from '../../support/github-stand-in/github-fold.ts'

const COMMITS = ['aaa', 'bbb', 'ccc'] as const
const minute = (n: number) => new Date(Date.parse('2026-01-31T00:00:00Z') + n * 60_000).toISOString()
const FUTURE = '9999-01-01T00:00:00Z'

/** A change of an issue or pull request, at the same instant as the one before or a minute later. */
const change = fc.record({
  after: fc.constantFrom(0, 0, 1),
  number: fc.constantFrom(1, 2),
  action: fc.constantFrom<string>('edited', 'synchronize', 'closed', 'reopened', 'labeled'),
  title: fc.constantFrom('One', 'Two', ''),
  body: fc.constantFrom('Words', 'Other words', null),
  state: fc.constantFrom('open', 'closed'),
  sha: fc.constantFrom(...COMMITS),
  assurance: fc.constantFrom<'signed' | 'token'>('signed', 'token'),
})
/** Words of checks may bear the same instant, or one that cannot be. */
const word = fc.record({
  kind: fc.constantFrom('check_run', 'check_suite', 'workflow_run', 'status'),
  name: fc.constantFrom('build', 'test'),
  suite: fc.constantFrom(1, 2),
  sha: fc.constantFrom(...COMMITS),
  numbers: fc.subarray([1, 2]),
  status: fc.constantFrom('queued', 'in_progress', 'completed', 'a word of tomorrow'),
  conclusion: fc.constantFrom('success', 'failure', 'cancelled', 'neutral', 'a word of tomorrow'),
  at: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 5 }).map(minute) },
    { weight: 1, arbitrary: fc.constant(FUTURE) },
  ),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never
type Word = typeof word extends fc.Arbitrary<infer T> ? T : never

/** Number 1 is a pull request, number 2 an issue. */
function changed(
  { number, action, assurance, sha, after: _, ...shown }: Change,
  delivery_id: string,
  updated_at: string,
): MappedDelivery {
  const event = number === 1 ? 'pull_request' : 'issues'
  const subject = { number, ...shown, html_url: 'https://github.com/octo/cat', updated_at, head: { sha } }
  const { head, ...issue } = subject
  const payload = { action, repository, ...(number === 1 ? { pull_request: subject } : { issue }) }
  return { event, payload, delivery_id, assurance, received_at: NOW }
}

function said({ kind, name, suite, sha, numbers, status, conclusion, at }: Word, id: string): MappedDelivery {
  const run = {
    ...{ id: suite, name, head_sha: sha, status, conclusion, updated_at: at, path: `${name}.yml`, event: 'push' },
    ...{ check_suite: { id: suite }, pull_requests: numbers.map((number) => ({ number })) },
  }
  const payload =
    kind === 'status'
      ? { repository, sha, state: conclusion, context: name, updated_at: at }
      : { repository, [kind]: run }
  return { event: kind, payload, delivery_id: id, assurance: 'signed', received_at: NOW }
}

interface Shown {
  readonly title: string
  readonly body: string | null
  readonly updated_at: string
  readonly head: { readonly sha: string }
}

/** By the words of the delivery alone; by the time in GitHub's ids; or some have that and some do not. */
const IDS = ['names', 'guids', 'both'] as const

/** In order: what happens to each subject has instants that do not fall; at most one of them is from the future. */
const historyWith = (ids: fc.Arbitrary<(typeof IDS)[number]>) =>
  fc
    .record({
      ids,
      changes: fc.array(change, { minLength: 1, maxLength: 8 }),
      words: fc.array(word, { maxLength: 12 }),
      future: fc.option(fc.nat({ max: 7 }), { freq: 3 }),
      places: fc.array(fc.nat({ max: 8 }), { minLength: 12, maxLength: 12 }),
    })
    .map(({ ids, changes, words, future, places }) => {
      const opened = new Set<number>()
      let minutes = 0
      const steps = changes.map((one, i) => {
        const action = opened.has(one.number) ? one.action : 'opened'
        opened.add(one.number)
        minutes += one.after
        const named = ids === 'names' || (ids === 'both' && i % 2 === 0)
        const id = named ? `change-${i}` : deliveryGuid(Date.parse(minute(minutes)), i)
        return changed({ ...one, action }, id, i === future ? FUTURE : minute(minutes))
      })
      const all: MappedDelivery[] = [...steps]
      for (const [i, one] of words.entries()) all.splice(places[i] ?? 0, 0, said(one, `word-${i}`))
      return all
    })

const arrivalsWith = (ids: fc.Arbitrary<(typeof IDS)[number]>) =>
  historyWith(ids).chain((inOrder) =>
    fc.record({
      inOrder: fc.constant(inOrder),
      asTheyCame: fc
        .subarray(inOrder)
        .chain((twice) => fc.shuffledSubarray([...inOrder, ...twice], { minLength: inOrder.length + twice.length })),
    }),
  )

it('any order of arrival, with repetitions, ends in the same tasks as each delivery once and in order', () => {
  fc.assert(
    fc.property(arrivalsWith(fc.constantFrom(...IDS)), ({ inOrder, asTheyCame }) => {
      const tasks = fold(asTheyCame)
      expect(saying(tasks)).toEqual(saying(fold(inOrder)))
      for (const task of tasks) Task.parse(task)
    }),
    { numRuns: 2000 },
  )
})

it('the task holds what the last change showed, and the status is the worst of what each check of its commit last said', () => {
  const progress = (state: CiState) => ['queued', 'running'].indexOf(state) >>> 0
  const severity = (state: CiState) => ['passed', 'unknown', 'cancelled', 'queued', 'running', 'failed'].indexOf(state)
  const seen = new Set<CiState | undefined>()
  fc.assert(
    fc.property(arrivalsWith(fc.constant('guids')), ({ inOrder, asTheyCame }) => {
      const pulls = inOrder.filter(({ event }) => event === 'pull_request')
      const shown = pulls.map(({ payload }) => (payload as { pull_request: Shown }).pull_request)
      const last = shown.findLast(({ updated_at }) => updated_at !== FUTURE) ?? shown[0]
      const task = fold(asTheyCame).find(({ external_ref }) => external_ref?.kind === 'github_pull_request')
      expect(task === undefined).toBe(last === undefined)
      if (last === undefined) return
      const { title, body, head } = last
      expect(task).toMatchObject({ title, request_text: body ?? title, external_ref: { head_commit: head.sha } })

      const words = inOrder.map(checkReport).flatMap((report) => (report?.commit === head.sha ? [report.check] : []))
      words.sort(
        (a, b) =>
          Date.parse(a.updated_at) - Date.parse(b.updated_at) ||
          progress(a.state) - progress(b.state) ||
          severity(a.state) - severity(b.state),
      )
      const lastWords = [...new Map(words.map((one) => [one.key, one.state])).values()]
      const worst = lastWords.sort((a, b) => severity(b) - severity(a))[0]
      expect(task?.ci_status?.state).toBe(worst)
      seen.add(worst)
    }),
    { numRuns: 1000 },
  )
  expect([...seen].sort()).toEqual([...CiState.options, undefined].sort())
})
