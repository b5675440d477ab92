import type { StreamMessage } from '../../contract/desktop-door.ts'
import type { EventHub, EventSink } from '../core/broadcast/event-hub.ts'

/** The page's subscriptions to pushed events. */
export interface EventSubscriptions {
  /** False when the id is in use or there are too many. */
  open(id: string, lastSeq: number | null): boolean
  end(id: string): void
  ids(): string[]
}

/** The console needs one; a page that opens more and more must not fill the memory. */
const MOST = 16

/** `push` throws when the page is gone; its subscription then ends. `onOpened` and `onEnded` are told for the record. */
export function createEventSubscriptions(parts: {
  hub: EventHub
  push: (id: string, message: StreamMessage) => void
  onOpened: (lastSeq: number | null) => void
  onEnded: (frames: number) => void
}): EventSubscriptions {
  const enders = new Map<string, () => void>()

  function open(id: string, lastSeq: number | null): boolean {
    if (enders.has(id) || enders.size >= MOST) return false
    let frames = 0
    let unsubscribe: (() => void) | null = null

    const end = (): void => {
      if (!enders.delete(id)) return
      unsubscribe?.()
      parts.onEnded(frames)
    }
    const push = (message: StreamMessage): void => {
      if (!enders.has(id)) return
      try {
        parts.push(id, message)
      } catch {
        end()
      }
    }
    const sink: EventSink = {
      send: (frame) => {
        frames += 1
        push({ kind: 'event', id: String(frame.seq), event: frame.name, data: frame.data })
      },
      close: () => {
        push({ kind: 'state', state: 'closed' })
        end()
      },
    }

    enders.set(id, end)
    parts.onOpened(lastSeq)
    push({ kind: 'state', state: 'open' })
    unsubscribe = parts.hub.subscribe(sink, lastSeq)
    // The page may have gone while it was being told what it had missed.
    if (!enders.has(id)) unsubscribe()
    return true
  }

  return { open, end: (id) => enders.get(id)?.(), ids: () => [...enders.keys()] }
}
