import { setTimeout as pause } from 'node:timers/promises'
import { openConnection } from '../bench/load/connection.ts'

export interface SteadyRead {
  /** When it was to be sent, by `performance.now()`. */
  readonly due: number
  /** From then until its last byte was read, in milliseconds. */
  readonly ms: number
}

export interface SteadyPlan {
  readonly port: number
  /** Whole requests, sent by turns. */
  readonly requests: readonly string[]
  readonly perSecond: number
  readonly connections: number
}

/**
 * Reads at fixed instants, all that are due before `until`. Each is timed from the instant at which it was due, also when all connections
 * still waited for an answer then: a stalled console is not hidden. Throws when a read is not answered 200.
 */
export async function readSteadily(plan: SteadyPlan, until: () => number): Promise<SteadyRead[]> {
  const { port, requests, perSecond, connections } = plan
  const began = performance.now()
  const reads: SteadyRead[] = []
  let sent = 0

  async function work(): Promise<void> {
    const connection = await openConnection(port)
    try {
      for (;;) {
        const request = requests[sent % requests.length] ?? ''
        const due = began + (sent++ * 1000) / perSecond
        if (due > performance.now()) await pause(Math.ceil(due - performance.now()))
        if (due >= until()) break
        // A timer may fire a little early.
        const from = Math.min(due, performance.now())
        const status = await connection.send(request)
        if (status !== 200) throw new Error(`a read was answered ${status}`)
        reads.push({ due, ms: performance.now() - from })
      }
    } finally {
      connection.close()
    }
  }

  await Promise.all(Array.from({ length: connections }, work))
  return reads
}
