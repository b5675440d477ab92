import { median } from '../bench/figures/rounds.ts'
import { forgedRequests } from '../bench/flood-requests.ts'
import { createRequestMaker } from '../bench/load/requests.ts'
import type { LoadPlan, LoadResult } from '../bench/load-generator.ts'
import { startProgram } from '../bench/process/program.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'

export const FLOOD = { perSecond: 50, seconds: 15, connections: 10 }
export const READS = { perSecond: 500, connections: 8 }
/** The P95 is taken of windows this long; a hitch of the machine then spoils one of them, not the figure. */
const WINDOW_MS = 2500
const QUIET_WINDOWS = 2
export const FLOODS = 2

export interface FloodFindings {
  /** P95 of GET /api/tasks of each window, in milliseconds. */
  readonly flooded: readonly number[]
  readonly quiet: readonly number[]
  readonly flood_p95_ms: number
  readonly quiet_p95_ms: number
  /** Forged deliveries that were sent, and how they were answered. */
  readonly forged: number
  readonly statuses: Readonly<Record<string, number>>
}

/**
 * Reads at a steady pace, without and with a flood of forged deliveries by turns: quiet, flood, quiet, flood, quiet. The reads and the
 * flood come from a process each. Throws when a read is not answered 200.
 */
export async function floodAndRead(console: ConsoleUnderTest, say: (line: string) => void): Promise<FloodFindings> {
  const port = Number(new URL(console.url).port)
  const list = createRequestMaker(port, console.token).get('/api/tasks', [])
  const reader = startProgram<LoadPlan, LoadResult>('load-generator')
  const flooder = startProgram<LoadPlan, LoadResult>('load-generator')
  const quiet: number[] = []
  const flooded: number[] = []
  const statuses: Record<string, number> = {}

  const load = (
    requests: readonly string[],
    pace: { perSecond: number; connections: number },
    ms: number,
  ): LoadPlan => ({
    ...{ reads: { port, requests, ...pace }, writes: null, listeners: null, warmMs: 0, ms },
  })

  async function readWindow(): Promise<number> {
    const { reads } = await reader.ask(load([list], READS, WINDOW_MS))
    if (reads === null || Object.keys(reads.statuses).join() !== '200')
      throw new Error(`reads were answered ${JSON.stringify(reads?.statuses)}`)
    return reads.latency.p95
  }

  async function readQuietly(): Promise<void> {
    for (let n = 0; n < QUIET_WINDOWS; n++) quiet.push(await readWindow())
  }

  async function readInFlood(): Promise<void> {
    let over = false
    const flood = flooder.ask(load(forgedRequests(port, 1), FLOOD, FLOOD.seconds * 1000)).finally(() => {
      over = true
    })
    for (let n = 0; n < Math.floor((FLOOD.seconds * 1000) / WINDOW_MS); n++) {
      const p95 = await readWindow()
      // A window that reached beyond the flood would not be one of it.
      if (!over) flooded.push(p95)
    }
    const { reads } = await flood
    for (const [status, count] of Object.entries(reads?.statuses ?? {}))
      statuses[status] = (statuses[status] ?? 0) + count
  }

  try {
    // Does not count: all three processes compile what they run.
    await readWindow()
    await readQuietly()
    for (let n = 0; n < FLOODS; n++) {
      say(`flood ${n + 1} of ${FLOODS}: ${FLOOD.perSecond} forged deliveries per second for ${FLOOD.seconds} s`)
      await readInFlood()
      await readQuietly()
    }
  } finally {
    await Promise.all([reader.stop(), flooder.stop()])
  }
  const forged = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  return { flooded, quiet, flood_p95_ms: median(flooded), quiet_p95_ms: median(quiet), forged, statuses }
}
