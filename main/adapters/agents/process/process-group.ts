import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** Variable that every process of a run has, and hands on to what it starts, with the id of the run. */
export const RUN_MARK = 'COUNTERSIGN_AGENT_RUN'

const LOOK_EVERY_MS = 25

/** Sends to every process of the group that `pid` leads, or led. False when there is none any more. Windows: ends the tree at once. */
export function signalGroup(pid: number, name: NodeJS.Signals): boolean {
  try {
    if (process.platform === 'win32') {
      // https://learn.microsoft.com/windows-server/administration/windows-commands/taskkill
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {})
      return true
    }
    process.kill(-pid, name)
    return true
  } catch {
    return false
  }
}

/** Whether anything of the group is there, be it a zombie that nobody has waited for. */
function isGroupThere(pid: number): boolean {
  if (process.platform === 'win32') return false
  try {
    process.kill(-pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether anything of the group still works. On Linux a zombie does not count: nobody may be there to wait for it. */
export async function groupLives(pid: number): Promise<boolean> {
  if (!isGroupThere(pid)) return false
  if (process.platform !== 'linux') return true
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lives = await Promise.all(
    names.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '')
      // State, parent and group follow the name of the program, which stands in brackets (proc_pid_stat(5)).
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return group === String(pid) && state !== 'Z' && state !== 'X'
    }),
  )
  return lives.includes(true)
}

/**
 * Numbers of the processes that bear the mark of a run: also of those that left its group. Found on Linux, among those of our own user
 * (proc_pid_environ(5)); elsewhere none is found. A zombie has no environment.
 */
export async function markedProcesses(runId: string): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const mark = `${RUN_MARK}=${runId}`
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '')
      return text.split('\0').includes(mark) ? [Number(name)] : []
    }),
  )
  return found.flat().filter((pid) => pid !== process.pid)
}

/** Kills what bears the mark of a run, again and again, until nothing does or `patience_ms` are over. True: nothing is left. */
export async function killMarked(runId: string, patience_ms: number): Promise<boolean> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const left = await markedProcesses(runId)
    if (left.length === 0) return true
    for (const pid of left) killOne(pid)
    if (waited >= patience_ms) return false
    await pause(LOOK_EVERY_MS)
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}
