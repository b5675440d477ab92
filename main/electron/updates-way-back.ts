import { rmSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Logger } from '../core/kernel/logger.ts'
import { UpdateFailure } from './updater.ts'
import type { UpdateLine } from './updates.ts'
import type { KeptVersions } from './updates-kept.ts'
import type { UpdateQuestions } from './updates-questions.ts'

export interface WayBackParts {
  readonly kept: KeptVersions
  readonly questions: Pick<UpdateQuestions, 'goBack' | 'failed'>
  readonly currentVersion: string
  /** The AppImage that runs; null where an installer put the program in place. */
  readonly ownFile: string | null
  readonly note: UpdateLine
  readonly logger: Logger
  /** Closes all that is open and makes way for the next instance. Never rejects. */
  readonly leave: () => Promise<void>
  /** Starts `file` once this app has left. */
  readonly restartAs: (file: string) => void
  readonly showFile: (file: string) => void
}

export interface WayBack {
  /** Versions that can be gone back to, the latest first. */
  versions(): readonly string[]
  /** Asks, checks the kept file against its sha256, and goes back. What fails is shown with a remedy. */
  go(version: string): Promise<void>
}

/** What the end of the app in the middle of going back has left beside the file that runs. */
function removeLeftovers(folder: string, { kept, logger }: WayBackParts): void {
  try {
    for (const { name } of kept.list())
      for (const left of [`${name}.back`, `.${name}.back.tmp`]) rmSync(join(folder, left), { force: true })
  } catch (error) {
    logger.warn({ err: error, file: folder }, 'what is left of a broken-off way back cannot be removed')
  }
}

/** The way to a version that was kept. It is never taken by itself, and never because a server says so. */
export function createWayBack(parts: WayBackParts): WayBack {
  const { kept, questions, currentVersion, ownFile } = parts
  if (ownFile !== null) removeLeftovers(dirname(ownFile), parts)

  /** The kept file takes the place of the one that runs. A crash leaves at least one of both. */
  async function replace(version: string, own: string): Promise<void> {
    const found = kept.list().find((one) => one.version === version)
    if (found === undefined) throw new UpdateFailure('no_package', `version ${version} was not kept`)
    const target = join(dirname(own), found.name)
    const staged = `${target}.back`
    try {
      await kept.restore(version, staged)
      await kept.keep(currentVersion, own)
      kept.expect({ from: currentVersion, to: version })
      await rename(staged, target)
    } finally {
      await rm(staged, { force: true })
    }
    if (target !== own) await rm(own, { force: true })
    await parts.leave()
    parts.restartAs(target)
  }

  return {
    versions: () =>
      kept
        .list()
        .map(({ version }) => version)
        .filter((version) => version !== currentVersion),
    go: async (version) => {
      if (!(await questions.goBack(version, currentVersion, ownFile !== null))) return
      try {
        if (ownFile === null) parts.showFile(await kept.checked(version))
        else await replace(version, ownFile)
      } catch (error) {
        const code = error instanceof UpdateFailure ? error.code : 'not_allowed'
        parts.logger.error({ err: error }, 'the version that was kept could not be put back')
        parts.note('update_failed', { error_code: code, from: currentVersion, to: version })
        await questions.failed(code)
      }
    },
  }
}
