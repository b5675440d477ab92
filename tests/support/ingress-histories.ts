import fc from 'fast-check'
import type { Delivery } from '../../main/core/ingest/delivery-service.ts'
import { deliveryGuid } from './github-stand-in/delivery-guid.ts'
import type { Sending } from './ingress-world.ts'
import { editUpdate, messageUpdate, telegramDelivery } from './telegram-updates.ts'

/** Deliveries of one source, in the order in which what they tell of happened. */
export type History = readonly Delivery[]

const BASE = Date.parse('2026-01-30T09:00:00Z')
const at = (second: number): string => new Date(BASE + second * 1000).toISOString().replace('.000Z', 'Z')

/** Without an id: what happened, and in which second. */
interface Happened {
  readonly second: number
  readonly event: string
  readonly payload: object
}

/** Many things fall into the same second: finer is no clock of GitHub's, nor of Telegram's. */
const second = fc.oneof(fc.nat(3), fc.nat(500))
const commit = fc.constantFrom('aaa', 'bbb', 'ccc')
interface Change {
  readonly second: number
  readonly action: string
  readonly title: string
  readonly commit: string
  readonly open: boolean
}
const change: fc.Arbitrary<Change> = fc.record({
  second,
  action: fc.constantFrom('edited', 'synchronize', 'labeled', 'closed', 'reopened'),
  title: fc.constantFrom('One', 'Two', 'Three'),
  commit,
  open: fc.boolean(),
})
interface Check {
  readonly second: number
  readonly commit: string
  readonly name: string
  readonly conclusion: string | null
}
const check: fc.Arbitrary<Check> = fc.record({
  second,
  commit,
  name: fc.constantFrom('build', 'lint'),
  conclusion: fc.constantFrom('success', 'failure', 'cancelled', null),
})
/** As GitHub makes them, as anybody might, or some of each. */
const ids = fc.constantFrom<(place: number) => 'guid' | 'name'>(
  () => 'guid',
  () => 'name',
  (place) => (place % 2 === 0 ? 'guid' : 'name'),
)

/** One or two pull requests with their changes, and checks of their commits. */
export const githubHistory: fc.Arbitrary<History> = fc
  .record({
    pulls: fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 2 }),
    checks: fc.array(check, { maxLength: 6 }),
    ids,
  })
  .map(({ pulls, checks, ids }) => {
    const changes = pulls.flatMap((later, n) => {
      const opened = { second: 0, action: 'opened', title: 'New', commit: 'aaa', open: true }
      return [opened, ...later].map((one) => pullEvent(n + 1, one))
    })
    return inOrder([...changes, ...checks.map(checkEvent)]).map(({ event, payload, second }, place) => {
      const delivery_id = ids(place) === 'guid' ? deliveryGuid(BASE + second * 1000, place) : `${event}-${place}`
      const raw = Buffer.from(JSON.stringify(payload))
      return { source: 'github', event, delivery_id, assurance: 'signed', payload, raw, headers: {} }
    })
  })

function pullEvent(number: number, one: Change): Happened {
  const { second, action, title } = one
  const shown = { number, title, body: `Body of ${title}`, html_url: 'https://github.com/octo/cat' }
  const stands = { state: one.open ? 'open' : 'closed', updated_at: at(second), head: { sha: one.commit } }
  const payload = { action, pull_request: { ...shown, ...stands }, repository: { full_name: 'octo/cat' } }
  return { second, event: 'pull_request', payload }
}

function checkEvent(one: Check): Happened {
  const { second, name, conclusion } = one
  const done = conclusion !== null
  const check_run = {
    ...{ name, head_sha: one.commit, html_url: 'https://github.com/octo/cat/runs', conclusion },
    ...{ status: done ? 'completed' : 'in_progress', started_at: at(second), completed_at: done ? at(second) : null },
  }
  return { second, event: 'check_run', payload: { check_run, repository: { full_name: 'octo/cat' } } }
}

/** Each once: an equal body is the same delivery, whatever its id. */
function inOrder(happened: readonly Happened[]): Happened[] {
  const once = new Map(happened.map((one) => [JSON.stringify(one.payload), one]))
  return [...once.values()].sort((a, b) => a.second - b.second)
}

/** A few builds, each reported when it was created, started and completed; by two senders who may not agree on how it ended. */
export const xcodeHistory: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      ...{ ends: fc.constantFrom('SUCCEEDED', 'FAILED', 'CANCELED'), begins: second, lasts: fc.nat(50) },
      script: fc.option(fc.constantFrom('SUCCEEDED', 'FAILED', 'ERRORED')),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((builds) =>
    builds
      .flatMap(({ ends, begins, lasts, script }, n) => [
        ...['PENDING', 'RUNNING', 'COMPLETE'].map((executionProgress, i) => {
          const attributes = {
            ...{ number: n + 1, executionProgress, createdDate: at(begins), sourceCommit: { commitSha: 'aaa' } },
            ...(i > 0 ? { startedDate: at(begins + lasts) } : {}),
            ...(i > 1 ? { finishedDate: at(begins + 2 * lasts), completionStatus: ends } : {}),
          }
          const payload = {
            ciBuildRun: { id: `build-${n}`, attributes },
            ciWorkflow: { attributes: { name: 'Main' } },
            ciProduct: { attributes: { name: 'App' } },
          }
          return { second: begins + i * lasts, delivery: build(`${n}-${executionProgress}`, 'token', payload) }
        }),
        ...(script === null ? [] : [scriptBuild(n, begins + 2 * lasts, script)]),
      ])
      .sort((a, b) => a.second - b.second)
      .map(({ delivery }) => delivery),
  )

function scriptBuild(n: number, second: number, completion_status: string) {
  const payload = {
    ...{ kind: 'xcode_build', build_id: `build-${n}`, build_number: n + 1, product: 'App', workflow: 'Main' },
    ...{ progress: 'COMPLETE', completion_status, commit: 'aaa', reported_at: at(second) },
  }
  return { second, delivery: build(`${n}-script`, 'signed', payload) }
}

function build(delivery_id: string, assurance: Delivery['assurance'], payload: object): Delivery {
  const raw = Buffer.from(JSON.stringify(payload))
  return { source: 'xcode', event: 'build', delivery_id, assurance, payload, raw, headers: {} }
}

/** An edit may say again what was said before. */
const EDITED = ['', ', edited', ', edited again'] as const

/** A few messages with their edits; sometimes the same message again under another update. */
export const telegramHistory: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      edits: fc.array(fc.oneof(fc.integer({ min: 0, max: 2 }), fc.nat(100)), { maxLength: 7 }),
      words: fc.constantFrom('Buy milk', 'Buy bread'),
      again: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((messages) => {
    let update = 0
    return messages.flatMap(({ edits, words, again }, n) => {
      const over = { message_id: n + 1, text: words }
      return [
        messageUpdate(++update, over),
        ...(again ? [messageUpdate(++update, over)] : []),
        ...edits
          .toSorted((a, b) => a - b)
          .map((after, i) => editUpdate(++update, after, { ...over, text: `${words}${EDITED[(after + i) % 3]}` })),
      ].map(telegramDelivery)
    })
  })

/** Every delivery at least once, some twice, in any order, with kills in front of any step. */
export function anyhow(history: History): fc.Arbitrary<readonly Sending[]> {
  const crash = fc.oneof(fc.constant(null), fc.nat(12))
  return fc.array(fc.constantFrom(...history), { maxLength: 4 }).chain((again) => {
    const sent = [...history, ...again]
    const order = fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length })
    const crashes = fc.array(crash, { minLength: sent.length, maxLength: sent.length })
    return fc
      .tuple(order, crashes)
      .map(([all, kills]) => all.map((delivery, i) => ({ delivery, crash: kills[i] ?? null })))
  })
}
