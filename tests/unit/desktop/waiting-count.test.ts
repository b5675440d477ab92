import { describe, expect, it, vi } from 'vitest'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import { createWaitingCount, waitingMark, waitingWords } from '../../../main/electron/waiting-count.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const NOW = '2026-01-31T09:30:00.000Z'
const part = (state: string) => ({ part: 'tasks', state, reason: null, as_of: NOW, waiting: state === 'ok' ? 0 : null })

function task(number: number, created_at: string) {
  return {
    ...{ task_id: `t${number}`, status: 'pending', source: 'api', assurance: null, title: `Task ${number}` },
    ...{ amended: false, correlation_id: 'c', created_at, updated_at: NOW, ci_state: null, external: null },
    ...{ version: 1, base_sha: 'a'.repeat(64), invalid_reason: null },
  }
}

/** An inbox that answers what the test says. */
function counted() {
  const timers = createManualTimers(0)
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock: timers.clock })
  let answer = (): Response => Response.json({ now: NOW, items: [], more: 0, parts: [part('ok')] })
  let asked = 0
  const readInbox = async (): Promise<Response> => {
    asked += 1
    return answer()
  }
  const count = createWaitingCount({ readInbox, hub, timers, logger: silent })
  const happens = (): void => hub.publish('resync', { seq: 1, ts: NOW, reason: 'unknown_id' })
  const set = (next: () => Response): void => {
    answer = next
  }
  return { count, timers, happens, set, asked: () => asked }
}
/** Lets what was answered be read. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('what waits for a person', () => {
  it('is not known until it was asked', () => {
    const { count } = counted()
    expect(count.current()).toEqual({ count: 0, reachable: false, oldest: [] })
    expect(waitingWords(count.current())).toBe('What waits for you is not known')
  })

  it('is asked at the start, and once for a burst of events', async () => {
    const { count, timers, happens, asked } = counted()
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    for (const _ of [1, 2, 3]) happens()
    timers.advance(1000)
    await settled()
    expect(asked()).toBe(2)
  })

  it('is not known when it cannot be asked, and is never shown as nothing', async () => {
    const { count, timers, happens, set } = counted()
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    set(() => new Response(null, { status: 503 }))
    happens()
    timers.advance(1000)
    await vi.waitFor(() => expect(count.current().reachable).toBe(false))
    expect(waitingMark(count.current())).toBe('?')
  })

  it('is not all when a part of it is out of reach', async () => {
    const { count, set, timers, happens } = counted()
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    set(() => Response.json({ now: NOW, items: [], more: 3, parts: [part('unreachable')] }))
    happens()
    timers.advance(1000)
    await vi.waitFor(() => expect(count.current()).toEqual({ count: 3, reachable: false, oldest: [] }))
    expect(waitingWords(count.current())).toBe('3 or more wait for you: not all could be asked')
  })

  it('is shown by its five oldest, oldest first', async () => {
    const { count, set, timers, happens } = counted()
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    const items = [3, 1, 6, 2, 5, 4].map((number, place) => {
      const since = `2026-01-0${number}T00:00:00.000Z`
      return { kind: 'task', rank: place + 1, waiting_since: since, task: task(number, since) }
    })
    set(() => Response.json({ now: NOW, items, more: 10, parts: [part('ok')] }))
    happens()
    timers.advance(1000)
    await vi.waitFor(() => expect(count.current().count).toBe(16))
    expect(count.current().oldest.map(({ id }) => id)).toEqual(['t1', 't2', 't3', 't4', 't5'])
    expect(count.current().oldest[0]).toEqual({ page: 'task', id: 't1', title: 'Task 1' })
  })

  it('is asked again after ten minutes without any event, and not after the end', async () => {
    const { count, timers, asked } = counted()
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    timers.advance(599_000)
    await settled()
    expect(asked()).toBe(1)
    timers.advance(2000)
    await vi.waitFor(() => expect(asked()).toBe(2))
    await vi.waitFor(() => expect(timers.waiting()).toBe(1))
    count.close()
    timers.advance(3_000_000)
    expect(asked()).toBe(2)
  })

  it('is asked again after a minute when not everything could be asked', async () => {
    const { count, timers, asked, set, happens } = counted()
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    set(() => Response.json({ now: NOW, items: [], more: 0, parts: [part('unreachable')] }))
    happens()
    timers.advance(1000)
    await vi.waitFor(() => expect([count.current().reachable, timers.waiting()]).toEqual([false, 1]))
    set(() => Response.json({ now: NOW, items: [], more: 0, parts: [part('ok')] }))
    timers.advance(61_000)
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    expect(asked()).toBe(3)
  })

  it('is asked at once when it is wished for, as after a sleep', async () => {
    const { count, timers, asked } = counted()
    await vi.waitFor(() => expect(count.current().reachable).toBe(true))
    count.refresh()
    timers.advance(1000)
    await vi.waitFor(() => expect(asked()).toBe(2))
  })

  it('tells whoever watches, only when it changed', async () => {
    const { count, timers, happens, set, asked } = counted()
    const told: number[] = []
    const unwatch = count.watch((waiting) => told.push(waiting.count))
    await vi.waitFor(() => expect(told).toEqual([0]))
    happens()
    timers.advance(1000)
    await vi.waitFor(() => expect(asked()).toBe(2))
    await settled()
    set(() => Response.json({ now: NOW, items: [], more: 2, parts: [part('ok')] }))
    happens()
    timers.advance(1000)
    await vi.waitFor(() => expect(told).toEqual([0, 2]))
    unwatch()
    count.close()
  })

  it.each([
    [0, 'Nothing waits for you', ''],
    [1, '1 waits for you', '1'],
    [7, '7 wait for you', '7'],
  ])('%i in words', (count, words, mark) => {
    const waiting = { count, reachable: true, oldest: [] }
    expect([waitingWords(waiting), waitingMark(waiting)]).toEqual([words, mark])
  })
})
