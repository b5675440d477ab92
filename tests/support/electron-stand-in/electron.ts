// What `import … from 'electron'` means in the child process; made from the environment that launch-desktop.ts gives it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NotificationService } from './notification.ts'
import { createStandIn } from './stand-in.ts'

const env = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`electron stand-in: ${name} is not set`)
  return value
}
const appPath = env('STAND_IN_APP')
const about = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as { name: string; version: string }

const notificationService = (asked: string | undefined): NotificationService =>
  asked === 'missing' || asked === 'fails' ? asked : 'works'

export const standIn = createStandIn({
  ...{ name: about.name, version: about.version, appPath, userData: env('STAND_IN_USER_DATA') },
  isSecondInstance: process.env['STAND_IN_SECOND_INSTANCE'] === 'yes',
  passwordStore: process.env['STAND_IN_PASSWORD_STORE'] === 'gnome_libsecret' ? 'gnome_libsecret' : 'basic_text',
  notifications: notificationService(process.env['STAND_IN_NOTIFICATIONS']),
  deadlockMs: Number(process.env['STAND_IN_DEADLOCK_MS'] ?? 30_000),
})

export const { app, BrowserWindow, clipboard, desktopCapturer, dialog, ipcMain, Menu, MenuItem, nativeImage } =
  standIn.electron
export const { nativeTheme, Notification, powerMonitor, protocol, safeStorage, screen, session, shell, Tray } =
  standIn.electron
