import { spawn } from 'node:child_process'
import type { SandboxOrder, SandboxOutcome } from '../../core/agents/sandbox-port.ts'

/** How a confined program is started. */
export interface ConfinedCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

/** What was written to the fourth descriptor (number 3) by whoever confines. */
export type Confined = SandboxOutcome & { readonly status: string }

const MAX_STATUS = 10_000
/** So many times as much as is kept may be said; whoever says more is ended. */
const FAR_OVER = 1000

/**
 * Runs in a process group of its own, which is killed at the deadline, when `signal` is aborted, and when the program has ended. Standard
 * output and error come as one, in the order in which they came. Rejects when it cannot be started, and with the signal's reason when that
 * was aborted; only when it is gone.
 */
export function runConfined(
  command: ConfinedCommand,
  { timeout_ms, max_output_bytes }: Pick<SandboxOrder, 'timeout_ms' | 'max_output_bytes'>,
  signal: AbortSignal,
): Promise<Confined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const child = spawn(command.program, [...command.args], {
      ...{ cwd: command.cwd, env: { ...command.env }, detached: true, windowsHide: true },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const kept: Buffer[] = []
    let bytes = 0
    let status = ''
    let timedOut = false
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It ended by itself meanwhile.
      }
    }
    const take = (chunk: Buffer): void => {
      // A copy, or the last piece would hold the whole of what was read with it; and nothing at all once there is enough.
      if (bytes < max_output_bytes) kept.push(Buffer.from(chunk.subarray(0, max_output_bytes - bytes)))
      bytes += chunk.length
      // Reading on what is thrown away would keep a processor busy until the deadline.
      if (bytes > max_output_bytes * FAR_OVER) kill()
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      status = (status + chunk.toString('latin1')).slice(0, MAX_STATUS)
    })
    const deadline = setTimeout(() => {
      timedOut = true
      kill()
    }, timeout_ms)
    signal.addEventListener('abort', kill, { once: true })
    const over = (): void => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', kill)
    }
    child.on('error', (error) => {
      over()
      reject(error)
    })
    child.on('exit', kill)
    child.on('close', (exit_code, by) => {
      over()
      if (signal.aborted) return reject(signal.reason)
      const output = Buffer.concat(kept)
      resolve({ exit_code, signal: by, timed_out: timedOut, output, output_cut: bytes > output.length, status })
    })
  })
}
