import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** A process that was started here. A later one with the same number is another one: it is told by its start. */
export interface OwnProcess {
  readonly pid: number
  readonly child: ChildProcess
  alive(): boolean
  signal(signal: NodeJS.Signals): void
  /** With the signals in this order, each with its patience in milliseconds. Rejects when it lives on. */
  end(steps: readonly (readonly [NodeJS.Signals, number])[]): Promise<void>
}

/** Ticks since boot at which a process began (proc(5), field 22); null when it has ended. */
export function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? []
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

/** Processes below `pid` whose program is named so, with their starts. */
export function descendants(pid: number, program: RegExp): { readonly pid: number; readonly started: string }[] {
  const children = childrenOf(pid)
  const found = children.filter((child) => program.test(nameOf(child))).map((child) => [child, startOf(child)] as const)
  return [
    ...found.flatMap(([child, started]) => (started === null ? [] : [{ pid: child, started }])),
    ...children.flatMap((child) => descendants(child, program)),
  ]
}

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
const nameOf = (pid: number): string => textOf(`/proc/${pid}/comm`).trim()
const childrenOf = (pid: number): number[] =>
  textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)

export async function startOwn(
  command: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly stdio: ('ignore' | 'pipe' | number)[] },
): Promise<OwnProcess> {
  // It goes with whoever started it, also when that is killed (setpriv(1) of util-linux).
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], { ...options, detached: true })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject)
  })
  const pid = child.pid ?? 0
  const started = startOf(pid)
  const alive = (): boolean => started !== null && startOf(pid) === started
  const signal = (name: NodeJS.Signals): void => {
    if (alive()) process.kill(pid, name)
  }
  const killAtExit = (): void => signal('SIGKILL')
  process.once('exit', killAtExit)
  child.once('exit', () => process.removeListener('exit', killAtExit))
  return {
    pid,
    child,
    alive,
    signal,
    end: async (steps) => {
      for (const [name, patience] of steps) {
        signal(name)
        for (let waited = 0; alive() && waited < patience; waited += 50) await wait(50)
        if (!alive()) return
      }
      throw new Error(`process ${pid} (${command}) does not end`)
    },
  }
}
