import { totalmem } from 'node:os'

const KIB = 1024
/** One process may write so much memory of its own, in KiB: half of what the machine has. */
const dataKib = (): number => Math.floor(totalmem() / 2 / KIB)
/** One file may become so large, in blocks of 512 bytes: 4 GiB. */
const FILE_BLOCKS = 8 * KIB * KIB
/** As the kernel counts them: all of this user. Far more than a desktop has. */
const PROCESSES = 8192

/**
 * What starts a program within limits that it and all its children keep (POSIX `ulimit`; setrlimit(2)). A limit that the machine has
 * already, or does not know, is left as it is. dash calls the number of processes -p, other shells -u.
 */
export function limitedCommand(program: string, args: readonly string[]): { program: string; args: string[] } {
  const limits = [
    ...['ulimit -c 0', `ulimit -f ${FILE_BLOCKS}`, `ulimit -d ${dataKib()}`],
    `ulimit -u ${PROCESSES} 2>/dev/null || ulimit -p ${PROCESSES}`,
  ]
  const script = [...limits.map((line) => `{ ${line}; } 2>/dev/null || :`), 'exec "$@"'].join('\n')
  return { program: '/bin/sh', args: ['-c', script, 'sh', program, ...args] }
}
