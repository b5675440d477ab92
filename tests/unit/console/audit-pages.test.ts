import { describe, expect, test } from 'vitest'
import type { AuditEvent, AuditPage } from '../../../contract/audit-event.ts'
import { type AuditQuestion, chunkOf, newerQuery, olderQuery } from '../../../renderer/features/audit/audit-pages.ts'
import { stagedLine } from '../../e2e/support/staged-facts.ts'

const ANYTHING: AuditQuestion = {
  ...{ correlation_id: null, task_id: null, type: null, actor: null },
  ...{ since: null, until: null, requests: false, at: null },
}
const MORNING = '2026-01-31T08:00:00.000Z'
const NOON = '2026-01-31T12:00:00.000Z'

function pageOf(items: AuditEvent[], older_cursor: string | null): AuditPage {
  return { items, next_since: null, older_cursor, newer_cursor: null }
}

describe('what is asked of the log', () => {
  test('every filter is given to the service, in both directions', () => {
    const wanted = { correlation_id: 'c', task_id: 't', type: 'task_created', actor: 'operator', until: NOON } as const
    const sent = { ...wanted, requests: 'true' }
    expect(olderQuery({ ...ANYTHING, ...wanted }, null)).toMatchObject(sent)
    expect(olderQuery({ ...ANYTHING, ...wanted }, 'cursor')).toMatchObject({ ...sent, cursor: 'cursor' })
    expect(newerQuery({ ...ANYTHING, ...wanted }, 12)).toMatchObject({ ...sent, since: 12 })
  })

  test('requests are left out by the service, unless they are asked for, also by their type', () => {
    expect(olderQuery(ANYTHING, null).requests).toBe('false')
    expect(olderQuery({ ...ANYTHING, requests: true }, null).requests).toBe('true')
    expect(newerQuery({ ...ANYTHING, type: 'request_served' }, 0).requests).toBe('true')
  })

  test('the lines around one line are those up to it, and from there those after it', () => {
    expect(olderQuery({ ...ANYTHING, at: 40, until: NOON }, null).until).toBe(40)
    expect(newerQuery({ ...ANYTHING, at: 40, until: NOON }, 40)).toMatchObject({ since: 40, until: NOON })
  })

  test('lines since a time are asked for from the newest one backwards, page after page', () => {
    const since = { ...ANYTHING, since: MORNING }
    expect(olderQuery(since, null)).toMatchObject({ since: MORNING, cursor: 'newest' })
    expect(olderQuery(since, 'cursor')).toMatchObject({ since: MORNING, cursor: 'cursor' })
    expect(olderQuery(ANYTHING, null)).not.toHaveProperty('cursor')
  })

  test('when nothing was found yet, what is new is looked for from the time asked for, or from the beginning', () => {
    expect(newerQuery({ ...ANYTHING, since: MORNING }, 0).since).toBe(MORNING)
    expect(newerQuery(ANYTHING, 0).since).toBe(0)
  })
})

describe('a page that was read backwards', () => {
  const lines = [7, 9, 11, 13].map((hour, place) =>
    stagedLine(place + 1, { ts: `2026-01-31T${String(hour).padStart(2, '0')}:00:00.000Z` }),
  )

  test('is shown newest first, and goes on where the service says', () => {
    const chunk = chunkOf(pageOf(lines, 'older'))
    expect(chunk.lines.map(({ seq }) => seq)).toEqual([4, 3, 2, 1])
    expect(chunk.older).toBe('older')
  })
})
