import type { Door } from './door.ts'

/** `offline`: several tries failed. Times are milliseconds since 1970. */
export interface LiveState {
  readonly phase: 'connecting' | 'live' | 'reconnecting' | 'offline'
  readonly since: number
  /** When something was last heard from the service, or null. */
  readonly heardAt: number | null
}

export interface LiveListener {
  event(name: string, data: string): void
  /** Connected, and what happened before cannot be replayed: everything shown must be read again. */
  gap(): void
  /** Connected again, and what was missed is being replayed. */
  resumed(): void
  signedOut(): void
}

/** One lasting connection for pushed events, made anew whenever it is lost. */
export interface LiveLink {
  state(): LiveState
  watch(onChange: () => void): () => void
  /** A reply to a request counts as being heard. */
  heard(): void
  /** Tries at once instead of waiting for the next try. */
  retryNow(): void
  /** Connects; returns the function that ends the connection. */
  start(listener: LiveListener): () => void
}

const FIRST_WAIT = 300
const LONGEST_WAIT = 5_000
const TRIES_UNTIL_OFFLINE = 3

export function createLiveLink(door: Door): LiveLink {
  const watchers = new Set<() => void>()
  let state: LiveState = { phase: 'connecting', since: Date.now(), heardAt: null }
  let lastEventId: string | null = null
  let tries = 0
  let timer = 0
  let connect: (() => void) | null = null

  function change(next: Partial<LiveState>): void {
    state = { ...state, ...next }
    for (const watcher of watchers) watcher()
  }

  function lost(): void {
    tries += 1
    const wasLive = state.phase === 'live'
    const phase = tries >= TRIES_UNTIL_OFFLINE ? 'offline' : 'reconnecting'
    change({ phase, since: wasLive ? Date.now() : state.since })
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)) * (0.75 + Math.random() / 2)
    timer = window.setTimeout(() => connect?.(), wait)
  }

  function start(listener: LiveListener): () => void {
    let unsubscribe: (() => void) | null = null
    connect = () => {
      clearTimeout(timer)
      unsubscribe?.()
      unsubscribe = door.subscribe(lastEventId, {
        opened: () => {
          tries = 0
          change({ phase: 'live', since: Date.now(), heardAt: Date.now() })
          if (lastEventId === null) listener.gap()
          else listener.resumed()
        },
        heard: () => change({ heardAt: Date.now() }),
        event: (id, name, data) => {
          if (id !== '') lastEventId = id
          listener.event(name, data)
        },
        ended: (reason) => {
          if (reason === 'signed_out') listener.signedOut()
          else lost()
        },
      })
    }
    connect()
    return () => {
      clearTimeout(timer)
      connect = null
      unsubscribe?.()
    }
  }

  return {
    state: () => state,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    heard: () => {
      if (state.phase === 'live') change({ heardAt: Date.now() })
    },
    retryNow: () => {
      if (state.phase !== 'live') connect?.()
    },
    start,
  }
}
