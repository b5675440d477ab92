import type { Dispatch } from '../../../../contract/protocol.ts'
import type { AgentSink } from '../../../core/agents/agent-port.ts'
import type { Clock } from '../../../core/kernel/clock.ts'

export interface Heartbeats {
  /** There is a sign of work. */
  sign(note: string): void
  /** Resolves when the last one has been answered; no more are sent. */
  stop(): Promise<void>
}

const MOST_WORDS = 500

/**
 * Sends a heartbeat for signs of work, at most three in the time in which one is due. Without a sign none is sent: that a process is there
 * says nothing about work.
 */
export function startHeartbeats(sink: AgentSink, dispatch: Dispatch, clock: Clock): Heartbeats {
  const every = (dispatch.heartbeat_seconds * 1000) / 3
  let waiting: string | null = null
  let last = Number.NEGATIVE_INFINITY
  let sending: Promise<unknown> = Promise.resolve()

  function send(): void {
    if (waiting === null || clock.now() - last < every) return
    const note = waiting.slice(0, MOST_WORDS)
    waiting = null
    last = clock.now()
    sending = sending.then(() => sink.say({ type: 'heartbeat', body: { dispatch_id: dispatch.dispatch_id, note } }))
  }
  const timer = setInterval(send, every / 2)
  return {
    sign: (note) => {
      waiting = note
      send()
    },
    stop: async () => {
      clearInterval(timer)
      waiting = null
      await sending
    },
  }
}
