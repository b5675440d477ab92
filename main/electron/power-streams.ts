import type { EventHub, EventSink } from '../core/broadcast/event-hub.ts'

/** A hub whose subscriptions can be ended from this side, so that whoever listens subscribes anew and gets what it missed. */
export interface RenewableHub {
  readonly hub: EventHub
  /** Ends every subscription made through `hub`, in the way the hub does when it closes. */
  renew(): void
}

export function createRenewableHub(inner: EventHub): RenewableHub {
  const open = new Map<EventSink, () => void>()
  return {
    hub: {
      subscribe: (sink, lastSeq) => {
        const unsubscribe = inner.subscribe(sink, lastSeq)
        const end = (): void => {
          open.delete(sink)
          unsubscribe()
        }
        open.set(sink, end)
        return end
      },
      observe: (observer) => inner.observe(observer),
      publish: (name, payload) => inner.publish(name, payload),
      close: () => inner.close(),
      get clients() {
        return inner.clients
      },
      get latestSeq() {
        return inner.latestSeq
      },
      get sent() {
        return inner.sent
      },
    },
    renew: () => {
      for (const [sink, end] of [...open]) {
        end()
        sink.close()
      }
    },
  }
}
