import { realpath } from 'node:fs/promises'
import { hiddenPlaces } from '../../programs/hidden-places.ts'
import { findProgram } from '../process/find-program.ts'
import { comesToRun } from '../process/own-namespace.ts'

/** Absolute paths. */
export interface Confinement {
  /** Of the console; nothing below it can be seen but `writable`. */
  readonly root: string
  /** Of the user; nothing below it can be seen but the folders of programs that PATH names, and the program itself. */
  readonly home: string
  /** PATH of the program. */
  readonly path: string
  /** What is run: its program, and the file that it runs. */
  readonly command: readonly string[]
  /** The only places that can be written. */
  readonly writable: readonly string[]
}

const NODE_MODULES = '/node_modules'
const RESOLVER = '/etc/resolv.conf'

/**
 * What goes before a command so that it can write only what it is to write, and can read neither the user's home nor the folder of the
 * console, nor reach what listens in /run (the buses of the desktop, a daemon of containers). It keeps the network, for it has a model to
 * ask. Null where bubblewrap (https://github.com/containers/bubblewrap) is missing or may do nothing.
 */
export async function confining(given: Confinement): Promise<readonly [string, ...string[]] | null> {
  const program = process.platform === 'linux' ? await findProgram('bwrap') : null
  if (program === null) return null
  const hidden = hiddenPlaces(given.home, given.root, given.path)
  const needed = (await Promise.all(given.command.map(placeOf))).filter((path) => path !== null)
  const resolver = await realpath(RESOLVER).catch(() => RESOLVER)
  const prefix = [
    ...[program, '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-pid', '--unshare-ipc'],
    ...['--die-with-parent', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    // Where names are looked up may be said in /run.
    ...(resolver.startsWith('/run/') ? ['--ro-bind', resolver, resolver] : []),
    // What is hidden; of that, what is given back.
    ...hidden.folders.flatMap((path) => ['--tmpfs', path]),
    ...[...hidden.shown, ...needed].flatMap((path) => ['--ro-bind', path, path]),
    ...hidden.files.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...given.writable.flatMap((path) => ['--bind', path, path]),
  ] as unknown as readonly [string, ...string[]]
  return (await comesToRun(prefix)) ? prefix : null
}

/** What a program needs of the disk to run: itself, and the libraries beside its package. Null: nothing that is there. */
async function placeOf(program: string): Promise<string | null> {
  const path = await realpath(program).catch(() => null)
  const at = path?.indexOf(`${NODE_MODULES}/`) ?? -1
  return path === null || at === -1 ? path : path.slice(0, at + NODE_MODULES.length)
}
