import type { AuditEventType } from '../../contract/audit-event.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import type { SettingsSource } from '../core/settings/settings-source.ts'
import { UpdateFailure, type Updater } from './updater.ts'
import { installVersion } from './updates-install.ts'
import type { KeptVersions } from './updates-kept.ts'
import type { UpdateQuestions } from './updates-questions.ts'
import {
  IDLE,
  isAtRest,
  nextUpdateState,
  type OfferedVersion,
  type UpdateEvent,
  type UpdateState,
} from './updates-state.ts'

/** Milliseconds: how long after the start the first look is taken, and how long until the next. */
export const FIRST_CHECK_MS = 60_000
export const CHECK_EVERY_MS = 24 * 60 * 60 * 1000
/** Milliseconds: for the answer about versions, and for a transfer without any progress. */
const CHECK_LIMIT_MS = 60_000
const STALL_LIMIT_MS = 120_000

export type UpdateLine = (type: Extract<AuditEventType, `update_${string}`>, data: Record<string, string>) => void

export interface UpdatesParts {
  readonly updater: Updater
  readonly questions: UpdateQuestions
  readonly kept: KeptVersions
  readonly currentVersion: string
  /** The file that runs and that an update replaces (AppImage); null where an installer does that. */
  readonly ownFile: string | null
  readonly settings: SettingsSource
  readonly note: UpdateLine
  readonly timers: Timers
  readonly logger: Logger
  /** Closes all that is open and makes way for the next instance. Never rejects. */
  readonly leave: () => Promise<void>
  /** Starts this version anew, after `leave`, when installing came to nothing. */
  readonly restart: () => void
}

export interface Updates {
  state(): UpdateState
  /** Called after every change. Returns what ends it. */
  watch(onChange: () => void): () => void
  /** Looks for a newer version now, when the settings allow looking; says so when there is none or when it fails. */
  check(): Promise<void>
  /** Puts the question again that was answered with "later". */
  ask(): Promise<void>
  close(): void
}

/**
 * Newer versions: looked for once a day while the settings say so, fetched and installed only after a yes to each. The version that runs is
 * kept before another takes its place. https://www.electron.build/auto-update
 */
export function openUpdates(parts: UpdatesParts): Updates {
  const { updater, questions, kept, currentVersion, settings, timers, logger } = parts
  const watchers = new Set<() => void>()
  const stopped = new AbortController()
  /** Versions that were answered with "later": asked about again from the menu, or after the next start. */
  const declined = new Set<string>()
  let state: UpdateState = IDLE
  let cancelTimer: (() => void) | null = null

  function apply(event: UpdateEvent): UpdateState {
    const next = nextUpdateState(state, event)
    if (next === state) return state
    state = next
    for (const watcher of watchers) watcher()
    return state
  }

  async function fail(error: unknown, version: string | null, isShown: boolean): Promise<void> {
    const { code, message } = error instanceof UpdateFailure ? error : new UpdateFailure('unknown', String(error))
    if (stopped.signal.aborted) return
    logger.warn({ error_code: code, reason: message }, 'the update failed')
    parts.note('update_failed', {
      error_code: code,
      from: currentVersion,
      ...(version === null ? {} : { to: version }),
    })
    apply({ is: 'failed', code })
    if (isShown) await questions.failed(code)
  }

  async function look(byHand: boolean): Promise<void> {
    if (!settings.current().updates.check || !isAtRest(state)) return
    apply({ is: 'check' })
    let offer: OfferedVersion | null
    try {
      offer = await updater.check(AbortSignal.any([stopped.signal, AbortSignal.timeout(CHECK_LIMIT_MS)]))
    } catch (error) {
      // A look that nobody asked for does not interrupt because of a network that is away; the menu says it.
      const isQuiet = !byHand && error instanceof UpdateFailure && ['unreachable', 'timeout'].includes(error.code)
      return fail(error, null, !isQuiet)
    }
    if (stopped.signal.aborted) return
    if (offer === null) {
      apply({ is: 'nothing_newer' })
      return byHand ? questions.upToDate(currentVersion) : undefined
    }
    if (!declined.has(offer.version)) parts.note('update_found', { from: currentVersion, to: offer.version })
    apply({ is: 'found', offer })
    if (byHand || !declined.has(offer.version)) return askToFetch(offer)
    apply({ is: 'answer', yes: false })
  }

  async function askToFetch(offer: OfferedVersion): Promise<void> {
    const yes = await questions.fetch(offer, currentVersion)
    if (!yes) declined.add(offer.version)
    if (stopped.signal.aborted || apply({ is: 'answer', yes }).at !== 'fetching') return
    try {
      await fetchIt(offer)
    } catch (error) {
      return fail(error, offer.version, true)
    }
    if (apply({ is: 'fetched' }).at === 'ready') await askToInstall(offer)
  }

  async function fetchIt(offer: OfferedVersion): Promise<void> {
    const stalled = new AbortController()
    const wait = (): (() => void) => timers.after(STALL_LIMIT_MS, () => stalled.abort())
    let cancelStall = wait()
    const onPercent = (percent: number): void => {
      cancelStall()
      cancelStall = wait()
      apply({ is: 'progress', percent })
    }
    try {
      const file = await updater.fetch(onPercent, AbortSignal.any([stopped.signal, stalled.signal]))
      // Where an installer replaces the program, the installer is what can bring this version back one day.
      if (parts.ownFile === null) await kept.keep(offer.version, file)
    } finally {
      cancelStall()
    }
  }

  async function askToInstall(offer: OfferedVersion): Promise<void> {
    const yes = await questions.install(offer, currentVersion)
    if (stopped.signal.aborted || apply({ is: 'answer', yes }).at !== 'installing') return
    try {
      if (parts.ownFile !== null) await kept.keep(currentVersion, parts.ownFile)
      kept.expect({ from: currentVersion, to: offer.version })
    } catch (error) {
      return fail(failureOfDisk(error), offer.version, true)
    }
    await parts.leave()
    await installVersion(parts)
  }

  function plan(ms: number): void {
    cancelTimer?.()
    cancelTimer = timers.after(ms, () => {
      plan(CHECK_EVERY_MS)
      look(false).catch((error: unknown) => logger.error({ err: error }, 'looking for a newer version failed'))
    })
  }

  const change = kept.settle()
  if (change?.to === currentVersion) parts.note('update_installed', { ...change })
  else if (change !== null) parts.note('update_failed', { error_code: 'not_installed', ...change })

  plan(FIRST_CHECK_MS)
  let isWanted = settings.current().updates.check
  const unwatch = settings.watch(({ updates }) => {
    if (updates.check && !isWanted) plan(0)
    isWanted = updates.check
    for (const watcher of watchers) watcher()
  })

  return {
    state: () => state,
    watch: (onChange) => {
      watchers.add(onChange)
      return () => void watchers.delete(onChange)
    },
    check: () => look(true),
    ask: async () => {
      const before = state
      if ((before.at !== 'found' && before.at !== 'ready') || before.asking) return
      apply({ is: 'ask' })
      await (before.at === 'found' ? askToFetch(before.offer) : askToInstall(before.offer))
    },
    close: () => {
      unwatch()
      cancelTimer?.()
      watchers.clear()
      stopped.abort()
    },
  }
}

/** Failures while the version that runs was kept: what is not a lack of room is a lack of rights. */
function failureOfDisk(error: unknown): UpdateFailure {
  const { code, message } = error as NodeJS.ErrnoException
  return new UpdateFailure(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'not_allowed', String(message))
}
