import type { Sha256 } from '../../../contract/ids.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { Settings } from '../../../contract/settings.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import type { Logger } from '../kernel/logger.ts'
import { sha256 } from '../kernel/sha256.ts'
import { changedSettings } from './changed-settings.ts'
import type { SettingName } from './setting-traits.ts'
import type { FoundSettings, SettingsDisk } from './settings-disk.ts'
import type { SettingsLines } from './settings-lines.ts'
import {
  type CheckSettings,
  readSettings,
  type SettingsFault,
  type SettingsReading,
  settingsText,
  withoutValues,
} from './settings-reading.ts'
import type { SettingsSource } from './settings-source.ts'

/** What is known of `config.json`. */
export interface SettingsFacts {
  readonly settings: Settings
  /** The members that the file itself has. */
  readonly named: ReadonlySet<SettingName>
  /** Of the file as it stands, valid or not; of no bytes when there is none. */
  readonly base_sha: Sha256
  /** Why the file as it stands is not valid; null when it is. */
  readonly refused: string | null
}

export interface SettingsService extends SettingsSource {
  facts(): SettingsFacts
  /** Takes up what another program left. What it cannot record it takes up with the next look. Never rejects. */
  look(): Promise<void>
  /**
   * Writes `config.json`; the line is on the disk before. Throws AppError `settings_invalid` with the `member`, `settings_changed` and
   * `precondition_required` (each leaves a line `write_conflict`), `storage_failed` and `audit_unavailable`.
   */
  save(by: Call, settings: Settings, baseSha: Sha256 | null): Promise<void>
}

const NO_BYTES = sha256('')
const FILES: Actor = { sub: 'another program', scopes: [], door: 'files' }
const BY_FILE: Call = { actor: FILES, correlation_id: 'system' }

/** `first`: what this start read. What changed since, or while nobody was looking, is taken up by the first look. */
export async function openSettings(parts: {
  disk: SettingsDisk
  check: CheckSettings
  lines: SettingsLines
  logger: Logger
  first: Pick<SettingsFacts, 'settings' | 'named'>
}): Promise<SettingsService> {
  const { disk, check, lines, logger } = parts
  const listeners = new Set<(settings: Settings) => void>()
  const found = await disk.find()
  const { settings, named } = parts.first
  let facts: SettingsFacts = { settings, named, base_sha: shaOf(found), refused: null }
  /** What the last look found, and what was taken up or refused: an editor saves in several steps, so two looks must agree. */
  let seen = identityOf(found)
  let settled = ''
  let failure: string | null = null
  let turn: Promise<unknown> = Promise.resolve()

  const reading = (now: FoundSettings): SettingsReading =>
    'fault' in now ? { ok: false, member: null, reason: now.fault } : readSettings(now.text, check)

  function install(next: SettingsFacts): void {
    const changed = changedSettings(facts.settings, next.settings).length > 0
    facts = next
    if (!changed) return
    for (const listener of listeners) {
      try {
        listener(next.settings)
      } catch (error) {
        logger.error({ err: error }, 'a part of the console failed at a change of the settings')
      }
    }
  }

  async function refuse(now: FoundSettings, { member, reason }: SettingsFault): Promise<void> {
    const sha = 'fault' in now ? null : now.sha256
    const written = await lines.refused(BY_FILE, sha, member, withoutValues(reason))
    facts = { ...facts, base_sha: shaOf(now), refused: reason }
    logger.warn({ member }, 'config.json is not valid; the last good one holds')
    lines.tell(BY_FILE, written, facts.base_sha)
  }

  async function takeUp(now: FoundSettings): Promise<void> {
    const identity = identityOf(now)
    const read = reading(now)
    if (!read.ok) await refuse(now, read)
    else {
      const { settings, named } = read
      const names = changedSettings(facts.settings, settings)
      const change = { names, base_sha: facts.base_sha, sha: shaOf(now) }
      const written = await lines.changed(BY_FILE, change)
      install({ settings, named, base_sha: change.sha, refused: null })
      lines.tell(BY_FILE, written, change.sha)
    }
    settled = identity
  }

  /** What changed while no console was running: the names cannot be known, that it changed can. */
  async function compareWithLog(): Promise<void> {
    const last = lines.lastSha()
    const { base_sha } = facts
    if (last !== null && last !== base_sha)
      await lines.changed(BY_FILE, { names: [], base_sha: last, sha: base_sha, because: 'found at the start' })
  }

  /** One after the other: looks and writes. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }

  async function lookNow(patient: boolean): Promise<FoundSettings> {
    const now = await disk.find()
    const identity = identityOf(now)
    const steady = identity === seen
    seen = identity
    if (identity !== settled && (steady || !patient)) await takeUp(now)
    return now
  }

  async function save(by: Call, settings: Settings, baseSha: Sha256 | null): Promise<void> {
    const fault = check(settings)
    if (fault !== null)
      throw new AppError('settings_invalid', `${fault.member ?? 'settings'}: ${fault.reason}`, { member: fault.member })
    const now = await lookNow(false)
    const { base_sha } = facts
    if (baseSha !== base_sha) {
      await lines.conflict(by, baseSha, base_sha)
      throw baseSha === null ? withoutBase(base_sha) : changedMeanwhile(base_sha)
    }
    if ('fault' in now) throw new AppError('storage_failed', `config.json cannot be replaced: ${now.fault}.`)
    const names = changedSettings(facts.settings, settings)
    if (names.length === 0 && facts.refused === null) return
    const text = settingsText(settings)
    const change = { names, base_sha, sha: sha256(text) }
    const written = await lines.changed(by, change)
    const takeBack = async (because: string): Promise<void> => {
      await lines
        .changed(by, { names, base_sha: change.sha, sha: base_sha, because })
        .catch((error: unknown) => logger.error({ err: error }, 'the log names settings that were not written'))
    }
    // The line took its time, and other programs know of no turns.
    if (identityOf(await disk.find()) !== identityOf(now)) {
      await takeBack('another program was faster')
      throw changedMeanwhile(base_sha)
    }
    try {
      await disk.write(text)
    } catch (cause) {
      await takeBack('the file could not be written')
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new AppError('storage_failed', `config.json could not be written (${code}).`, {}, { cause })
    }
    seen = change.sha
    settled = change.sha
    const read = readSettings(text, check)
    install({ settings, named: read.ok ? read.named : facts.named, base_sha: change.sha, refused: null })
    lines.tell(by, written, change.sha)
  }

  const first = reading(found)
  if (first.ok && changedSettings(parts.first.settings, first.settings).length === 0) settled = seen
  await compareWithLog()

  return {
    current: () => facts.settings,
    facts: () => facts,
    watch: (onChange) => {
      listeners.add(onChange)
      return () => {
        listeners.delete(onChange)
      }
    },
    look: async () => {
      try {
        await inTurn(() => lookNow(true))
        failure = null
      } catch (error) {
        const { message } = error as Error
        if (message !== failure) logger.error({ err: error }, 'a changed config.json cannot be taken up')
        failure = message
      }
    },
    save: (by, settings, baseSha) => inTurn(() => save(by, settings, baseSha)),
  }
}

function shaOf(found: FoundSettings): Sha256 {
  return 'fault' in found ? NO_BYTES : found.sha256
}

function identityOf(found: FoundSettings): string {
  if ('fault' in found) return found.fault
  return found.text === null ? 'none' : found.sha256
}

function changedMeanwhile(base_sha: Sha256): AppError {
  const hint = 'Read GET /api/settings again, look at what changed, and send the base_sha that you read then.'
  return new AppError('settings_changed', 'config.json is not what the change was based on.', { base_sha, hint })
}

function withoutBase(base_sha: Sha256): AppError {
  const hint = 'Read GET /api/settings, and send its base_sha.'
  return new AppError('precondition_required', 'Changed settings need the base_sha of what was read.', {
    base_sha,
    hint,
  })
}
