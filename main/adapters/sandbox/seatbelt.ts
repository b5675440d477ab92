import { realpath } from 'node:fs/promises'
import type { SandboxOrder, SandboxPort } from '../../core/agents/sandbox-port.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { oneLine } from '../../core/tools/one-line.ts'
import type { Surroundings } from './bubblewrap.ts'
import { type HiddenPlaces, hiddenPlaces } from './hidden-places.ts'
import { runConfined } from './run-confined.ts'

const PROGRAM = '/usr/bin/sandbox-exec'
const TRIAL = { timeout_ms: 10_000, max_output_bytes: 4000 }

/** A string of the profile language: Scheme's, in which a backslash and a quote are escaped. */
const quoted = (path: string): string => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/**
 * Profile for sandbox-exec(1) of macOS, in the language of the profiles in /System/Library/Sandbox/Profiles; the last rule that matches
 * holds. No network, nothing written but below `folder` and to the null device, nothing read of what is hidden.
 */
export function seatbeltProfile(folder: string, hidden: HiddenPlaces): string {
  const rules = (verb: string, operation: string, kind: string, paths: readonly string[]): string[] =>
    paths.map((path) => `(${verb} ${operation} (${kind} ${quoted(path)}))`)
  return [
    '(version 1)',
    '(allow default)',
    '(deny network*)',
    '(deny mach-lookup (global-name "com.apple.pasteboard.1"))',
    '(deny file-write*)',
    ...rules('deny', 'file-read*', 'subpath', hidden.folders),
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
    return runConfined({ program: PROGRAM, args, env, cwd: folder }, order, signal)
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
