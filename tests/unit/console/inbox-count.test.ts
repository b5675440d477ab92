import { expect, test } from 'vitest'
import type { InboxItem, InboxPart } from '../../../contract/inbox.ts'
import { countOf } from '../../../renderer/features/inbox/inbox-count.ts'
import type { ReadInbox } from '../../../renderer/features/inbox/use-inbox.ts'

const now = '2026-01-31T09:00:00.000Z'
const part = (state: InboxPart['state']): InboxPart => ({ part: 'tasks', state, reason: null, as_of: now, waiting: 0 })
const read = (waiting: number, more: number, ...parts: InboxPart[]): ReadInbox => ({
  inbox: { now, items: Array.from<InboxItem>({ length: waiting }), more, parts },
  ahead: 0,
})

test('what waits is counted when everything could be asked', () => {
  expect(countOf(read(3, 4, part('ok')), true).mark).toBe('7')
  expect(countOf(read(0, 0, part('ok')), true).mark).toBe(null)
})

test('nothing is never claimed about what could not be asked', () => {
  expect(countOf(read(0, 0, part('unreachable')), true).mark).toBe('?')
  expect(countOf(read(2, 0, part('unreachable')), true).mark).toBe('2+?')
  expect(countOf(read(0, 0, part('ok')), false).mark).toBe('?')
  expect(countOf(undefined, false).mark).toBe('?')
})
