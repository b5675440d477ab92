import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** The machine as the programs need it that tools start. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute path of a program, or null. */
  find(name: string): string | null
}

/** What such a program gets of our environment: enough to find the session, itself and its libraries. No secret of ours. */
const PASSED_ON = [
  ...[
    'PATH',
    'LD_LIBRARY_PATH',
    'HOME',
    'USER',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SYSTEMROOT',
    'USERPROFILE',
    'APPDATA',
    'LOCALAPPDATA',
  ],
  ...['XAUTHORITY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE', 'XDG_CURRENT_DESKTOP'],
  ...['DBUS_SESSION_BUS_ADDRESS', 'XDG_DATA_HOME', 'XDG_DATA_DIRS'],
]

/** Where a program may lie that a session started from a desktop does not have in its PATH. */
const ALSO_IN = ['/usr/local/bin', '/opt/homebrew/bin', '/usr/bin', '/usr/sbin']

/** `display`: the X display that programs shall see; null takes that of the environment. */
export function surroundingsOf(
  machine: Pick<NodeJS.Process, 'platform' | 'env'>,
  display: string | null,
): Surroundings {
  const { platform } = machine
  const passed = Object.fromEntries(PASSED_ON.map((name) => [name, machine.env[name]]))
  const env = { ...passed, DISPLAY: display ?? machine.env['DISPLAY'], LC_ALL: 'C' }
  const folders = [...(machine.env['PATH'] ?? '').split(delimiter), ...(platform === 'win32' ? [] : ALSO_IN)]
  const ending = platform === 'win32' ? '.exe' : ''
  return {
    platform,
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== '')),
    find: (name) =>
      // A relative folder would find whatever lies where the console was started.
      folders
        .filter(isAbsolute)
        .map((folder) => join(folder, name + ending))
        .find(isProgram) ?? null,
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
