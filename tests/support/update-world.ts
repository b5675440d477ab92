import { EventEmitter } from 'node:events'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { Settings } from '../../contract/settings.ts'
import { openUpdates, type Updates } from '../../main/electron/updates.ts'
import { type KeptVersions, openKeptVersions } from '../../main/electron/updates-kept.ts'
import { createLibraryUpdater } from '../../main/electron/updates-library.ts'
import { createUpdateQuestions } from '../../main/electron/updates-questions.ts'
import { createWayBack, type WayBack } from '../../main/electron/updates-way-back.ts'
import { TestedAppImageUpdater } from './appimage-updater.ts'
import { temporaryFolder } from './data-root.ts'
import { createManualTimers, type ManualTimers } from './manual-timers.ts'
import { openUpdateServer, type PublishedVersion, sha512Of, type UpdateServer } from './update-server.ts'

/** What stood in a message box. */
interface ShownBox {
  readonly message?: string
  readonly detail?: string
}

/** The button that is pressed, or what happens before it is. */
type Answer = number | (() => number)

export interface UpdateWorld {
  readonly folder: string
  /** The AppImage that "runs". */
  readonly own: string
  readonly server: UpdateServer
  readonly updates: Updates
  readonly back: WayBack
  readonly kept: KeptVersions
  readonly timers: ManualTimers
  /** Every box that was shown, in order; the next answers are taken from `answers`, and "later" when there is none. */
  readonly boxes: readonly ShownBox[]
  readonly answers: Answer[]
  /** Audit lines, and what happened to the app. */
  readonly lines: readonly { type: string; data: Record<string, string> }[]
  readonly happened: readonly string[]
  setCheck(check: boolean): void
}

/** Where the file of a version writes its own name when it is started. */
export const startedFile = (folder: string): string => join(folder, 'started')

/** An "AppImage" that can be started: it writes down which version it is. */
export function appImage(folder: string, version: string): Buffer {
  return Buffer.from(`#!/bin/sh\nprintf %s ${version} > ${startedFile(folder)}\n`)
}

export const genuine = (folder: string, version: string, notes: string): PublishedVersion => {
  const file = appImage(folder, version)
  return { version, file, notes, sha512: sha512Of(file) }
}

/** Version 0.1.0 as an AppImage with electron-updater's own updater and a server on this machine. */
export async function openUpdateWorld(start: {
  folder: string | null
  version: string
  check: boolean
}): Promise<UpdateWorld> {
  const folder = start.folder ?? (await temporaryFolder())
  const own = join(folder, `Countersign-${start.version}-linux-x64.AppImage`)
  writeFileSync(own, appImage(folder, start.version))
  chmodSync(own, 0o755)
  const server = await openUpdateServer()
  onTestFinished(() => server.close())
  vi.stubEnv('APPIMAGE', own)
  onTestFinished(() => void vi.unstubAllEnvs())

  const boxes: ShownBox[] = []
  const answers: Answer[] = []
  const lines: UpdateWorld['lines'][number][] = []
  const happened: string[] = []
  const timers = createManualTimers(0)
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
  let settings = Settings.parse({ updates: { check: start.check } })
  const watchers = new Set<(next: Settings) => void>()
  const source = {
    current: () => settings,
    watch: (onChange: (next: Settings) => void) => {
      watchers.add(onChange)
      return () => void watchers.delete(onChange)
    },
  }
  const questions = createUpdateQuestions({
    showMessageBox: async (...given: unknown[]) => {
      boxes.push(given.at(-1) as ShownBox)
      const answer = answers.shift() ?? 1
      return { response: typeof answer === 'number' ? answer : answer(), checkboxChecked: false }
    },
  })
  const kept = openKeptVersions(join(folder, 'versions'), logger)
  const note: (type: string, data: Record<string, string>) => void = (type, data) => void lines.push({ type, data })
  const leave = async (): Promise<void> => void happened.push('left')
  const shared = { kept, questions, note, logger, leave, currentVersion: start.version, ownFile: own }
  const app = new EventEmitter()
  const quit = (): void => void app.emit('will-quit')
  const library = new TestedAppImageUpdater(folder, start.version, server.url, quit)
  const updates = openUpdates({
    ...{ ...shared, timers, settings: source },
    updater: createLibraryUpdater(library, logger, (hear) => void app.once('will-quit', hear)),
    restart: () => void happened.push('restarted'),
  })
  onTestFinished(updates.close)
  const back = createWayBack({
    ...shared,
    restartAs: (file) => void happened.push(`restarted as ${readFileSync(file, 'utf8')}`),
    showFile: (file) => void happened.push(`shown ${file}`),
  })
  return {
    ...{ folder, own, server, updates, back, kept, timers, boxes, answers, lines, happened },
    setCheck: (check) => {
      settings = Settings.parse({ updates: { check } })
      for (const watcher of watchers) watcher(settings)
    },
  }
}
