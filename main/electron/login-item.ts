import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from 'electron'
import type { Logger } from '../core/kernel/logger.ts'

/** With it the app starts without showing its window, if a tray icon can bring it back. */
export const HIDDEN_FLAG = '--hidden'

export interface LoginItemParts {
  readonly app: Pick<App, 'setLoginItemSettings' | 'getLoginItemSettings'>
  readonly platform: NodeJS.Platform
  /** The program and its arguments that start this app. */
  readonly command: readonly [string, ...string[]]
  /** Where Linux looks for what it starts at login; null elsewhere. */
  readonly autostartFile: string | null
  readonly logger: Logger
}

/** Makes the system start the app at login, or not. A failure is told to the log: the settings page still says what is wanted. */
export function applyLoginItem(wanted: boolean, parts: LoginItemParts): void {
  try {
    if (parts.autostartFile !== null) applyAutostart(wanted, parts.autostartFile, parts.command)
    else applyToSystem(wanted, parts)
  } catch (error) {
    parts.logger.warn({ err: error, wanted }, 'whether the console starts at login could not be set')
  }
}

/** https://www.electronjs.org/docs/latest/api/app#appsetloginitemsettingssettings-macos-windows */
function applyToSystem(wanted: boolean, { app, platform, command }: LoginItemParts): void {
  const [path, ...rest] = command
  const args = [...rest, HIDDEN_FLAG]
  const own = platform === 'win32' ? { path, args: args.map((argument) => `"${argument}"`) } : {}
  // Whoever never wanted it has nothing taken away.
  if (!wanted && !app.getLoginItemSettings(own).openAtLogin) return
  app.setLoginItemSettings({ openAtLogin: wanted, ...own })
}

/** On Linux Electron sets nothing: a desktop entry in the autostart folder does it. */
function applyAutostart(wanted: boolean, file: string, command: readonly string[]): void {
  if (!wanted) {
    rmSync(file, { force: true })
    return
  }
  const text = autostartEntry([...command, HIDDEN_FLAG])
  if (readIfThere(file) === text) return
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, text, { mode: 0o644 })
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/**
 * `$XDG_CONFIG_HOME/autostart`, which must be absolute to count, or `~/.config/autostart`. A checkout has a name of its own, so that it
 * neither takes nor loses the place of the installed app.
 * https://specifications.freedesktop.org/autostart-spec/latest/
 */
export function autostartFile(configHome: string | undefined, home: string, isPackaged: boolean): string {
  const base = configHome?.startsWith('/') === true ? configHome : join(home, '.config')
  return join(base, 'autostart', isPackaged ? 'countersign.desktop' : 'countersign-checkout.desktop')
}

/** A desktop entry. https://specifications.freedesktop.org/desktop-entry-spec/latest/ */
export function autostartEntry(command: readonly string[]): string {
  const lines = [
    ['Type', 'Application'],
    ['Name', 'Countersign'],
    ['Comment', 'Operator console for AI agents'],
    ['Exec', command.map(quoted).join(' ')],
    ['Terminal', 'false'],
    ['X-GNOME-Autostart-enabled', 'true'],
  ]
  return `[Desktop Entry]\n${lines.map(([name, value]) => `${name}=${value}\n`).join('')}`
}

/**
 * An argument of `Exec`: in double quotes, in which `"`, backtick, `$` and `\` are escaped; `%` would be a field code. The whole value
 * is then a string of the file, in which a backslash is written twice. Throws for control characters, which no such line can hold.
 */
function quoted(argument: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f]/.test(argument)) throw new Error('the path of the program holds a control character')
  const escaped = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  return `"${escaped.replaceAll('\\', '\\\\')}"`
}
