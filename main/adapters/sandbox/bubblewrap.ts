import type { SandboxOrder, SandboxPort } from '../../core/agents/sandbox-port.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { oneLine } from '../../core/tools/one-line.ts'
import { hiddenPlaces } from '../programs/hidden-places.ts'
import { bubblewrapArguments, SANDBOX_PATH, wasStarted } from './bubblewrap-arguments.ts'
import { limitedCommand } from './limited-command.ts'
import { type Confined, runConfined } from './run-confined.ts'

const TRIAL = { timeout_ms: 10_000, max_output_bytes: 4000 }

export interface Surroundings {
  readonly home: string
  readonly data_root: string
  /** PATH, or null. */
  readonly path: string | null
  readonly lang: string
}

/** Linux: https://github.com/containers/bubblewrap. `program`: its name or absolute path. */
export function createBubblewrap(program: string, around: Surroundings): SandboxPort {
  const path = around.path ?? SANDBOX_PATH
  const outer = { PATH: path, LANG: around.lang }

  async function confined(order: SandboxOrder, signal: AbortSignal): Promise<Confined> {
    const hidden = hiddenPlaces(around.home, around.data_root, path)
    const args = bubblewrapArguments(order, hidden, outer)
    return runConfined({ ...limitedCommand(program, args), env: outer, cwd: order.folder }, order, signal)
  }

  return {
    readiness: async () => {
      try {
        const asked = { program, args: ['--version'], env: outer, cwd: '/' }
        const version = (await runConfined(asked, TRIAL, AbortSignal.timeout(TRIAL.timeout_ms))).output
        const trial = { ...TRIAL, argv: ['true'], folder: '/tmp' }
        const tried = await confined(trial, AbortSignal.timeout(TRIAL.timeout_ms))
        if (wasStarted(tried.status) && tried.exit_code === 0)
          return { ready: true, name: oneLine(Buffer.from(version).toString()) }
        return { ready: false, reason: reasonOf(tried), remediation_hint: NAMESPACES }
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === 'ENOENT') return { ready: false, reason: 'bubblewrap is not installed', remediation_hint: INSTALL }
        return { ready: false, reason: oneLine(message), remediation_hint: NAMESPACES }
      }
    },
    run: async (order, signal) => {
      let ran: Confined
      try {
        ran = await confined(order, signal)
      } catch (error) {
        if (signal.aborted) throw error
        throw new AppError('sandbox_unavailable', oneLine((error as Error).message), {}, { cause: error })
      }
      if (!ran.timed_out && !ran.output_cut && !wasStarted(ran.status))
        throw new AppError('sandbox_unavailable', reasonOf(ran))
      const { status: _, ...outcome } = ran
      return outcome
    },
  }
}

const INSTALL = 'Install bubblewrap (Debian: apt install bubblewrap).'
const NAMESPACES =
  'bubblewrap needs namespaces of users: allow them (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns).'

function reasonOf({ output, exit_code, signal }: Confined): string {
  const said = oneLine(Buffer.from(output).toString())
  return `bubblewrap did not start the program (${signal ?? exit_code})${said === '' ? '' : `: ${said}`}`
}
