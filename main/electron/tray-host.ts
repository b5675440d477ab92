import { execFile } from 'node:child_process'

/** How long the session bus may take to answer, in milliseconds. */
const LIMIT_MS = 2000

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PROPERTY = ['org.freedesktop.DBus.Properties.Get', WATCHER, 'IsStatusNotifierHostRegistered'] as const
const [METHOD, INTERFACE, NAME] = PROPERTY

/** Two programs that can ask the session bus; most desktops have one of them. */
const QUESTIONS = [
  [
    'dbus-send',
    '--session',
    '--print-reply',
    `--dest=${WATCHER}`,
    '/StatusNotifierWatcher',
    METHOD,
    `string:${INTERFACE}`,
    `string:${NAME}`,
  ],
  [
    'gdbus',
    'call',
    '--session',
    '--dest',
    WATCHER,
    '--object-path',
    '/StatusNotifierWatcher',
    '--method',
    METHOD,
    INTERFACE,
    NAME,
  ],
] as const

/**
 * Would a tray icon be seen? macOS and Windows always have a place for it. On Linux, Electron makes an icon whether or not anybody
 * shows it, and a console that hides itself behind an icon that nobody sees is lost to its operator: so the desktop itself is asked
 * whether something shows such icons. No answer means no.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true
  for (const [program, ...args] of QUESTIONS) {
    const answer = await run(program, args)
    if (answer !== null) return /\btrue\b/.test(answer)
  }
  return false
}

/** What the program printed; null when it is not there, fails or takes too long. */
function run(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: LIMIT_MS, killSignal: 'SIGKILL', windowsHide: true }, (error, stdout) => {
      resolve(error === null ? stdout : null)
    })
  })
}
