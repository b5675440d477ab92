import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { type AuditQuestion, readOlder } from '../../../renderer/features/audit/audit-pages.ts'
import { stagedLine } from '../../e2e/support/staged-facts.ts'

/** A log in which every `rare`th line is no request. */
function logOf(lines: number, rare: number) {
  const log = Array.from({ length: lines }, (_, place) =>
    stagedLine(place + 1, { type: (place + 1) % rare === 0 ? 'task_created' : 'request_served' }),
  )
  let reads = 0
  const read: Parameters<typeof readOlder>[2] = async ({ limit, since, type }) => {
    reads += 1
    const fitting = log.filter((line) => type === undefined || line.type === type)
    const items =
      since === undefined ? fitting.slice(-limit) : fitting.filter(({ seq }) => seq > Number(since)).slice(0, limit)
    return { items, next_since: items.at(-1)?.seq ?? 0 }
  }
  return { read, reads: () => reads }
}

async function everything(question: AuditQuestion, read: Parameters<typeof readOlder>[2]): Promise<AuditEvent[]> {
  const found: AuditEvent[] = []
  for (let before: number | null = null, done = false; !done; ) {
    const chunk: Awaited<ReturnType<typeof readOlder>> = await readOlder(question, before, read)
    found.push(...chunk.lines)
    before = chunk.older
    done = before === null
  }
  return found
}

const WITHOUT: AuditQuestion = { task_id: null, type: null, since: null, requests: false }

describe('the log without its requests', () => {
  test('has every other line once, newest first', async () => {
    const found = await everything(WITHOUT, logOf(4_321, 30).read)
    expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 144 }, (_, place) => 4_320 - place * 30))
  })

  test('shows what it found before it has read a very long log to the end', async () => {
    const log = logOf(50_000, 1_000)
    const first = await readOlder(WITHOUT, null, log.read)
    expect(first.lines.length).toBeGreaterThan(0)
    expect(first.older).not.toBe(null)
    expect(log.reads()).toBeLessThanOrEqual(12)
  })

  test('knows how far it has read even when the newest lines are requests', async () => {
    expect(await readOlder(WITHOUT, null, logOf(25, 10).read)).toMatchObject({ newest: 25, older: null })
  })

  test('has the requests when they are asked for, also by their type', async () => {
    expect(await everything({ ...WITHOUT, requests: true }, logOf(500, 10).read)).toHaveLength(500)
    expect(await everything({ ...WITHOUT, type: 'request_served' }, logOf(500, 10).read)).toHaveLength(450)
  })
})
