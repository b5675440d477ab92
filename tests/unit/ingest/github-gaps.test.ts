import { describe, expect, it } from 'vitest'
import type { DeliveryResult } from '../../../contract/delivery.ts'
import { createGapFinder } from '../../../main/core/ingest/github/gap-finder.ts'
import type { DeliveryAttempt, GithubDeliveries } from '../../../main/core/ingest/github/github-deliveries.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const HOOK = 'octo/cat:7'
const NOW = Date.parse('2026-02-04T00:00:00.000Z')
const CALL = { actor: { sub: 'operator', scopes: ['admin' as const], door: 'http' as const }, correlation_id: 'req-1' }
const open = new AbortController().signal
const attempt = (n: number, minutesAgo: number): DeliveryAttempt => ({
  ...{ id: String(n), guid: `guid-${n}`, event: 'issues', action: null, status_code: 502 },
  delivered_at: new Date(NOW - minutesAgo * 60_000).toISOString(),
})
const result = (outcome: DeliveryResult['outcome']): DeliveryResult => ({
  ...{ delivery_id: 'guid-1', event: 'issues', outcome, task_ids: [], replayed: false },
})

function world(given: Partial<GithubDeliveries>) {
  const log = createMemoryLog()
  const done: string[] = []
  const github: GithubDeliveries = {
    hooks: [HOOK],
    attempts: async function* () {},
    fetch: async () => ({ guid: 'guid-1', event: 'issues', headers: { cookie: 'x' }, raw: Buffer.from('{"a":1}') }),
    ...given,
  }
  const finder = createGapFinder({
    ...{ github, log, index: log.deliveries, clock: { now: () => NOW } },
    deliveries: {
      accept: async (_call, { assurance, delivery_id, payload, headers }) => {
        done.push(`accept ${delivery_id} ${assurance} ${JSON.stringify(payload)} ${JSON.stringify(headers)}`)
        return { result: result('task_created'), correlation_id: 'gh-1' }
      },
      replay: async (_call, source, id) => {
        done.push(`replay ${source} ${id}`)
        return { result: result('task_updated'), correlation_id: 'gh-1' }
      },
    },
  })
  const note = (type: 'webhook_received' | 'webhook_applied', data: object) =>
    log.note({
      ...{ type, actor: CALL.actor, correlation_id: 'gh-1', task_id: null, route: null, status: null },
      data: { source: 'github', delivery_id: 'guid-1', body_sha256: '', about: [], ...data },
    })
  return { finder, log, done, note }
}

describe('comparing with GitHub’s record', () => {
  it('goes back three days and no further', async () => {
    let pages = 0
    const attempts = async function* () {
      for (;;) {
        pages += 1
        yield [attempt(pages * 2, pages * 2000), attempt(pages * 2 + 1, pages * 2000 + 1000)]
      }
    }
    const { finder } = world({ attempts })
    const report = await finder.find(CALL, open)
    expect(report).toMatchObject({ since: '2026-02-01T00:00:00.000Z', checked_at: '2026-02-04T00:00:00.000Z', seen: 3 })
    expect(report.missed.map(({ id }) => id)).toEqual(['2', '3', '4'])
    expect(pages).toBe(2)
  })
  it('of a hook with more than it looks through says how far it looked', async () => {
    const attempts = async function* () {
      for (let n = 1; ; n += 1) yield [attempt(n, n)]
    }
    const { seen, incomplete } = await world({ attempts }).finder.find(CALL, open)
    expect(seen).toBe(50)
    expect(incomplete).toEqual([{ hook: HOOK, reason: expect.stringMatching(/only those since 2026-02-03T23:10/) }])
  })
  it('does not take a fault of its own for one of GitHub', async () => {
    const attempts = async function* (): AsyncGenerator<DeliveryAttempt[]> {
      yield []
      throw new Error('bug')
    }
    await expect(world({ attempts }).finder.find(CALL, open)).rejects.toThrow('bug')
  })
  it('is not told as done when it cannot be recorded', async () => {
    const { finder, log } = world({})
    log.fail('webhook_gaps_checked')
    await expect(finder.find(CALL, open)).rejects.toThrow(expect.objectContaining({ code: 'audit_unavailable' }))
  })
})

describe('fetching a delivery', () => {
  it('carries it out with assurance token and without the secrets in its headers', async () => {
    const { finder, done } = world({})
    expect(await finder.fetch(CALL, HOOK, '1', open)).toMatchObject({ correlation_id: 'gh-1' })
    expect(done).toEqual(['accept guid-1 token {"a":1} {"cookie":"(redacted)"}'])
  })
  it('that was claimed and not carried out takes the signed bytes that are here', async () => {
    const { finder, done, note } = world({})
    note('webhook_received', {})
    expect(await finder.fetch(CALL, HOOK, '1', open)).toMatchObject({ result: { outcome: 'task_updated' } })
    expect(done).toEqual(['replay github guid-1'])
  })
  it('that was carried out is answered with its result, and nothing is done', async () => {
    const { finder, done, note } = world({})
    note('webhook_received', {})
    note('webhook_applied', { result: result('stale') })
    expect(await finder.fetch(CALL, HOOK, '1', open)).toEqual({
      ...{ result: { ...result('stale'), replayed: true }, correlation_id: 'gh-1' },
    })
    expect(done).toEqual([])
  })
  it('that GitHub cannot give says so', async () => {
    const fetch = () => Promise.reject(new AppError('github_unavailable', 'GitHub answered 502.'))
    await expect(world({ fetch }).finder.fetch(CALL, HOOK, '1', open)).rejects.toThrow('GitHub answered 502.')
  })
})
