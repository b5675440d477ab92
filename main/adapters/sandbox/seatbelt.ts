import { realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SandboxOrder, SandboxPort } from '../../core/agents/sandbox-port.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { oneLine } from '../../core/tools/one-line.ts'
import { type HiddenPlaces, hiddenPlaces } from '../programs/hidden-places.ts'
import type { Surroundings } from './bubblewrap.ts'
import { limitedCommand } from './limited-command.ts'
import { runConfined } from './run-confined.ts'

const PROGRAM = '/usr/bin/sandbox-exec'
const TRIAL = { timeout_ms: 10_000, max_output_bytes: 4000 }

/** A string of the profile language: Scheme's, in which a backslash and a quote are escaped. */
const quoted = (path: string): string => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** Folders of other users, and other disks. */
const OTHERS = ['/Users', '/Volumes']

/** Services that a plain program cannot do without: names of users, the log, notices of the system, its folder for temporary files. */
const SERVICES = [
  ...['com.apple.system.opendirectoryd.libinfo', 'com.apple.system.logger', 'com.apple.logd'],
  ...['com.apple.system.notification_center', 'com.apple.bsd.dirhelper'],
]

/** Folders above a place, which a program asks for on its way there. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path)
  return folder === path ? [folder] : [...foldersAbove(folder), folder]
}

/**
 * Profile for sandbox-exec(1) of macOS, in the language of the profiles in /System/Library/Sandbox/Profiles; the last rule that matches
 * holds. No network, nothing written but below `folder` and to the null device, nothing read of what is hidden. Nobody else is asked to do
 * anything either: no program is opened by the desktop (`open`), no job is handed to launchd, no event sent to another program, no
 * service reached but the few that a program needs, no foreign process signalled.
 */
export function seatbeltProfile(folder: string, hidden: HiddenPlaces): string {
  const rules = (verb: string, operation: string, kind: string, paths: readonly string[]): string[] =>
    paths.map((path) => `(${verb} ${operation} (${kind} ${quoted(path)}))`)
  const above = [...new Set([folder, ...hidden.shown].flatMap(foldersAbove))]
  return [
    '(version 1)',
    '(allow default)',
    '(deny network*)',
    ...['(deny lsopen)', '(deny appleevent-send)', '(deny job-creation)', '(deny mach-register)', '(deny mach-lookup)'],
    ...rules('allow', 'mach-lookup', 'global-name', SERVICES),
    ...['(deny signal)', '(allow signal (target same-sandbox))'],
    '(deny file-write*)',
    ...rules('deny', 'file-read*', 'subpath', [...OTHERS, ...hidden.folders]),
    ...rules('allow', 'file-read-metadata', 'literal', above),
    ...rules('allow', 'file-read*', 'subpath', hidden.shown),
    ...rules('deny', 'file-read*', 'literal', hidden.files),
    ...rules('allow', 'file-write*', 'literal', ['/dev/null', '/dev/zero', '/dev/dtracehelper']),
    ...rules('allow', 'file-read* file-write*', 'subpath', [folder]),
  ].join('\n')
}

export function seatbeltArguments(order: Pick<SandboxOrder, 'argv'>, profile: string): string[] {
  return ['-p', profile, '--', ...order.argv]
}

/** macOS. Temporary files and the home are in the folder itself, because a private /tmp cannot be had. */
export function createSeatbelt(around: Surroundings): SandboxPort {
  const path = around.path ?? '/usr/bin:/bin:/usr/sbin:/sbin'
  async function confined(order: SandboxOrder, signal: AbortSignal) {
    // Rules are matched against real paths: /tmp is a link to /private/tmp.
    const folder = await realpath(order.folder)
    const args = seatbeltArguments(order, seatbeltProfile(folder, hiddenPlaces(around.home, around.data_root, path)))
    const env = { PATH: path, LANG: around.lang, HOME: folder, TMPDIR: folder }
    return runConfined({ ...limitedCommand(PROGRAM, args), env, cwd: folder }, order, signal)
  }
  return {
    readiness: async () => {
      const trial = { ...TRIAL, argv: ['/usr/bin/true'], folder: '/private/tmp' }
      try {
        const { exit_code, output } = await confined(trial, AbortSignal.timeout(TRIAL.timeout_ms))
        if (exit_code === 0) return { ready: true, name: 'sandbox-exec' }
        return { ready: false, reason: oneLine(Buffer.from(output).toString()), remediation_hint: REMEDY }
      } catch (error) {
        return { ready: false, reason: oneLine((error as Error).message), remediation_hint: REMEDY }
      }
    },
    run: async (order, signal) => {
      try {
        const { status: _, ...outcome } = await confined(order, signal)
        return outcome
      } catch (error) {
        if (signal.aborted) throw error
        throw new AppError('sandbox_unavailable', oneLine((error as Error).message), {}, { cause: error })
      }
    },
  }
}

const REMEDY = 'sandbox-exec of macOS is needed for check commands; without it they are not run.'
