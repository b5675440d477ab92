import { readdir, readFile } from 'node:fs/promises'
import { askProgram } from './run-program.ts'

/**
 * What tells a process from a later one with the same number: when it started. Null when there is none, it is a zombie, or the system does
 * not tell. Linux: field 22 of /proc/PID/stat, in clock ticks since the boot that boot_id names (proc_pid_stat(5)).
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return onLinux(pid)
  if (process.platform === 'win32') return null
  const ps = { program: '/bin/ps', args: ['-o', 'stat=,lstart=', '-p', String(pid)], env: { LC_ALL: 'C' } }
  const said = await askProgram(ps, AbortSignal.timeout(5000)).catch(() => '')
  const [, state = 'Z', started = ''] = /^(\S+)\s+(\S.*\S)\s*$/.exec(said) ?? []
  return state.startsWith('Z') ? null : started
}

async function onLinux(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // The name of the program stands in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, started] = [fields[0], fields[19]]
    if (state === undefined || started === undefined || state === 'Z' || state === 'X') return null
    return `${(await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim()}/${started}`
  } catch {
    return null
  }
}

/** Numbers of the processes with this argument. Linux only; elsewhere none is found. */
export async function processesNaming(argument: string): Promise<number[]> {
  const names = process.platform === 'linux' ? await readdir('/proc') : []
  const found = await Promise.all(
    names.map(async (name) => {
      if (!/^\d+$/.test(name)) return []
      const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
      return line.split('\0').includes(argument) ? [Number(name)] : []
    }),
  )
  return found.flat()
}
