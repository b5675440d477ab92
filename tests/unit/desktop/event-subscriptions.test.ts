import { describe, expect, it } from 'vitest'
import type { StreamMessage } from '../../../contract/desktop-door.ts'
import type { EventSink } from '../../../main/core/broadcast/event-hub.ts'
import { createEventHub } from '../../../main/core/broadcast/event-hub.ts'
import { createEventSubscriptions } from '../../../main/electron/event-subscriptions.ts'

const delivery = (seq: number) => ({
  ...{ seq, ts: '2026-01-01T00:00:00.000Z', correlation_id: 'c', source: 'github', event: 'ping', delivery_id: 'd' },
})

function streams(pageIsGone: () => boolean = () => false) {
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock: { now: () => 0 } })
  const pushed: [string, StreamMessage][] = []
  const ended: number[] = []
  const subscriptions = createEventSubscriptions({
    hub,
    push: (id, message) => {
      if (pageIsGone()) throw new Error('Render frame was disposed')
      pushed.push([id, message])
    },
    onOpened: () => undefined,
    onEnded: (frames) => ended.push(frames),
  })
  const heard = (id: string): string[] =>
    pushed.filter(([to]) => to === id).map(([, message]) => (message.kind === 'state' ? message.state : message.id))
  return { hub, subscriptions, heard, ended }
}

describe("the window's event subscriptions", () => {
  it('say that they are open, then what was missed, then what happens', () => {
    const { hub, subscriptions, heard } = streams()
    for (const seq of [1, 2]) hub.publish('webhook_applied', delivery(seq))
    expect(subscriptions.open('a', 1)).toBe(true)
    hub.publish('webhook_applied', delivery(3))
    expect(heard('a')).toEqual(['open', '2', '3'])
  })

  it('carry on without the one that was ended', () => {
    const { hub, subscriptions, heard, ended } = streams()
    subscriptions.open('a', null)
    subscriptions.open('b', null)
    hub.publish('webhook_applied', delivery(1))
    subscriptions.end('a')
    subscriptions.end('a')
    hub.publish('webhook_applied', delivery(2))
    expect(heard('a')).toEqual(['open', '1'])
    expect(heard('b')).toEqual(['open', '1', '2'])
    expect(ended).toEqual([1])
    expect(hub.clients).toBe(1)
  })

  it('say that they are closed when the hub closes, and nothing after that', () => {
    const { hub, subscriptions, heard } = streams()
    subscriptions.open('a', null)
    hub.close()
    hub.publish('webhook_applied', delivery(1))
    expect(heard('a')).toEqual(['open', 'closed'])
    expect(subscriptions.ids()).toEqual([])
  })

  it('end by themselves when the page is gone, and do not disturb who publishes', () => {
    let gone = false
    const { hub, subscriptions, ended } = streams(() => gone)
    subscriptions.open('a', null)
    gone = true
    hub.publish('webhook_applied', delivery(1))
    expect(hub.clients).toBe(0)
    expect(ended).toEqual([1])
  })

  it('leave nothing behind in the hub when the page goes while it is told what it missed', () => {
    let left = 1
    const { hub, subscriptions } = streams(() => left-- <= 0)
    for (const seq of [1, 2]) hub.publish('webhook_applied', delivery(seq))
    subscriptions.open('a', 0)
    expect(subscriptions.ids()).toEqual([])
    expect(hub.clients).toBe(0)
  })

  it('are refused when their id is in use, and when there are too many', () => {
    const { hub, subscriptions } = streams()
    expect(subscriptions.open('a', null)).toBe(true)
    expect(subscriptions.open('a', null)).toBe(false)
    for (let n = 0; n < 100; n++) subscriptions.open(`more-${n}`, null)
    expect(hub.clients).toBe(16)
  })

  it('never throw at the hub, even when the page has gone before they were open', () => {
    const sinks: EventSink[] = []
    const subscribe = (sink: EventSink) => {
      sinks.push(sink)
      return () => undefined
    }
    const hub = { subscribe }
    const subscriptions = createEventSubscriptions({
      hub: hub as never,
      push: () => {
        throw new Error('gone')
      },
      onOpened: () => undefined,
      onEnded: () => undefined,
    })
    subscriptions.open('a', null)
    expect(sinks).toHaveLength(1)
    for (const sink of sinks) expect(() => sink.close()).not.toThrow()
  })
})
