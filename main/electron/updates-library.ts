import type { AppUpdater } from 'electron-updater'
import type { Logger } from '../core/kernel/logger.ts'
import { UpdateFailure, type Updater } from './updater.ts'
import type { OfferedVersion, UpdateErrorCode } from './updates-state.ts'

/** The parts of electron-updater that are used. https://www.electron.build/auto-update */
export type UpdateLibrary = Pick<
  AppUpdater,
  | ('autoDownload' | 'autoInstallOnAppQuit' | 'allowDowngrade' | 'allowPrerelease' | 'disableDifferentialDownload')
  | ('disableWebInstaller' | 'requestHeaders' | 'isUserWithinRollout' | 'logger' | 'on' | 'off')
  | ('checkForUpdates' | 'downloadUpdate' | 'quitAndInstall')
>

/** The updater for this package of this system. Loaded where there is something to update from only: it asks Electron for much at once. */
export async function loadUpdateLibrary(): Promise<UpdateLibrary> {
  const { autoUpdater } = await import('electron-updater')
  return autoUpdater
}

/** electron-updater numbers its installations and tells the server. This number says nothing. */
const NOBODY = { 'x-user-staging-id': '00000000-0000-0000-0000-000000000000' }

/** electron-updater behind our port: nothing is fetched or installed by itself, and no server can take the app back to an older version. */
export function createLibraryUpdater(
  library: UpdateLibrary,
  logger: Logger,
  /** Tells when the app is about to quit and nothing holds it back any more. */
  onLeaving: (hear: () => void) => void,
): Updater {
  library.autoDownload = false
  library.autoInstallOnAppQuit = false
  library.allowDowngrade = false
  library.allowPrerelease = false
  library.disableWebInstaller = true
  // Whole files only: one way to fetch is one way to check.
  library.disableDifferentialDownload = true
  library.requestHeaders = NOBODY
  library.isUserWithinRollout = () => true
  library.logger = {
    info: (message) => logger.info({ from: 'electron-updater' }, String(message)),
    warn: (message) => logger.warn({ from: 'electron-updater' }, String(message)),
    error: (message) => logger.warn({ from: 'electron-updater' }, String(message)),
  }
  // Every failure is also the rejection of a call; without a listener an `error` event would end the process.
  library.on('error', () => undefined)
  let cancel: (() => void) | null = null

  return {
    check: async (signal) => {
      const result = await orAborted(library.checkForUpdates(), signal)
      if (result === null) throw new UpdateFailure('no_package', 'this copy was not installed from a package')
      cancel = () => result.cancellationToken?.cancel()
      return result.isUpdateAvailable ? offerOf(result.updateInfo) : null
    },
    fetch: async (onPercent, signal) => {
      const hear = ({ percent }: { percent: number }): void => onPercent(percent)
      library.on('download-progress', hear)
      try {
        const [file] = await orAborted(library.downloadUpdate(), signal)
        if (file === undefined) throw new UpdateFailure('unknown', 'nothing was fetched')
        return file
      } finally {
        if (signal.aborted) cancel?.()
        library.off('download-progress', hear)
      }
    },
    install: async (signal) => {
      const ended = Promise.withResolvers<void>()
      // A call that throws and tells of it as well is one failure.
      ended.promise.catch(() => undefined)
      const giveUp = (): void => ended.reject(new UpdateFailure('not_installed', 'nothing came of it for a long time'))
      // For macOS this call only begins: Squirrel fetches and checks the file first, and tells by an event what came of that.
      library.on('error', ended.reject)
      onLeaving(ended.resolve)
      signal.addEventListener('abort', giveUp)
      try {
        library.quitAndInstall()
        await ended.promise
      } catch (error) {
        throw asFailure(error)
      } finally {
        library.off('error', ended.reject)
        signal.removeEventListener('abort', giveUp)
      }
    },
  }
}

type ReleaseNotes = string | readonly { readonly version: string; readonly note: string | null }[] | null | undefined

function offerOf(info: { readonly version: string; readonly releaseNotes?: ReleaseNotes }): OfferedVersion {
  const notes = info.releaseNotes ?? ''
  const text =
    typeof notes === 'string' ? notes : notes.map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n')
  return { version: info.version, notes: text }
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const stop = (): void => aborted.reject(new UpdateFailure('timeout', 'given up'))
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([work, aborted.promise])
  } catch (error) {
    throw asFailure(error)
  } finally {
    signal.removeEventListener('abort', stop)
    aborted.promise.catch(() => undefined)
    work.catch(() => undefined)
  }
}

const CODES: readonly (readonly [RegExp, UpdateErrorCode])[] = [
  [/^ERR_CHECKSUM_MISMATCH$|^ERR_UPDATER_NO_CHECKSUM$/, 'checksum_mismatch'],
  [/^ERR_UPDATER_INVALID_SIGNATURE$/, 'signature_invalid'],
  [/^ERR_UPDATER_(ASSET|ZIP_FILE|OLD_FILE)_NOT_FOUND$|^ERR_UPDATER_NO_FILES_PROVIDED$/, 'no_package'],
  [/^ERR_UPDATER_|^HTTP_ERROR_[34]/, 'bad_answer'],
  [/^HTTP_ERROR_5|^E(CONN|HOST|NET|AI_|TIMEDOUT|PIPE)|^ENOTFOUND$/, 'unreachable'],
  [/^ENOSPC$|^EDQUOT$/, 'disk_full'],
  [/^EACCES$|^EPERM$|^EROFS$/, 'not_allowed'],
]

/** What a failure of electron-updater, Chromium's network or the file system comes to. */
function asFailure(error: unknown): UpdateFailure {
  if (error instanceof UpdateFailure) return error
  const { code, message } = error as NodeJS.ErrnoException
  const named = CODES.find(([pattern]) => pattern.test(code ?? ''))?.[1]
  return new UpdateFailure(named ?? codeInWords(message ?? ''), message ?? String(error))
}

/** Chromium's network and the system's own updaters have no codes, only words. https://chromium.googlesource.com/chromium/src/+/HEAD/net/base/net_error_list.h */
function codeInWords(message: string): UpdateErrorCode {
  if (/net::ERR_|timed out|socket hang up/i.test(message)) return 'unreachable'
  if (/code signature/i.test(message)) return 'signature_invalid'
  if (/sha512|checksum/i.test(message)) return 'checksum_mismatch'
  return 'unknown'
}
