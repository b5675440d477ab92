import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { programMissing } from '../../core/tools/screen/screen-failures.ts'
import { ToolError } from '../../core/tools/tool.ts'

/** The machine as programs that look at its screen need it. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute path of a program, or null. */
  find(name: string): string | null
}

/** What such a program gets of our environment: enough to find the session and itself. No secret of ours. */
const PASSED_ON = [
  ...['PATH', 'HOME', 'USER', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
  ...['XAUTHORITY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE', 'XDG_CURRENT_DESKTOP'],
  ...['DBUS_SESSION_BUS_ADDRESS', 'XDG_DATA_HOME', 'XDG_DATA_DIRS'],
]

/** Where a program may lie that a session started from a desktop does not have in its PATH. */
const ALSO_IN = ['/usr/local/bin', '/opt/homebrew/bin', '/usr/bin', '/usr/sbin']

/** `display`: the X display of the settings; null takes that of the environment. */
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

export const INSTALL_FFMPEG =
  'Install ffmpeg, with ffprobe (https://ffmpeg.org/download.html), or put it into the PATH of the console.'

/** Absolute paths. */
export interface FfmpegPrograms {
  readonly ffmpeg: string
  readonly ffprobe: string
  readonly env: NodeJS.ProcessEnv
}

/** Null when both are there. */
export function ffmpegMissing(surroundings: Surroundings): ToolError | null {
  try {
    ffmpegOf(surroundings)
    return null
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
}

/** Throws ToolError `screen_program_missing`. */
export function ffmpegOf({ find, env }: Surroundings): FfmpegPrograms {
  const [ffmpeg, ffprobe] = [find('ffmpeg'), find('ffprobe')]
  if (ffmpeg === null || ffprobe === null) throw programMissing(['ffmpeg with ffprobe'], INSTALL_FFMPEG)
  return { ffmpeg, ffprobe, env }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
