import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createEventHub, type EventSink } from '../../../main/core/broadcast/event-hub.ts'
import { followPower } from '../../../main/electron/power.ts'
import { createRenewableHub } from '../../../main/electron/power-streams.ts'
import { sinceProcessStart } from '../../../main/electron/startup-time.ts'

const NOW = '2026-01-31T09:30:00.000Z'
const hubOf = () => createEventHub({ capacity: 10, startSeq: 0, clock: { now: () => 0 } })

describe('a machine that was asleep', () => {
  it('has everything connect anew, once for each time that it wakes up', () => {
    const monitor = new EventEmitter()
    const done: string[] = []
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const reconnect = [() => void done.push('page'), () => void done.push('poll')]
    followPower(monitor as never, { quit: () => void done.push('quit') }, { reconnect }, silent)
    monitor.emit('suspend')
    expect(done).toEqual([])
    monitor.emit('resume')
    expect(done).toEqual(['page', 'poll'])
    monitor.emit('shutdown', { preventDefault: () => void done.push('held back') })
    expect(done).toEqual(['page', 'poll', 'held back', 'quit'])
  })

  it('ends the subscriptions of the window alone, each once', () => {
    const inner = hubOf()
    const { hub, renew } = createRenewableHub(inner)
    const ended: string[] = []
    const sink = (name: string): EventSink => ({ send: () => undefined, close: () => void ended.push(name) })
    inner.subscribe(sink('http client'), null)
    hub.subscribe(sink('window'), null)
    const stop = hub.subscribe(sink('left by itself'), null)
    stop()
    expect(inner.clients).toBe(2)
    renew()
    renew()
    expect([ended, inner.clients]).toEqual([['window'], 1])
    hub.subscribe(sink('window again'), null)
    hub.close()
    expect(ended.toSorted()).toEqual(['http client', 'window', 'window again'])
  })

  it('gives what was missed to whoever comes back', () => {
    const inner = hubOf()
    const { hub, renew } = createRenewableHub(inner)
    const heard: number[] = []
    const sink: EventSink = { send: ({ seq }) => void heard.push(seq), close: () => undefined }
    hub.subscribe(sink, null)
    renew()
    inner.publish('resync', { seq: 1, ts: NOW, reason: 'gap_too_old' })
    expect([heard, hub.latestSeq]).toEqual([[], 1])
    hub.subscribe(sink, 0)
    expect(heard).toEqual([1])
  })
})

describe('the time that a start took', () => {
  it('counts from when the system made the process', () => {
    const born = Date.now() - 5000
    expect(sinceProcessStart({ getCreationTime: () => born })).toBeGreaterThanOrEqual(5000)
    expect(sinceProcessStart({ getCreationTime: () => null })).toBeGreaterThan(0)
    expect(sinceProcessStart({})).toBeGreaterThan(0)
  })
})
