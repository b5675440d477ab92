import type { TelegramPoller } from './adapters/telegram/telegram-poller.ts'
import type { ConnectionState } from './core/ingest/connection-state.ts'
import { type Clock, timestamp } from './core/kernel/clock.ts'

/** Polling that can be paused and taken up again. */
export interface TelegramPolling {
  /** Null when the console does not poll, or did not begin to. */
  state(): ConnectionState | null
  /** Whether presses of buttons come by polling: Telegram answers it, or did until the pause, or was not asked yet because of it. */
  isPolled(): boolean
  /** Polls, unless it is paused. What was asked for last holds. */
  run(paused: boolean): void
  /** Asks anew at once, after the machine slept. */
  renew(): void
  stop(): Promise<void>
}

const WHY = 'not asked while the intake is paused; Telegram keeps for 24 hours what is sent to it'

/** `open` begins to poll; null without a token. `changed` is told of a pause. */
export function createTelegramPolling(parts: {
  open: () => TelegramPoller | null
  clock: Clock
  changed: () => void
}): TelegramPolling {
  let poller: TelegramPoller | null = null
  let resting: ConnectionState | null = null
  let wasPolled = false
  let wanted = false
  let turn: Promise<void> = Promise.resolve()

  /** Shown at once, although the update that is being taken may need a moment yet; it is claimed and waits. */
  function pause(before: ConnectionState | null): void {
    // Nothing asked since the start: presses wait at Telegram for our polling, so that one that is posted is nobody's.
    wasPolled = before === null || before.state === 'on'
    resting = { state: 'on', reason: WHY, since: timestamp(parts.clock), contact_at: before?.contact_at ?? null }
    parts.changed()
  }

  return {
    state: () => resting ?? poller?.state() ?? null,
    isPolled: () => (resting === null ? poller?.state().state === 'on' : wasPolled),
    run: (paused) => {
      if (paused && resting === null) pause(poller?.state() ?? null)
      wanted = paused
      turn = turn.then(async () => {
        if (wanted !== paused) return
        if (paused) {
          await poller?.stop()
          poller = null
        } else {
          poller ??= parts.open()
          resting = null
        }
      })
    },
    renew: () => poller?.renew(),
    stop: async () => {
      await turn
      await poller?.stop()
    },
  }
}
