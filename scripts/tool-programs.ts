/**
 * The programs that the tests of tools and agents drive: OBS Studio, an X server and a Wayland desktop without a screen, ffmpeg, bubblewrap. Run as a program
 * (`node scripts/tool-programs.ts`) it installs what is missing where Debian's apt and the right to use it are at hand. Exit code 0
 * when all are there, or when they cannot be had here; 1 under CI when they could have been.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The machine as far as finding programs goes; tests hand in their own. */
export interface ProgramMachine {
  readonly path: string
  /** Folders with a folder `dri` of Mesa's drivers below them, or below one of theirs. */
  readonly libraries: readonly string[]
}

/** Where Debian puts what the session bus starts. */
const ALSO_IN = '/usr/libexec'

const thisMachine = (): ProgramMachine => ({
  path: [process.env['PATH'] ?? '', ALSO_IN].join(delimiter),
  libraries: ['/usr/lib', '/usr/lib64'],
})

/** What must be there, and Debian's package of it. */
const PROGRAMS: readonly (readonly [program: string, debianPackage: string])[] = [
  ['obs', 'obs-studio'],
  ['Xvfb', 'xvfb'],
  ['ffmpeg', 'ffmpeg'],
  ['ffprobe', 'ffmpeg'],
  ['xmessage', 'x11-utils'],
  ['xwininfo', 'x11-utils'],
  ['xprop', 'x11-utils'],
  ['xsetroot', 'x11-xserver-utils'],
  ['xrandr', 'x11-xserver-utils'],
  ['dbus-daemon', 'dbus-daemon'],
  ['sway', 'sway'],
  ['swaybg', 'swaybg'],
  ['grim', 'grim'],
  ['pipewire', 'pipewire-bin'],
  ['xdg-desktop-portal', 'xdg-desktop-portal'],
  ['xdg-permission-store', 'xdg-desktop-portal'],
  ['xdg-desktop-portal-wlr', 'xdg-desktop-portal-wlr'],
  // Check commands in the sandbox, and the examples of agents in shell and Python.
  ['bwrap', 'bubblewrap'],
  ['jq', 'jq'],
  ['python3', 'python3'],
]
/** OBS without a graphics card draws through Mesa's software renderer. */
const RENDERER = 'a software OpenGL driver (Mesa)'
const PACKAGES = [
  ...['obs-studio', 'obs-plugins', 'xvfb', 'libgl1-mesa-dri', 'ffmpeg', 'x11-utils', 'x11-xserver-utils'],
  ...['dbus-daemon', 'sway', 'swaybg', 'grim', 'pipewire-bin', 'xdg-desktop-portal', 'xdg-desktop-portal-wlr'],
  ...['bubblewrap', 'jq', 'python3'],
]
const APT = '/usr/bin/apt-get'

/** In words, what of it this machine does not have. */
export function missingToolPrograms(machine: ProgramMachine = thisMachine()): string[] {
  const folders = machine.path.split(delimiter).filter((folder) => folder !== '')
  const missing = PROGRAMS.map(([program]) => program).filter(
    (program) => !folders.some((folder) => isProgram(join(folder, program))),
  )
  return hasRenderer(machine.libraries) ? missing : [...missing, RENDERER]
}

/** Can apt put them here? */
export const canInstallToolPrograms = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync(APT)

/** What a person can do about it, in one line. */
export const TOOL_PROGRAMS_REMEDY = `apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function hasRenderer(libraries: readonly string[]): boolean {
  const below = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])
  return libraries.some((folder) =>
    ['.', ...below(folder)].some((name) => existsSync(join(folder, name, 'dri', 'swrast_dri.so'))),
  )
}

const say = (line: string): void => {
  process.stderr.write(`setup: ${line}\n`)
}

function installByApt(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const steps: [string, string[]][] = [
    ['apt-get update (about ten seconds)', ['-qq', 'update']],
    [
      `apt-get install ${PACKAGES.join(' ')} (about a minute)`,
      ['-qq', 'install', '-y', '--no-install-recommends', ...PACKAGES],
    ],
  ]
  for (const [title, args] of steps) {
    say(`programs for the tests of the tools: ${title}`)
    // apt's own progress is some hundred lines; they are shown when it fails.
    const { status, stdout, stderr, error } = spawnSync(APT, args, { env, encoding: 'utf8', timeout: 900_000 })
    if (status !== 0) say(`apt-get ${args[1]} failed: ${error?.message ?? ''}\n${stdout}${stderr}`.trimEnd())
  }
}

function ensure(): number {
  if (missingToolPrograms().length > 0 && canInstallToolPrograms()) installByApt()
  const missing = missingToolPrograms()
  if (missing.length === 0) return 0
  const isFailure = process.env['CI'] === 'true' && canInstallToolPrograms()
  const so = isFailure ? 'and CI must run the tests of the tools' : 'so the tests of the tools will be skipped'
  say(`${missing.join(', ')} missing here, ${so} (${TOOL_PROGRAMS_REMEDY})`)
  return isFailure ? 1 : 0
}

if (import.meta.main) process.exitCode = ensure()
