import { readdirSync, readFileSync } from 'node:fs'

/** What a process holds at one instant. */
export interface ProcessSample {
  /** Resident memory in MiB (proc(5), VmRSS). */
  readonly rss_mib: number
  readonly handles: number
  /** Processes below it, at any depth. */
  readonly children: number
}

/** Of a live process on Linux. Throws when it is gone. */
export function sampleProcess(pid: number): ProcessSample {
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  if (rss === null) throw new Error(`process ${pid} is gone`)
  return {
    rss_mib: Number(rss[1]) / 1024,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    children: descendantsOf(pid).length,
  }
}

function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid)
  return [...children, ...children.flatMap(descendantsOf)]
}

/** Every thread has children of its own. One that ends while it is looked at has none. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}
