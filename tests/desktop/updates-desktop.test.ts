import { EventEmitter } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Settings } from '../../contract/settings.ts'
import type { EventDraft } from '../../main/core/audit/event-log.ts'
import { createLifetime } from '../../main/core/kernel/lifetime.ts'
import { type DesktopUpdatesParts, openDesktopUpdates } from '../../main/electron/updates-desktop.ts'
import { TestedAppImageUpdater } from '../support/appimage-updater.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { createManualTimers } from '../support/manual-timers.ts'
import { openUpdateServer } from '../support/update-server.ts'
import { appImage, genuine, startedFile } from '../support/update-world.ts'

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The app as it is packaged: an AppImage that knows where newer versions come from. */
async function packagedApp() {
  const folder = await temporaryFolder()
  const own = join(folder, 'Countersign-0.1.0-linux-x64.AppImage')
  writeFileSync(own, appImage(folder, '0.1.0'))
  chmodSync(own, 0o755)
  vi.stubEnv('APPIMAGE', own)
  onTestFinished(() => void vi.unstubAllEnvs())
  const resources = join(folder, 'resources')
  mkdirSync(resources)
  writeFileSync(join(resources, 'app-update.yml'), 'provider: generic\n')
  const server = await openUpdateServer()
  onTestFinished(() => server.close())
  const app = new EventEmitter()
  const happened: string[] = []
  const lines: EventDraft[] = []
  const settings = Settings.parse({ updates: { check: true } })
  const parts: DesktopUpdatesParts = {
    app: {
      isPackaged: true,
      getVersion: () => '0.1.0',
      getPath: () => folder,
      relaunch: (options) => void happened.push(`relaunched as ${options?.execPath}`),
      quit: () => void happened.push('quit'),
      releaseSingleInstanceLock: () => void happened.push('lock released'),
      on: (moment, hear) => void app.on(moment, hear),
    },
    // Every question is answered with its first button.
    dialog: { showMessageBox: async () => ({ response: 0, checkboxChecked: false }) },
    shell: { showItemInFolder: () => undefined },
    machine: { platform: 'linux', env: { APPIMAGE: own } },
    library: async () => new TestedAppImageUpdater(folder, '0.1.0', server.url, () => void app.emit('will-quit')),
    settings: { current: () => settings, watch: () => () => undefined },
    note: (line) => void lines.push(line),
    nextCorrelationId: () => 'desktop-1',
    openSettings: () => void happened.push('settings'),
    ...{ resources, timers: createManualTimers(0), logger: QUIET },
  }
  const owner = createLifetime()
  onTestFinished(() => owner.close())
  owner.own('the rest of the app', () => void happened.push('closed'))
  return { folder, server, happened, lines, parts, owner }
}

test('a checkout, and a package that was built without an address, have nothing to update from and load no updater', async () => {
  const { parts, owner } = await packagedApp()
  const library = (): Promise<never> => Promise.reject(new Error('the updater was loaded'))
  const checkout = { ...parts.app, isPackaged: false }
  expect(await openDesktopUpdates(owner, { ...parts, library, app: checkout })).toBeNull()
  expect(await openDesktopUpdates(owner, { ...parts, library, resources: join(parts.resources, 'none') })).toBeNull()
})

test('an update closes everything and frees the lock before the newer version starts', async () => {
  const { folder, server, happened, lines, parts, owner } = await packagedApp()
  server.publish(genuine(folder, '0.2.0', ''))
  const updates = await openDesktopUpdates(owner, parts)
  const labels: (string | undefined)[] = []
  updates?.watch(() => void labels.push(updates.menu()[0]?.label))
  const click = updates?.menu()[0]?.click as () => void
  click()
  await expect.poll(() => existsSync(startedFile(folder)) && readFileSync(startedFile(folder), 'utf8')).toBe('0.2.0')
  expect(happened).toEqual(['closed', 'lock released'])
  expect(labels[0]).toBe('Looking for a Newer Version…')
  expect(labels.at(-1)).toBe('Installing Version 0.2.0')
  expect(lines).toMatchObject([
    { type: 'update_found', actor: { sub: 'desktop', door: 'desktop' }, correlation_id: 'desktop-1' },
  ])
})

test('an install that fails starts the AppImage again, not the program inside it: its place is gone with the app', async () => {
  const { folder, server, happened, parts, owner } = await packagedApp()
  server.publish(genuine(folder, '0.2.0', ''))
  class Failing extends TestedAppImageUpdater {
    override quitAndInstall(): void {
      throw new Error('no')
    }
  }
  const library = async () => new Failing(folder, '0.1.0', server.url, () => undefined)
  const updates = await openDesktopUpdates(owner, { ...parts, library })
  const click = updates?.menu()[0]?.click as () => void
  click()
  const own = parts.machine.env['APPIMAGE']
  await expect.poll(() => happened).toEqual(['closed', 'lock released', `relaunched as ${own}`, 'quit'])
})
