import * as z from 'zod'
import { backoffMs } from '../../core/ingest/connection-state.ts'
import type { Clock } from '../../core/kernel/clock.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import type { Timers } from '../../core/kernel/timers.ts'
import {
  type ObsAbout,
  type ObsHappening,
  type ObsHealth,
  type ObsLink,
  ObsProblem,
} from '../../core/tools/obs/obs-link.ts'
import { oneLine } from '../../core/tools/one-line.ts'
import type { ObsSettings } from './obs-settings.ts'
import { type ObsSocket, openObsSocket } from './obs-socket.ts'

export interface ObsConnectionOptions {
  readonly settings: () => ObsSettings
  /** Asked before every attempt. */
  readonly password: () => Promise<string | null>
  readonly clock: Clock
  readonly timers: Timers
  /** From [0, 1). */
  readonly random: () => number
  readonly logger: Logger
}

/** A connection to OBS that comes back by itself, and knows from questions that were answered whether OBS is there. */
export interface ObsConnection extends ObsLink {
  /** Connects for the first time, or anew where address or password may have changed. */
  renew(): void
  close(): void
}

/** Whoever starts OBS does not wait longer for the console to notice. */
const LONGEST_PAUSE_MS = 15_000
const SHORTEST_PAUSE_MS = 250
/** One that ends sooner counts as one more that failed: who greets and hangs up again and again would fill the log. */
const HELD_MS = 30_000

const Version = z.object({
  obsVersion: z.string(),
  obsWebSocketVersion: z.string(),
  platformDescription: z.string(),
  availableRequests: z.array(z.string().max(100)).max(2000),
})

export function createObsConnection(options: ObsConnectionOptions): ObsConnection {
  const { clock, timers, logger } = options
  const listeners = new Set<(happening: ObsHappening) => void>()
  let health: ObsHealth = { state: 'off' }
  let socket: ObsSocket | null = null
  let attempt: Promise<void> | null = null
  /** What was begun under another number does not count any more. */
  let era = 0
  let failures = 0
  let openedMs: number | null = null
  let closed = false
  let cancelNext = (): void => undefined

  function tell(happening: ObsHappening): void {
    for (const listener of [...listeners]) {
      try {
        listener(happening)
      } catch (error) {
        logger.error({ err: error }, 'what OBS told could not be taken')
      }
    }
  }

  function next(ms: number, work: () => void): void {
    cancelNext()
    cancelNext = timers.after(ms, work)
  }

  function lost(problem: ObsProblem): void {
    socket?.end()
    socket = null
    const held = openedMs !== null && clock.now() - openedMs >= HELD_MS
    failures = held ? 1 : failures + 1
    openedMs = null
    health = { state: 'lost', problem, checked_ms: clock.now() }
    const pause = Math.min(LONGEST_PAUSE_MS, backoffMs(failures, options.random()))
    next(Math.max(SHORTEST_PAUSE_MS, pause), () => void connect())
    tell({ kind: 'lost', problem })
  }

  /** Asks something that costs OBS nothing. */
  async function check(asked: ObsSocket): Promise<ObsHealth> {
    const begun = clock.now()
    const found = await asked.call('GetVersion', {}, options.settings().call_timeout_ms, new AbortController().signal)
    const checked_ms = clock.now()
    return { state: 'on', about: aboutOf(found), latency_ms: Math.max(0, checked_ms - begun), checked_ms }
  }

  function checkLater(asked: ObsSocket): void {
    next(options.settings().health_seconds * 1000, () => void checkNow(asked))
  }

  async function checkNow(asked: ObsSocket): Promise<void> {
    try {
      const found = await check(asked)
      if (socket !== asked) return
      health = found
      checkLater(asked)
    } catch (error) {
      if (socket === asked) lost(problemOf(error))
    }
  }

  async function open(mine: number): Promise<void> {
    const { url, call_timeout_ms } = options.settings()
    if (url === null) return
    let opened: ObsSocket | null = null
    let found: ObsHealth
    try {
      const password = await options.password()
      opened = await openObsSocket({
        ...{ url, password, timers, timeout_ms: call_timeout_ms },
        onTold: (event, data) => tell({ kind: 'told', event, data }),
        onLost: (problem) => {
          if (socket !== null && socket === opened) lost(problem)
        },
      })
      found = await check(opened)
    } catch (error) {
      opened?.end()
      if (mine === era) lost(problemOf(error))
      return
    }
    if (mine !== era) return opened.end()
    socket = opened
    health = found
    openedMs = clock.now()
    checkLater(opened)
    tell({ kind: 'opened' })
  }

  function connect(): Promise<void> {
    cancelNext()
    if (attempt !== null) return attempt
    const mine = open(era).finally(() => {
      if (attempt === mine) attempt = null
    })
    attempt = mine
    return mine
  }

  async function connected(signal: AbortSignal): Promise<ObsSocket> {
    const { url } = options.settings()
    if (url === null || closed) throw new ObsProblem('not_configured', 'No OBS is configured.', null)
    if (socket === null) await Promise.race([connect(), rejectedWhen(signal)])
    if (socket !== null) return socket
    throw health.state === 'lost'
      ? health.problem
      : new ObsProblem('unreachable', 'OBS cannot be reached (its address was just changed).', null)
  }

  return {
    call: async (request, data, signal) => {
      signal.throwIfAborted()
      const asked = await connected(signal)
      try {
        return await asked.call(request, data, options.settings().call_timeout_ms, signal)
      } catch (error) {
        // One that does not answer this may answer nothing any more.
        if (error instanceof ObsProblem && error.kind === 'timeout' && socket === asked)
          next(0, () => void checkNow(asked))
        throw error
      }
    },
    health: () => health,
    watch: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    renew: () => {
      if (closed) return
      era += 1
      cancelNext()
      const before = socket
      socket = null
      attempt = null
      failures = 0
      before?.end()
      health = options.settings().url === null ? { state: 'off' } : { state: 'connecting' }
      if (before !== null)
        tell({ kind: 'lost', problem: new ObsProblem('not_configured', 'The settings changed.', null) })
      if (health.state === 'connecting') void connect()
    },
    close: () => {
      closed = true
      era += 1
      cancelNext()
      socket?.end()
      socket = null
    },
  }
}

function aboutOf(found: unknown): ObsAbout {
  const parsed = Version.safeParse(found).data
  if (parsed === undefined) throw new ObsProblem('garbled', 'What answers there is not OBS.', null)
  const short = (text: string): string => oneLine(text).slice(0, 60)
  return {
    ...{ obs: short(parsed.obsVersion), websocket: short(parsed.obsWebSocketVersion) },
    ...{ platform: short(parsed.platformDescription), requests: new Set(parsed.availableRequests) },
  }
}

const problemOf = (error: unknown): ObsProblem =>
  error instanceof ObsProblem ? error : new ObsProblem('unreachable', 'OBS cannot be reached.', null, { cause: error })

function rejectedWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
