import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram } from '../process/find-program.ts'

const TRIAL_MS = 10_000

/** `root`: of the console; nothing below it can be seen but `writable`, which alone can be written. Absolute. */
export interface Confinement {
  readonly root: string
  readonly writable: readonly string[]
}

/**
 * What goes before a command so that it can write only what it is to write, and cannot read the folder of the console. It keeps the
 * network: it has a model to ask. Null where bubblewrap (https://github.com/containers/bubblewrap) is missing or may do nothing.
 */
export async function confining({ root, writable }: Confinement): Promise<readonly [string, ...string[]] | null> {
  const program = process.platform === 'linux' ? await findProgram('bwrap') : null
  if (program === null) return null
  const prefix = [
    ...[program, '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-pid', '--die-with-parent'],
    // A temporary folder of its own; then the console's, which may be in it; then what is given back.
    ...['--tmpfs', '/tmp', '--tmpfs', root, ...writable.flatMap((path) => ['--bind', path, path])],
  ] as unknown as readonly [string, ...string[]]
  try {
    await promisify(execFile)(program, [...prefix.slice(1), 'true'], { timeout: TRIAL_MS })
    return prefix
  } catch {
    return null
  }
}
