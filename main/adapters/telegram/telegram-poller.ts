import { Api, TelegramApiError } from 'node-telegram-bot-api'
import { backoffMs, type ConnectionState } from '../../core/ingest/connection-state.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import type { Timers } from '../../core/kernel/timers.ts'
import type { PollOffset } from './poll-offset.ts'
import { reasonOf } from './telegram-errors.ts'
import type { TelegramSettings } from './telegram-settings.ts'

export interface TelegramPollerOptions extends TelegramSettings {
  readonly offset: PollOffset
  /**
   * Called with one update after the other. An update is confirmed only after its call resolved; if it rejects, it comes again. After a
   * crash those of a whole batch (100) may come again.
   */
  readonly take: (update: unknown) => Promise<void>
  /** Told when the connection is lost or back, and when the reason changes. */
  readonly onChange: (state: ConnectionState) => void
  readonly clock: Clock
  readonly timers: Timers
  /** From [0, 1). */
  readonly random: () => number
  readonly logger: Logger
}

export interface TelegramPoller {
  state(): ConnectionState
  /** Asks anew at once: a call that was open while the machine slept may look open long after its connection has died. */
  renew(): void
  /** Ends the open call at once; resolves when the update that is being taken is done. */
  stop(): Promise<void>
}

/** How long Telegram may hold a call open, in seconds. The library waits ten more. */
const HOLD_S = 50
/** In seconds: a longer wait that Telegram asks for is cut short, so that the connection is back soon after the ban is. */
const LONGEST_WAIT_S = 300
const SHORTEST_HOLD_MS = 1000
const ALLOWED = ['message', 'edited_message', 'callback_query']

/** Fetches updates by long polling (https://core.telegram.org/bots/api#getupdates) until it is stopped. */
export function openTelegramPoller(options: TelegramPollerOptions): TelegramPoller {
  const { clock, logger } = options
  const api = new Api(options.token, { apiRoot: options.apiRoot, maxRetries: 0 })
  const stopping = new AbortController()
  let renewal = new AbortController()
  let connection: ConnectionState = {
    ...{ state: 'lost', reason: 'not reached yet', since: timestamp(clock), contact_at: null },
  }
  let offset = options.offset.read()

  function become(state: ConnectionState['state'], reason: string | null): void {
    const now = timestamp(clock)
    const changed = state !== connection.state
    const before = connection
    connection = {
      ...{ state, reason, since: changed ? now : before.since },
      contact_at: state === 'on' ? now : before.contact_at,
    }
    if (changed || reason !== before.reason) options.onChange(connection)
  }

  const interruption = (): AbortSignal => AbortSignal.any([stopping.signal, renewal.signal])

  function pause(ms: number): Promise<void> {
    const signal = interruption()
    return new Promise((resolve) => {
      const stop = (): void => {
        cancel()
        resolve()
      }
      const cancel = options.timers.after(ms, () => {
        signal.removeEventListener('abort', stop)
        resolve()
      })
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop)
    })
  }

  async function fetchUpdates(anew: boolean) {
    const after = offset === null ? {} : { offset }
    // The first call does not wait: so it is known at once that Telegram is there (again).
    const timeout = connection.state === 'on' && !anew ? HOLD_S : 0
    const updates = await api.getUpdates({ ...after, timeout, limit: 100, allowed_updates: ALLOWED }, interruption())
    become('on', null)
    return updates
  }

  /** Rejects at the first that could not be taken. The offset is kept once for all: what comes again after a crash is recognised. */
  async function takeAll(updates: readonly { readonly update_id: number }[]): Promise<void> {
    const before = offset
    try {
      for (const update of updates) {
        if (stopping.signal.aborted) return
        await options.take(update)
        offset = update.update_id + 1
      }
    } finally {
      if (offset !== null && offset !== before) await keep(offset)
    }
  }

  /** In memory it stands anyhow, and Telegram learns it with the next call: nothing is taken twice before a restart. */
  async function keep(taken: number): Promise<void> {
    await options.offset.write(taken).catch((error: unknown) => {
      logger.error({ err: error }, 'the offset of the updates from Telegram could not be written; they may come again')
    })
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      let fetched = false
      const anew = renewal.signal.aborted
      if (anew) renewal = new AbortController()
      const before = offset
      const held = connection.state === 'on' && !anew
      const asked = performance.now()
      try {
        const updates = await fetchUpdates(anew)
        fetched = true
        await takeAll(updates)
        failures = 0
        // Whoever answers a call that it should hold at once, with nothing new, is not asked without end.
        if (held && offset === before && performance.now() - asked < SHORTEST_HOLD_MS) await pause(SHORTEST_HOLD_MS)
      } catch (error) {
        if (stopping.signal.aborted) return
        if (renewal.signal.aborted && !fetched) continue
        failures += 1
        if (fetched) logger.error({ err: error }, 'an update from Telegram could not be taken; it comes again')
        else become('lost', explained(error))
        await pause(waitOf(error, failures, options.random()))
      }
    }
  }

  const running = run()
  return {
    state: () => connection,
    renew: () => renewal.abort(),
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** As long as Telegram asks for, within bounds, but a wrong token or a second poller does not mend itself in a second. */
function waitOf(error: unknown, failures: number, random: number): number {
  if (!(error instanceof TelegramApiError)) return backoffMs(failures, random)
  if (typeof error.retryAfter === 'number') return Math.min(LONGEST_WAIT_S, Math.max(1, error.retryAfter)) * 1000
  return [401, 404, 409].includes(error.errorCode)
    ? 30_000 + backoffMs(failures, random) / 2
    : backoffMs(failures, random)
}

function explained(error: unknown): string {
  if (!(error instanceof TelegramApiError)) return `Telegram cannot be reached: ${reasonOf(error)}`
  const said = `Telegram answered ${error.errorCode} ${error.description.slice(0, 200)}`
  if ((error.retryAfter ?? 0) > LONGEST_WAIT_S) return `${said}: asked again after ${LONGEST_WAIT_S / 60} minutes`
  if (error.errorCode === 401 || error.errorCode === 404) return `${said}: check BOT_TOKEN`
  if (error.errorCode !== 409) return said
  return /webhook/i.test(error.description)
    ? `${said}: the bot has a webhook; delete it (deleteWebhook), or unset BOT_TOKEN and use the webhook alone`
    : `${said}: another program polls with this token; stop it`
}
