import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { HostPorts } from '../../core/tools/host-ports.ts'
import type { DesktopNotices, NoticeOutcome } from '../../core/tools/notify/desktop-way.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface DesktopNoticesParts {
  /** Of the desktop app; null under plain Node. */
  readonly notify: HostPorts['notify']
  readonly platform: NodeJS.Platform
  readonly env: Env
}

const PROGRAM = 'notify-send'
const SAID_BYTES = 1000

/** What it gets of our environment: enough to find the session. No secret of ours. */
const PASSED_ON = [
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'XDG_CURRENT_DESKTOP'],
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'],
]

/** The notifications of the desktop app; without it those of `notify-send`, where there is a session that shows them. */
export function createDesktopNotices({ notify, platform, env }: DesktopNoticesParts): DesktopNotices {
  if (notify !== null)
    return {
      missing: () => null,
      show: async (notice, signal) => {
        try {
          await notify(notice, signal)
          return { how: 'shown', reason: '' }
        } catch (error) {
          const { name, message } = error instanceof Error ? error : { name: '', message: 'an error that is none' }
          const isLate = signal.aborted || name === 'TimeoutError' || name === 'AbortError'
          return { how: isLate ? 'unknown' : 'not_shown', reason: message }
        }
      },
    }
  return {
    missing: () => {
      if (platform !== 'linux') return 'the console runs without its window'
      if (!hasSessionBus(env)) return 'the console runs without its window, and there is no session bus'
      return programIn(env) === null ? `the console runs without its window, and ${PROGRAM} is not installed` : null
    },
    show: (notice, signal) => showByProgram(programIn(env) ?? PROGRAM, notice, signal, env),
  }
}

/** https://dbus.freedesktop.org/doc/dbus-specification.html#message-bus-types-login, and where systemd puts it. */
function hasSessionBus(env: Env): boolean {
  if ((env['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '') return true
  const runtime = env['XDG_RUNTIME_DIR'] ?? ''
  return runtime !== '' && existsSync(join(runtime, 'bus'))
}

function programIn(env: Env): string | null {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return folders.map((folder) => join(folder, PROGRAM)).find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Both texts stand behind `--`, so that neither is read as an option; no shell is involved. */
function showByProgram(
  program: string,
  { title, body }: { readonly title: string; readonly body: string },
  signal: AbortSignal,
  env: Env,
): Promise<NoticeOutcome> {
  const { promise, resolve } = Promise.withResolvers<NoticeOutcome>()
  const args = ['--app-name=Countersign', '--', title, body]
  const passedOn = Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: passedOn,
    signal,
    killSignal: 'SIGKILL',
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, SAID_BYTES)
  })
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (signal.aborted) resolve({ how: 'unknown', reason: `${PROGRAM} did not end in time` })
    else resolve({ how: 'not_shown', reason: `${PROGRAM} cannot be run (${error.code ?? error.name})` })
  })
  child.on('close', (code) => {
    if (code === 0) resolve({ how: 'shown', reason: '' })
    else if (code === null) resolve({ how: 'unknown', reason: `${PROGRAM} was ended` })
    else resolve({ how: 'not_shown', reason: `${PROGRAM} left with ${code}: ${said}` })
  })
  return promise
}
