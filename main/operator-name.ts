import { userInfo } from 'node:os'
import { StartupError } from './core/kernel/startup-error.ts'

/** What stands behind `operator:` in the log: a name that reads the same in a terminal, a file and a token. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/

/** The name that was given. Throws StartupError (exit 2) that names where it stands. */
export function operatorName(where: string, name: string): string {
  if (NAME.test(name)) return name
  throw new StartupError(
    2,
    `${where} "${name.slice(0, 64)}" is not a name`,
    'use 1 to 64 of A-Z, a-z, 0-9, _, ., @ and -, beginning with a letter or digit',
  )
}

/** The name of whoever runs the process, with what a name cannot hold left out; `local` when nothing remains. */
export function operatingSystemUser(): string {
  let name = ''
  try {
    name = userInfo().username
  } catch {
    // A container may run under a number that has no name.
  }
  const fit = name
    .replace(/[^A-Za-z0-9_.@-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
  return NAME.test(fit) ? fit : 'local'
}

/** Who decides at this machine, whether in the window, in the browser or on the command line: one person, one name. */
export const operatorSub = ({ operator_name }: { readonly operator_name: string }): string =>
  `operator:${operator_name}`
