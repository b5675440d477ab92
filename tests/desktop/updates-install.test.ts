import { EventEmitter } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { INSTALL_LIMIT_MS, installVersion } from '../../main/electron/updates-install.ts'
import { openKeptVersions } from '../../main/electron/updates-kept.ts'
import { CLOSE_LIMIT_MS, createLeave } from '../../main/electron/updates-leave.ts'
import { createLibraryUpdater, type UpdateLibrary } from '../../main/electron/updates-library.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { createManualTimers } from '../support/manual-timers.ts'

const notAskedFor = (): never => {
  throw new Error('not asked for')
}

/** The calls of an updater that only begins to install when it is told to, as Squirrel.Mac does: whatever comes of it, comes later. */
class SlowLibrary extends EventEmitter {
  autoDownload = true
  autoInstallOnAppQuit = true
  allowDowngrade = true
  allowPrerelease = true
  disableDifferentialDownload = false
  disableWebInstaller = false
  requestHeaders = null
  logger = null
  installs = 0
  isUserWithinRollout = notAskedFor
  checkForUpdates = notAskedFor
  downloadUpdate = notAskedFor
  quitAndInstall(): void {
    this.installs += 1
  }
}

const isLibrary = (library: SlowLibrary): UpdateLibrary => library as never

/** An install that has begun, after all of the app was closed. */
function installing(kept: { restore(version: string, target: string): Promise<void> }) {
  const library = new SlowLibrary()
  const app = new EventEmitter()
  const timers = createManualTimers(0)
  const happened: string[] = []
  const logged: unknown[] = []
  const logger = { info: () => undefined, warn: () => undefined, error: (line: object) => void logged.push(line) }
  const updater = createLibraryUpdater(isLibrary(library), logger, (hear) => void app.once('will-quit', hear))
  const done = installVersion({
    ...{ updater, kept, timers, logger, currentVersion: '0.1.0', ownFile: '/own' },
    questions: { failed: async (code) => void happened.push(code) },
    restart: () => void happened.push('restarted'),
  })
  return { library, app, timers, happened, logged, done }
}

const KEPT = { restore: async (): Promise<void> => undefined }

describe('an install that is carried out later', () => {
  test('ends with the app, and nothing is said about it', async () => {
    const { library, app, timers, happened, done } = installing(KEPT)
    expect(library.installs).toBe(1)
    app.emit('will-quit')
    await done
    timers.advance(INSTALL_LIMIT_MS)
    expect([happened, timers.waiting()]).toEqual([[], 0])
  })

  test('and then refused by the system is told with a remedy, and this version starts again', async () => {
    const { library, happened, done } = installing(KEPT)
    await Promise.resolve()
    library.emit('error', new Error('Could not get code signature for running application'))
    await done
    expect(happened).toEqual(['signature_invalid', 'restarted'])
    // Nobody is left to be told of a second failure, and it must not end the process either.
    library.emit('error', new Error('once more'))
  })

  test('and of which nothing is heard is given up', async () => {
    const { timers, happened, done } = installing(KEPT)
    timers.advance(INSTALL_LIMIT_MS - 1)
    await Promise.resolve()
    expect(happened).toEqual([])
    timers.advance(1)
    await done
    expect(happened).toEqual(['not_installed', 'restarted'])
  })

  test('starts this version again even when its file cannot be put back', async () => {
    const { library, happened, logged, done } = installing({ restore: () => Promise.reject(new Error('no room')) })
    library.emit('error', new Error('no'))
    await done
    expect(happened).toEqual(['unknown', 'restarted'])
    expect(logged).toHaveLength(2)
  })
})

describe('making way for the next instance', () => {
  const leaving = (close: () => Promise<void>) => {
    const timers = createManualTimers(0)
    const said: string[] = []
    const logger = {
      info: () => undefined,
      warn: () => undefined,
      error: (_data: object, words: string) => void said.push(words),
    }
    const leave = createLeave({ close, freeLock: () => void said.push('lock freed'), timers, logger })
    return { timers, said, leave }
  }

  test('waits until all is closed', async () => {
    const closed = Promise.withResolvers<void>()
    const { said, timers, leave } = leaving(() => closed.promise)
    const left = leave()
    await Promise.resolve()
    expect(said).toEqual([])
    closed.resolve()
    await left
    expect([said, timers.waiting()]).toEqual([['lock freed'], 0])
  })

  test('goes on, and says so, when something cannot be closed', async () => {
    const { said, leave } = leaving(() => Promise.reject(new Error('stuck')))
    await leave()
    expect(said).toEqual(['closed with errors before another version starts', 'lock freed'])
  })

  test('goes on, and says so, when closing never ends', async () => {
    const { said, timers, leave } = leaving(() => Promise.withResolvers<void>().promise)
    const left = leave()
    timers.advance(CLOSE_LIMIT_MS)
    await left
    expect(said).toEqual([`not closed after ${CLOSE_LIMIT_MS} ms: another version starts all the same`, 'lock freed'])
  })
})

test('what a quit in the middle of keeping a version has left is cleared away at the next start', async () => {
  const folder = await temporaryFolder()
  for (const name of ['.countersign-0.1.0.AppImage.tmp', 'versions.json.tmp', 'somebody-elses.tmp'])
    writeFileSync(join(folder, name), 'half')
  openKeptVersions(folder, { info: () => undefined, warn: () => undefined, error: () => undefined })
  expect(readdirSync(folder)).toEqual(['somebody-elses.tmp'])
})
