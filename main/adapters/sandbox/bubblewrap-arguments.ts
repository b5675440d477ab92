import type { SandboxOrder } from '../../core/agents/sandbox-port.ts'
import type { HiddenPlaces } from '../programs/hidden-places.ts'

/** A folder in memory holds so much, in bytes: /tmp, and each of the others. */
const TMP_BYTES = 1024 ** 3
const HIDDEN_BYTES = 16 * 1024 ** 2
const inMemory = (path: string, bytes: number): string[] => ['--size', String(bytes), '--tmpfs', path]

/** Number of the descriptor on which bubblewrap says that the program was really started, and how it ended. */
const STATUS_FD = '3'

export const SANDBOX_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Arguments of bubblewrap, in their order: a later mount covers an earlier one. New namespaces for everything, so there is no network and
 * no other process; no capability, and no way to new namespaces; the root read-only; devices, /tmp and /run its own; what is hidden empty;
 * the one folder writable. When the outer process dies, the kernel kills everything inside (bwrap(1): --die-with-parent, --unshare-pid).
 */
export function bubblewrapArguments(
  { argv, folder }: Pick<SandboxOrder, 'argv' | 'folder'>,
  hidden: HiddenPlaces,
  env: { readonly PATH: string; readonly LANG: string },
): string[] {
  const inner = { PATH: env.PATH, HOME: '/tmp', LANG: env.LANG, TMPDIR: '/tmp' }
  return [
    ...['--unshare-user', '--unshare-all', '--disable-userns', '--cap-drop', 'ALL'],
    ...['--die-with-parent', '--new-session', '--json-status-fd', STATUS_FD],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...[...inMemory('/tmp', TMP_BYTES), ...inMemory('/run', HIDDEN_BYTES)],
    ...hidden.folders.flatMap((path) => inMemory(path, HIDDEN_BYTES)),
    ...hidden.shown.flatMap((path) => ['--ro-bind', path, path]),
    ...hidden.files.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...['--bind', folder, folder, '--chdir', folder],
    ...['--clearenv', ...Object.entries(inner).flatMap(([name, value]) => ['--setenv', name, value])],
    ...['--', ...argv],
  ]
}

/** Whether bubblewrap says that it came so far as to run the program (bwrap(1): `exit-code` is reported only then). */
export function wasStarted(status: string): boolean {
  return /"exit-code"\s*:/.test(status)
}
