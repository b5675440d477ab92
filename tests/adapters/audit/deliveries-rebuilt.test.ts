import { rm } from 'node:fs/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { DeliveryQuery } from '../../../contract/delivery.ts'
import type { SqliteAuditIndex } from '../../../main/adapters/audit-index/sqlite-audit-index.ts'
import type { EventDraft } from '../../../main/core/audit/event-log.ts'
import { eventsOf, fileIn, openBoth, openIndex } from '../../support/audit-index.ts'
import { draft, keepingLogger, makeKeys, withFolder } from '../../support/audit-log.ts'
import { claimOf, failureOf, refusalOf, replayOf, requestOf, resultOf, writeOf } from '../../support/delivery-lines.ts'

const keys = makeKeys('key-1')
const LIMITS = { deliveries: 2, refused: 2 }
const SOURCES = ['github', 'xcode', 'telegram'] as const
const IDS = ['d1', 'd2', 'd3', 'd4', 'd5', 'refusal-r1']
const KEYS = ['k1', 'k2']
const BODIES = ['a', 'b'].map((letter) => letter.repeat(64))
const TASKS = ['t1', 't2']

/** Any line about a delivery, in any order: also results without a claim, claims twice, and lines about what is no longer kept. */
const anyLine: fc.Arbitrary<EventDraft> = fc
  .record({
    source: fc.constantFrom(...SOURCES, 'github'),
    id: fc.constantFrom(...IDS),
    body_sha256: fc.constantFrom(...BODIES),
    about: fc.subarray(KEYS),
    event_at: fc.constantFrom(null, '2026-01-31T09:30:00Z', '2026-01-31T09:31:00Z', '2026-01-31T09:32:00+02:00'),
    task: fc.constantFrom(...TASKS),
    kind: fc.constantFrom(
      'claim',
      'claim',
      'claim',
      'result',
      'result',
      'result',
      'failure',
      'replay',
      'request',
      'write',
      'refusal',
      'other',
    ),
  })
  .map(({ source, id, body_sha256, about, event_at, task, kind }) => {
    if (kind === 'claim') return claimOf(id, { source, body_sha256, about, event_at })
    if (kind === 'result') return resultOf(id, 'task_updated', [task], source)
    if (kind === 'failure') return failureOf(id, 'storage_failed', source)
    if (kind === 'replay') return replayOf(id, { source, same_body_as: 'd1' })
    if (kind === 'request') return requestOf(id, source)
    if (kind === 'write') return writeOf('task_updated', id, task, { source })
    if (kind === 'refusal') return refusalOf(id, 2, { source })
    return draft(1)
  })

/** As numbers grow: the shorter first. */
const compareIds = ({ delivery_id: a }: { delivery_id: string }, { delivery_id: b }: { delivery_id: string }): number =>
  a.length - b.length || Number(a > b) - Number(a < b)

/** What is kept, said in the simplest way: rows in the order of their seqs. */
interface Row {
  readonly seq: number
  readonly source: string
  readonly delivery_id: string
  readonly claim: AuditEvent | null
  state: string
  count: number
  replays: number
  failures: number
  result: number | null
  /** When it was carried out first. */
  finished_at: string | null
  readonly task_ids: Set<string>
  /** Lines by which it came again, newest first. */
  readonly again: number[]
}

function rowsOf(events: readonly AuditEvent[]): readonly Row[] {
  const rows: Row[] = []
  const find = (source: unknown, id: unknown, refused: boolean): Row | undefined =>
    rows.find((row) => row.source === source && row.delivery_id === id && (row.claim === null) === refused)
  const add = ({ seq }: AuditEvent, source: string, delivery_id: string, claim: AuditEvent | null): Row => {
    const state = claim === null ? 'refused' : 'open'
    const counted = { state, count: claim === null ? 0 : 1, replays: 0, failures: 0, result: null, finished_at: null }
    const row: Row = { seq, source, delivery_id, claim, ...counted, task_ids: new Set(), again: [] }
    rows.push(row)
    const alike = rows.filter((other) =>
      claim === null ? other.claim === null : other.claim && other.source === source,
    )
    const first = alike.find(({ state }) => state === 'accepted') ?? alike[0]
    if (alike.length > (claim === null ? LIMITS.refused : LIMITS.deliveries)) rows.splice(rows.indexOf(first as Row), 1)
    return row
  }
  for (const event of events) {
    const { source, delivery_id, same_body_as, refusal_id } = event.data
    const known = find(source, same_body_as ?? delivery_id, false)
    if (event.type === 'webhook_received' && known === undefined) add(event, String(source), String(delivery_id), event)
    if (event.type === 'webhook_rejected') {
      const id = `refusal-${refusal_id}`
      const row = find(source, id, true) ?? add(event, String(source), id, null)
      row.count += 2
    }
    if (known === undefined) continue
    if (event.type === 'webhook_applied') {
      known.state = 'accepted'
      known.result = event.seq
      known.finished_at ??= event.ts
      for (const id of (event.data['result'] as { task_ids: string[] }).task_ids) known.task_ids.add(id)
    }
    if (event.type === 'webhook_failed') {
      known.state = 'failed'
      known.failures += 1
    }
    if (event.type === 'webhook_replayed' || event.type === 'webhook_replay_requested') {
      known.replays += 1
      known.again.unshift(event.seq)
    }
    if (event.type === 'task_updated') known.task_ids.add(event.task_id ?? '')
  }
  return rows
}

const query = (given: object): DeliveryQuery => DeliveryQuery.parse(given)
const keysOf = (claim: AuditEvent | null): string[] => (claim?.data['about'] ?? []) as string[]
const momentOf = (row: Row): number => Date.parse(String(row.claim?.data['event_at'] ?? '9999-01-01T00:00:00Z'))

function check({ deliveries }: SqliteAuditIndex, rows: readonly Row[]): void {
  const shown = ({ claim, result, task_ids, again, finished_at, ...rest }: Row) => ({
    ...{ ...rest, task_ids: [...task_ids] },
    ...(claim === null ? {} : { finished_at }),
  })
  const nameOf = ({ source, delivery_id }: Row) => ({ source, delivery_id })
  const page = (given: object, fits: (row: Row) => boolean): void =>
    expect(deliveries.page(query(given)).items).toMatchObject(rows.filter(fits).map(shown).toReversed())
  page({}, () => true)
  for (const source of SOURCES) page({ source }, (row) => row.source === source)
  for (const state of ['open', 'accepted', 'failed', 'refused']) page({ state }, (row) => row.state === state)
  page({ state: 'replayed' }, (row) => row.replays > 0)
  for (const task_id of TASKS) page({ task_id }, (row) => row.task_ids.has(task_id))
  const claimed = rows.filter((row) => row.claim !== null)
  expect(deliveries.open()).toEqual(claimed.filter((row) => row.result === null).map(nameOf))
  for (const wanted of [KEYS.slice(0, 1), KEYS]) {
    const fits = claimed.filter(({ claim }) => wanted.some((key) => keysOf(claim).includes(key)))
    const sorted = fits.toSorted((a, b) => momentOf(a) - momentOf(b) || compareIds(a, b) || a.seq - b.seq)
    expect(deliveries.about(wanted)).toEqual(sorted.map(nameOf))
  }
  for (const source of SOURCES) {
    for (const sha of BODIES) {
      const first = claimed.find((row) => row.source === source && row.claim?.data['body_sha256'] === sha)
      expect(deliveries.byBody(source, sha)).toEqual(first === undefined ? null : nameOf(first))
    }
    for (const id of IDS) {
      const row = claimed.find((one) => one.source === source && one.delivery_id === id)
      const record = deliveries.record(source, id)
      expect([record?.claim.seq, record?.result?.seq]).toEqual([row?.seq, row?.result ?? undefined])
      expect(deliveries.replays(source, id, 3).map(({ seq }) => seq)).toEqual(row?.again.slice(0, 3) ?? [])
    }
  }
}

test('the deliveries are those of the log, whether the index went along, was opened again or was made anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 60, size: 'max' }), fc.nat(59), (lines, pause) =>
      withFolder(async (folder) => {
        const { log, index, closeLog, close } = await openBoth(folder, keys, undefined, undefined, LIMITS)
        for (const [i, line] of lines.entries()) {
          if (i === pause) index.deliveries.open()
          log.note(line)
        }
        await log.record(draft(99))
        await closeLog()
        const events = await eventsOf(folder)
        const rows = rowsOf(events)
        check(index, rows)
        const pages = index.deliveries.page(query({}))
        await close()
        for (const anew of [false, true]) {
          if (anew) await rm(fileIn(folder))
          const again = openIndex(folder, keepingLogger(), LIMITS)
          check(again, rows)
          expect(again.deliveries.page(query({}))).toEqual(pages)
          again.close()
        }
      }),
    ),
    { numRuns: 60 },
  )
})
