import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { App, Dialog, MenuItemConstructorOptions, Shell } from 'electron'
import type { Actor } from '../../contract/scope.ts'
import type { EventDraft } from '../core/audit/event-log.ts'
import type { Lifetime } from '../core/kernel/lifetime.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Timers } from '../core/kernel/timers.ts'
import type { SettingsSource } from '../core/settings/settings-source.ts'
import { openUpdates, type UpdateLine } from './updates.ts'
import { openKeptVersions } from './updates-kept.ts'
import { createLeave } from './updates-leave.ts'
import { createLibraryUpdater, type UpdateLibrary } from './updates-library.ts'
import { updateMenu } from './updates-menu.ts'
import { createUpdateQuestions } from './updates-questions.ts'
import { createWayBack } from './updates-way-back.ts'

export interface DesktopUpdatesParts {
  readonly app: Pick<
    App,
    'isPackaged' | 'getVersion' | 'getPath' | 'relaunch' | 'quit' | 'releaseSingleInstanceLock'
  > & {
    on(moment: 'will-quit', hear: () => void): void
  }
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly shell: Pick<Shell, 'showItemInFolder'>
  readonly machine: { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv }
  /** Electron's folder of resources; the package step writes there where newer versions come from. */
  readonly resources: string
  readonly library: () => Promise<UpdateLibrary>
  readonly settings: SettingsSource
  readonly note: (line: EventDraft) => void
  readonly nextCorrelationId: () => string
  readonly openSettings: () => void
  readonly timers: Timers
  readonly logger: Logger
}

export interface DesktopUpdates {
  /** The lines about updates as they are now. */
  menu(): MenuItemConstructorOptions[]
  /** Called whenever `menu` has become another one. */
  watch(onChange: () => void): () => void
}

const DESKTOP: Actor = { sub: 'desktop', scopes: [], door: 'desktop' }

/** Does this copy know where newer versions come from? A checkout does not, nor does a package that was built without an address. */
const knowsItsSource = (app: Pick<App, 'isPackaged'>, resources: string): boolean =>
  app.isPackaged && existsSync(join(resources, 'app-update.yml'))

/** Updates of the packaged app; null where there is nothing to update from. Nothing goes out before the settings say so. */
export async function openDesktopUpdates(owner: Lifetime, parts: DesktopUpdatesParts): Promise<DesktopUpdates | null> {
  const { app, settings, logger } = parts
  if (!knowsItsSource(app, parts.resources)) return null
  const kept = openKeptVersions(join(app.getPath('userData'), 'versions'), logger)
  const note: UpdateLine = (type, data) =>
    parts.note({
      ...{ type, data, actor: DESKTOP, correlation_id: parts.nextCorrelationId() },
      ...{ task_id: null, route: null, status: null },
    })
  const ownFile = parts.machine.platform === 'linux' ? (parts.machine.env['APPIMAGE'] ?? null) : null
  const shared = {
    ...{ kept, logger, note, questions: createUpdateQuestions(parts.dialog) },
    ...{ currentVersion: app.getVersion(), ownFile },
    leave: createLeave({
      ...{ close: owner.close, timers: parts.timers, logger },
      freeLock: () => app.releaseSingleInstanceLock(),
    }),
  }
  const relaunch = (options: Electron.RelaunchOptions): void => {
    app.relaunch(options)
    app.quit()
  }
  // What an AppImage holds is gone with the app, the program among it: only its file can be started.
  const restart = (): void => relaunch(ownFile === null ? {} : { execPath: ownFile })
  const updates = openUpdates({
    ...{ ...shared, settings, timers: parts.timers, restart },
    updater: createLibraryUpdater(await parts.library(), logger, (hear) => app.on('will-quit', hear)),
  })
  owner.own('updates', updates.close)
  const back = createWayBack({
    ...shared,
    restartAs: (file) => relaunch({ execPath: file, args: [] }),
    showFile: (file) => parts.shell.showItemInFolder(file),
  })
  const run = (work: Promise<void>): void => {
    work.catch((error: unknown) => logger.error({ err: error }, 'a question about updates failed'))
  }
  return {
    menu: () =>
      updateMenu(
        { isWanted: settings.current().updates.check, state: updates.state(), versions: back.versions() },
        {
          check: () => run(updates.check()),
          ask: () => run(updates.ask()),
          goBack: (version) => run(back.go(version)),
          openSettings: parts.openSettings,
        },
      ),
    watch: updates.watch,
  }
}
