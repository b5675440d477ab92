import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram } from './find-program.ts'

const TRIAL_MS = 10_000

/**
 * What goes before a program so that everything that it starts is in one namespace of processes: whatever leaves its group and sheds its
 * mark ends with the group all the same, because the first process of the namespace is in it (pid_namespaces(7)). It confines nothing else:
 * the program sees the disk, the network and the devices as they are. Empty where bubblewrap is missing or may do nothing.
 */
export async function ownNamespace(): Promise<readonly string[]> {
  const program = process.platform === 'linux' ? await findProgram('bwrap') : null
  if (program === null) return []
  const prefix = [program, '--dev-bind', '/', '/', '--unshare-pid', '--proc', '/proc']
  return (await comesToRun(prefix)) ? [...prefix, '--'] : []
}

/** Whether a program is started behind `prefix`, the call of something that confines it, without `--`. */
export async function comesToRun([program = '', ...args]: readonly string[]): Promise<boolean> {
  try {
    await promisify(execFile)(program, [...args, '--', 'true'], { timeout: TRIAL_MS, killSignal: 'SIGKILL' })
    return true
  } catch {
    return false
  }
}
