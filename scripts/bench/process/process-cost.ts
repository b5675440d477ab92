import { readFileSync } from 'node:fs'

/** Clock ticks per second in /proc (proc(5), USER_HZ): 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** Processor time that a process has used, user and system, in milliseconds; null where there is no /proc. Steps of 10 ms. */
export function cpuMs(pid: number): number | null {
  const text = read(`/proc/${pid}/stat`)
  if (text === null) return null
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th fields after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

/** Resident memory of a process in MB (10^6 bytes); null where there is no /proc. */
export function residentMb(pid: number): number | null {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')
  return match === null ? null : (Number(match[1]) * 1024) / 1e6
}

/** How many files the process may have open; its children inherit the limit. Without /proc: what every system grants. */
export function openFileLimit(pid: number): number {
  const match = /^Max open files\s+(\d+|unlimited)/m.exec(read(`/proc/${pid}/limits`) ?? '')
  if (match === null) return 1024
  return match[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(match[1])
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
