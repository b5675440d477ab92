import { setTimeout as pause } from 'node:timers/promises'
import type { NotedProcess, ProcessPort } from '../../../core/agents/process-port.ts'
import { isGroupThere, killMarked, signalGroup } from './process-group.ts'

const PATIENCE_MS = 2000
const SWEEP_MS = 5000
const LOOK_EVERY_MS = 50

/** `identity`: what tells a process from a later one with the same number; null when it is gone or nothing tells. */
export function createAgentProcesses(identity: (pid: number) => Promise<string | null>): ProcessPort {
  async function endGroup({ pid, identity: noted }: NotedProcess): Promise<boolean> {
    const now = await identity(pid)
    // The number may be another one's by now; where processes bear the mark of their run, they are found by that.
    if (noted === null || now !== noted) return now === null || noted !== null
    for (const name of ['SIGTERM', 'SIGKILL'] as const) {
      signalGroup(pid, name)
      for (let waited = 0; waited < PATIENCE_MS && isGroupThere(pid); waited += LOOK_EVERY_MS)
        await pause(LOOK_EVERY_MS)
    }
    return (await identity(pid)) !== noted
  }

  return {
    note: async (pid) => ({ pid, identity: await identity(pid).catch(() => null) }),
    endLeftovers: async (runId, noted) => {
      try {
        const ended = await Promise.all(noted.map(endGroup))
        return (await killMarked(runId, SWEEP_MS)) && !ended.includes(false)
      } catch {
        return false
      }
    },
  }
}
