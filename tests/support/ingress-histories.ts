import fc from 'fast-check'
import type { Delivery } from '../../main/core/ingest/delivery-service.ts'
import type { Sending } from './ingress-world.ts'
import { editUpdate, messageUpdate, telegramDelivery } from './telegram-updates.ts'

/** Deliveries of one source, in the order in which what they tell of happened. */
export type History = readonly Delivery[]

const BASE = Date.parse('2026-01-30T09:00:00Z')
const at = (second: number): string => new Date(BASE + second * 1000).toISOString().replace('.000Z', 'Z')

function github(event: string, second: number, payload: object): { second: number; delivery: Delivery } {
  const body = { ...payload, repository: { full_name: 'octo/cat' } }
  const delivery_id = `${event}-${second}`
  const raw = Buffer.from(JSON.stringify(body))
  return {
    second,
    delivery: { source: 'github', event, delivery_id, assurance: 'signed', payload: body, raw, headers: {} },
  }
}

const commit = fc.constantFrom('aaa', 'bbb', 'ccc')
const change = fc.record({
  second: fc.nat(500),
  title: fc.constantFrom('One', 'Two', 'Three'),
  commit,
  open: fc.boolean(),
})
const check = fc.record({
  second: fc.nat(500),
  commit,
  name: fc.constantFrom('build', 'lint'),
  conclusion: fc.constantFrom('success', 'failure', 'cancelled', null),
})

/** One or two pull requests with their changes, and checks of their commits. No two things happen in the same second. */
export const githubHistory: fc.Arbitrary<History> = fc
  .record({
    pulls: fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 2 }),
    checks: fc.array(check, { maxLength: 6 }),
  })
  .map(({ pulls, checks }) => {
    const pullEvents = pulls.flatMap((changes, n) => {
      const opened = { second: 100 + n, title: 'New', commit: 'aaa', open: true }
      return [opened, ...changes.map((one) => ({ ...one, second: one.second + 200 }))].map((one, i) =>
        github('pull_request', one.second, {
          action: i === 0 ? 'opened' : 'synchronize',
          pull_request: {
            ...{
              number: n + 1,
              title: one.title,
              body: `Body of ${one.title}`,
              html_url: 'https://github.com/octo/cat',
            },
            ...{ state: one.open ? 'open' : 'closed', updated_at: at(one.second), head: { sha: one.commit } },
          },
        }),
      )
    })
    const checkEvents = checks.map((one) =>
      github('check_run', one.second, {
        check_run: {
          ...{ name: one.name, head_sha: one.commit, html_url: 'https://github.com/octo/cat/runs' },
          ...{ status: one.conclusion === null ? 'in_progress' : 'completed', conclusion: one.conclusion },
          ...{ started_at: at(one.second), completed_at: one.conclusion === null ? null : at(one.second) },
        },
      }),
    )
    const seen = new Set<number>()
    return [...pullEvents, ...checkEvents]
      .filter(({ second }) => !seen.has(second) && seen.add(second) !== undefined)
      .sort((a, b) => a.second - b.second)
      .map(({ delivery }) => delivery)
  })

/** A few builds, each reported when it was created, started and completed. */
export const xcodeHistory: fc.Arbitrary<History> = fc
  .array(fc.record({ fails: fc.boolean(), begins: fc.nat(100), lasts: fc.integer({ min: 1, max: 50 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((builds) =>
    builds
      .flatMap(({ fails, begins, lasts }, n) =>
        ['PENDING', 'RUNNING', 'COMPLETE'].map((executionProgress, i) => {
          const attributes = {
            ...{ number: n + 1, executionProgress, createdDate: at(begins), sourceCommit: { commitSha: 'aaa' } },
            ...(i > 0 ? { startedDate: at(begins + lasts) } : {}),
            ...(i > 1
              ? { finishedDate: at(begins + 2 * lasts), completionStatus: fails ? 'FAILED' : 'SUCCEEDED' }
              : {}),
          }
          const payload = {
            ciBuildRun: { id: `build-${n}`, attributes },
            ciWorkflow: { attributes: { name: 'Main' } },
            ciProduct: { attributes: { name: 'App' } },
          }
          const raw = Buffer.from(JSON.stringify(payload))
          const delivery_id = `body-${n}-${executionProgress}`
          const delivery: Delivery = {
            ...{ source: 'xcode', event: 'build', delivery_id, assurance: 'token', payload, raw, headers: {} },
          }
          return { second: begins + i * lasts, delivery }
        }),
      )
      .sort((a, b) => a.second - b.second)
      .map(({ delivery }) => delivery),
  )

/** A few messages with their edits; sometimes the same message again under another update. */
export const telegramHistory: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      edits: fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 3 }),
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
          .map((after) => editUpdate(++update, after, { ...over, text: `${words}, edited ${after % 2}` })),
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
