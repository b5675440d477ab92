import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEventHub, type EventSink } from '../../../main/core/broadcast/event-hub.ts'
import { createLiveCache } from '../../../renderer/app/live-cache.ts'
import { createTaskPages } from '../../../renderer/features/tasks/task-pages.ts'

// The timers of the console are those of its window.
beforeEach(() => void vi.stubGlobal('window', globalThis))
afterEach(() => void vi.unstubAllGlobals())

test('what was pushed without a line of its own while the line was down is read again once it is back', () => {
  const client = new QueryClient()
  const heard = { announce: () => undefined, runFailed: () => undefined, sourceChanged: () => undefined }
  const live = createLiveCache(client, createTaskPages(), { ...heard, signedOut: () => undefined })
  const hub = createEventHub({ capacity: 10, startSeq: 7, clock: { now: () => 0 } })
  const seen: string[] = []
  const sink: EventSink = {
    send: ({ seq, name, data }) => {
      seen.push(`${seq} ${name}`)
      live.event(name, data)
    },
    close: () => undefined,
  }
  const verdict = { seq: 7, ts: '2030-01-01T00:00:00.000Z', correlation_id: 'evidence' }
  const leave = hub.subscribe(sink, 7)
  hub.publish('evidence_verify_progress', { ...verdict, verification: { running: null, last: null } })
  client.setQueryData(['accounts'], { items: [] })
  leave()
  hub.publish('evidence_verify_progress', { ...verdict, verification: { running: null, last: null } })
  hub.subscribe(sink, 7)
  // It has the seq of the line that was seen last, and is not sent again.
  expect(seen).toEqual(['7 evidence_verify_progress'])
  live.resumed()
  for (const name of ['evidence-verification', 'accounts'])
    expect([name, client.getQueryState([name])?.isInvalidated]).toEqual([name, true])
  live.close()
  client.clear()
})
