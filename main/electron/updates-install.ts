import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import { UpdateFailure, type Updater } from './updater.ts'
import type { KeptVersions } from './updates-kept.ts'
import type { UpdateQuestions } from './updates-questions.ts'

/** Milliseconds from the beginning of an install until the app must have begun to quit. */
export const INSTALL_LIMIT_MS = 120_000

export interface InstallParts {
  readonly updater: Pick<Updater, 'install'>
  readonly kept: Pick<KeptVersions, 'restore'>
  readonly questions: Pick<UpdateQuestions, 'failed'>
  readonly currentVersion: string
  /** The file that runs and that an update replaces (AppImage); null where an installer does that. */
  readonly ownFile: string | null
  readonly timers: Timers
  readonly logger: Logger
  /** Starts this version anew, after everything was closed. */
  readonly restart: () => void
}

/**
 * Installs what was fetched, after everything was closed. Resolves once the app quits for it; a failure, however late it comes, is told
 * with a remedy, and this version starts again: a closed app must not stay on the screen.
 */
export async function installVersion(parts: InstallParts): Promise<void> {
  const { currentVersion, ownFile, logger } = parts
  const late = new AbortController()
  const cancel = parts.timers.after(INSTALL_LIMIT_MS, () => late.abort())
  try {
    await parts.updater.install(late.signal)
    return
  } catch (error) {
    // The log is closed: the next start finds that another version was expected, and records it.
    const { code, message } = error instanceof UpdateFailure ? error : new UpdateFailure('unknown', String(error))
    logger.error({ error_code: code, reason: message }, 'the newer version could not be installed')
    if (ownFile !== null) await putBack(parts, currentVersion, ownFile)
    await parts.questions.failed(code)
    parts.restart()
  } finally {
    cancel()
  }
}

/** The updater may have deleted the file that ran before it knew that no other could take its place. */
async function putBack({ kept, logger }: InstallParts, version: string, ownFile: string): Promise<void> {
  try {
    await kept.restore(version, ownFile)
  } catch (error) {
    logger.error({ err: error, file: ownFile }, 'the file of this version could not be put back')
  }
}
