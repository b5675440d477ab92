import { setTimeout as pause } from 'node:timers/promises'
import { forgedRequests } from '../bench/flood-requests.ts'
import { createRequestMaker } from '../bench/load/requests.ts'
import type { LoadPlan, LoadResult } from '../bench/load-generator.ts'
import { startProgram } from '../bench/process/program.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'
import { readSteadily } from './steady-reads.ts'

export const FLOOD = { perSecond: 50, seconds: 15, connections: 10 }
export const READS = { perSecond: 500, connections: 8 }

/**
 * After the whole flood come short ones by turns with quiet, as much around each as it lasts, half before and half after. Only these are
 * held against each other: what else the machine does for a few seconds meets both alike, where it could fall on the whole flood alone.
 */
const TURNS = 45
const TURN_MS = 1000
/** Reads that do not count at first: both processes compile what they run. */
const WARM_MS = 5000
/** Each flood is longer by this at both ends than the reads that count for it: it comes from another process, which begins a little later than it is told. */
const EDGE_MS = 150

/** What must have been sent when all of it was. */
export const DUE = {
  forged: ((FLOOD.seconds * 1000 + TURNS * TURN_MS + (1 + TURNS) * 2 * EDGE_MS) * FLOOD.perSecond) / 1000,
  sustained: FLOOD.seconds * READS.perSecond,
  /** In the turns, under flood, and as many without. */
  reads: (TURNS * TURN_MS * READS.perSecond) / 1000,
}
export type Due = typeof DUE

export interface FloodFindings {
  /** Milliseconds that each GET /api/tasks took, from the instant at which it was due until its last byte was read: during the whole flood. */
  readonly sustained: readonly number[]
  /** In the turns. */
  readonly flooded: readonly number[]
  readonly quiet: readonly number[]
  /** Forged deliveries that were sent, and how they were answered. */
  readonly forged: number
  readonly statuses: Readonly<Record<string, number>>
}

/** Reads that were due in it count for its kind. By `performance.now()`. */
interface Stretch {
  readonly kind: 'sustained' | 'flooded' | 'quiet'
  readonly from: number
  readonly until: number
}

/**
 * Reads at a steady pace without a break, while a flood of forged deliveries from another process comes and goes. Throws when a read is
 * not answered 200.
 */
export async function floodAndRead(console: ConsoleUnderTest, say: (line: string) => void): Promise<FloodFindings> {
  const port = Number(new URL(console.url).port)
  const list = createRequestMaker(port, console.token).get('/api/tasks', [])
  const forgeries = forgedRequests(port, 1)
  const flooder = startProgram<LoadPlan, LoadResult>('load-generator')
  const end = new AbortController()
  const statuses: Record<string, number> = {}
  let readUntil = Number.POSITIVE_INFINITY

  const wait = (ms: number): Promise<null> => pause(ms, null, { signal: end.signal })

  async function quietFor(ms: number): Promise<Stretch> {
    const from = performance.now()
    await wait(ms)
    return { kind: 'quiet', from, until: from + ms }
  }

  /** By instants and not by timers: a late timer must not move the reads that count beyond the flood. */
  async function floodFor(kind: Stretch['kind'], ms: number): Promise<Stretch> {
    const from = performance.now() + EDGE_MS
    const reads = { port, requests: forgeries, etags: null, ...FLOOD }
    const sent = await flooder.ask({ reads, writes: null, listeners: null, warmMs: 0, ms: ms + 2 * EDGE_MS })
    for (const [status, count] of Object.entries(sent.reads?.statuses ?? {}))
      statuses[status] = (statuses[status] ?? 0) + count
    await wait(EDGE_MS)
    return { kind, from, until: from + ms }
  }

  async function schedule(): Promise<Stretch[]> {
    const done: Stretch[] = []
    await wait(WARM_MS)
    say(`${FLOOD.perSecond} forged deliveries per second for ${FLOOD.seconds} s`)
    done.push(await floodFor('sustained', FLOOD.seconds * 1000))
    say(`the same for ${TURN_MS / 1000} s, ${TURNS} times`)
    for (let n = 0; n < TURNS; n++)
      done.push(await quietFor(TURN_MS / 2), await floodFor('flooded', TURN_MS), await quietFor(TURN_MS / 2))
    readUntil = performance.now()
    return done
  }

  try {
    const [reads, stretches] = await Promise.all([
      readSteadily({ port, requests: [list], ...READS }, () => readUntil),
      schedule(),
    ])
    const of = (kind: Stretch['kind']): number[] => {
      const within = stretches.filter((one) => one.kind === kind)
      return reads.filter(({ due }) => within.some(({ from, until }) => due >= from && due < until)).map(({ ms }) => ms)
    }
    const forged = Object.values(statuses).reduce((sum, count) => sum + count, 0)
    return { sustained: of('sustained'), flooded: of('flooded'), quiet: of('quiet'), forged, statuses }
  } finally {
    readUntil = 0
    end.abort()
    await flooder.stop()
  }
}
