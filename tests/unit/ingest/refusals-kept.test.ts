import { describe, expect, it } from 'vitest'
import type { WrittenEvent } from '../../../main/core/audit/event-log.ts'
import type { RefusalSample } from '../../../main/core/ingest/refusal-samples.ts'
import { createRefusals } from '../../../main/core/ingest/refusals.ts'
import { REFUSAL, refusalsAtWork } from '../../support/refusals-at-work.ts'

describe('what a killed process would leave in the journal', () => {
  it('is the count of a group as long as the log does not hold all of it, with the first instant that is missing', async () => {
    const { journal, timers, refusals } = refusalsAtWork()
    refusals.refuse(REFUSAL)
    timers.advance(1000)
    refusals.refuse({ ...REFUSAL, correlation_id: 'req-2' })
    await refusals.flush()
    expect(journal.left()).toEqual([])
    timers.advance(1000)
    refusals.refuse({ ...REFUSAL, correlation_id: 'req-3' })
    timers.advance(1000)
    refusals.refuse({ ...REFUSAL, correlation_id: 'req-4' })
    expect(journal.left()).toMatchObject([
      {
        ...{ id: 'id-1', type: 'webhook_rejected', total: 4, bytes: 28, correlation_id: 'req-3' },
        ...{ since_ms: Date.parse('2026-01-31T09:30:02.000Z'), last_ms: Date.parse('2026-01-31T09:30:03.000Z') },
        facts: { source: 'github', reason: 'signature_invalid', signature_valid: false },
      },
    ])
  })
  it('begins with what came while a line was on its way, once that line is in the log', async () => {
    const { journal, timers, refusals } = refusalsAtWork()
    refusals.refuse(REFUSAL)
    timers.advance(10)
    refusals.refuse({ ...REFUSAL, correlation_id: 'req-2' })
    expect(journal.left()).toMatchObject([{ total: 2, correlation_id: 'req-1' }])
    await expect.poll(() => journal.left()).toMatchObject([{ total: 2, correlation_id: 'req-2' }])
  })
})

describe('while the log is slow', () => {
  it('a group stays in the journal until the last of its lines is on the disk', async () => {
    const { journal, timers, parts } = refusalsAtWork()
    const onTheirWay: (() => void)[] = []
    const record = (): Promise<WrittenEvent> =>
      new Promise((resolve) => onTheirWay.push(() => resolve({ seq: 1, ts: '2026-01-31T09:30:00.000Z' })))
    const hub = { publish: () => undefined }
    const refusals = createRefusals({ ...parts, log: { record }, hub })
    refusals.refuse(REFUSAL)
    refusals.refuse(REFUSAL)
    timers.advance(5000)
    expect(onTheirWay).toHaveLength(2)
    onTheirWay[0]?.()
    await new Promise(setImmediate)
    expect(journal.left()).toMatchObject([{ total: 2 }])
    onTheirWay[1]?.()
    await expect.poll(() => journal.left()).toEqual([])
  })
})

describe('the samples of a group', () => {
  const nths = (samples: readonly RefusalSample[]): number[] => samples.map(({ nth }) => nth)

  it('hold headers without secrets, the first 4 KiB of the body, when and from where it came', () => {
    const { journal, refusals } = refusalsAtWork()
    refusals.refuse({ ...REFUSAL, body: Buffer.alloc(5000, 'x'), bytes: 5000 })
    const [sample] = journal.samples('id-1')
    expect(sample).toMatchObject({
      ...{ nth: 1, received_at: '2026-01-31T09:30:00.000Z', address: '203.0.113.7', correlation_id: 'req-1' },
      ...{ bytes: 5000, truncated: true, headers_dropped: 0 },
      headers: { 'x-github-event': 'issues', 'x-hub-signature-256': '(redacted)' },
    })
    expect(sample?.body?.length).toBe(4096)
  })
  it('say when the body was not read, and how many headers had no room', () => {
    const { journal, refusals } = refusalsAtWork()
    const headers = { 'x-a': '1', 'x-b': 'b'.repeat(400), ...manyHeaders(20, 400) }
    refusals.refuse({ ...REFUSAL, headers, body: null, bytes: 1_000_000 })
    const [sample] = journal.samples('id-1')
    expect(sample).toMatchObject({ body: null, truncated: false, bytes: 1_000_000, headers: { 'x-a': '1' } })
    expect(JSON.stringify(sample?.headers).length).toBeLessThanOrEqual(4096)
    expect(sample?.headers_dropped).toBe(22 - Object.keys(sample?.headers ?? {}).length)
  })
  it('are the first and the latest nineteen, newest first, each with its place among those that came', () => {
    const { journal, refusals } = refusalsAtWork()
    for (let i = 0; i < 100; i += 1) refusals.refuse({ ...REFUSAL, address: null })
    expect(nths(journal.samples('id-1'))).toEqual([...Array.from({ length: 19 }, (_, i) => 100 - i), 1])
  })
  it('of addresses that share a group say each from where it came', () => {
    const { journal, refusals } = refusalsAtWork()
    for (let i = 0; i < 13; i += 1) refusals.refuse({ ...REFUSAL, address: `203.0.113.${i}` })
    expect(journal.samples('id-11').map(({ address }) => address)).toEqual([
      '203.0.113.12',
      '203.0.113.11',
      '203.0.113.10',
    ])
  })
})

const manyHeaders = (count: number, length: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-many-${i}`, 'x'.repeat(length)]))
