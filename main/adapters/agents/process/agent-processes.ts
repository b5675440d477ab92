import { setTimeout as pause } from 'node:timers/promises'
import type { NotedProcess, ProcessPort } from '../../../core/agents/process-port.ts'
import { groupLives, killMarked, signalGroup } from './process-group.ts'

const PATIENCE_MS = 2000
const SWEEP_MS = 5000
const LOOK_EVERY_MS = 50

/**
 * `identity`: what tells a process from a later one with the same number; null when it is gone or nothing tells. Whatever left its group is
 * found by its mark on Linux alone: elsewhere it is not known whether anything is left of a run that had a process.
 */
export function createAgentProcesses(identity: (pid: number) => Promise<string | null>): ProcessPort {
  async function endGroup({ pid, identity: noted }: NotedProcess): Promise<boolean> {
    const now = await identity(pid)
    // Another process has the number by now: while anything of the old group was left, it was not given out again.
    if (now !== null && now !== noted) return noted !== null
    // Whoever led the group may be gone while the rest of it works on.
    for (const name of ['SIGTERM', 'SIGKILL'] as const) {
      signalGroup(pid, name)
      for (let waited = 0; waited < PATIENCE_MS && (await groupLives(pid)); waited += LOOK_EVERY_MS)
        await pause(LOOK_EVERY_MS)
    }
    return !(await groupLives(pid))
  }

  return {
    note: async (pid) => ({ pid, identity: await identity(pid).catch(() => null) }),
    endLeftovers: async (runId, noted) => {
      try {
        const ended = await Promise.all(noted.map(endGroup))
        const canTell = process.platform === 'linux' || noted.length === 0
        return (await killMarked(runId, SWEEP_MS)) && canTell && !ended.includes(false)
      } catch {
        return false
      }
    },
  }
}
