import { type Figure, plain } from '../figures/figure.ts'
import { alternate, compare, type Round } from '../figures/rounds.ts'
import { forgedRequests } from '../flood-requests.ts'
import type { LatencyFigures } from '../load/latencies.ts'
import { createRequestMaker } from '../load/requests.ts'
import type { LoadPlan, LoadResult } from '../load-generator.ts'
import { startBenchService } from '../process/bench-service.ts'
import { type Program, startProgram } from '../process/program.ts'
import { writeTaskFiles } from '../process/task-files.ts'
import type { Surroundings } from '../settings/surroundings.ts'

const TASKS = 1000
/** Reads per second at fixed instants, or null: each as soon as the one before is answered. */
const PACED = { perSecond: 500, connections: 8 }
const ONE_READER = { perSecond: null, connections: 1 }
/** Forged deliveries per second that must not be noticed. */
const FLOOD_PER_SECOND = 50
const FLOOD_CONNECTIONS = 16
const ADDRESSES = 5000
/** Rates at which it is looked for how much is too much. */
const RISING = [500, 1000, 2000, 4000, 8000, 16_000]
const AIM = { atMost: 1.2 }

type Reads = typeof PACED | typeof ONE_READER
type FloodRound = Round<'flooded' | 'quiet', LatencyFigures>

/** P95 of GET /api/tasks with and without a flood of forged deliveries, turn by turn, and the rate at which it doubles. */
export async function measureFlood(around: Surroundings): Promise<readonly Figure[]> {
  const dataRoot = around.folder('flood')
  writeTaskFiles(dataRoot, 0, TASKS)
  const { port, token } = await startBenchService(dataRoot, around.profiles, around.lifetime)
  const reader = startLoad(around)
  const flooder = startLoad(around)
  const list = createRequestMaker(port, token).get('/api/tasks', [])
  const one = forgedRequests(port, 1)
  const many = forgedRequests(port, ADDRESSES)
  const ms = around.quick ? 1000 : 2000

  async function measured(reads: Reads, flood: readonly string[] | null, perSecond: number): Promise<LatencyFigures> {
    const plan = (
      requests: readonly string[],
      pace: Pick<LoadPlan['reads'] & object, 'perSecond' | 'connections'>,
    ) => ({
      ...{ reads: { port, requests, etags: null, ...pace }, writes: null, listeners: null, warmMs: 300, ms },
    })
    const [mine, theirs] = await Promise.all([
      reader.ask(plan([list], reads)),
      flood === null ? null : flooder.ask(plan(flood, { perSecond, connections: FLOOD_CONNECTIONS })),
    ])
    if (theirs !== null) latencyOf(theirs, ['401', '429'])
    return latencyOf(mine, ['200'])
  }

  const turns = (
    reads: Reads,
    flood: readonly string[],
    perSecond: number,
    rounds: number,
  ): Promise<readonly FloodRound[]> =>
    alternate(rounds, {
      flooded: () => measured(reads, flood, perSecond),
      quiet: () => measured(reads, null, 0),
    })

  // A round that does not count: all processes compile what they run.
  await turns(PACED, many, FLOOD_PER_SECOND, 1)
  const figures: Figure[] = []
  for (const [name, reads, flood] of [
    ['one address', PACED, one],
    [`${ADDRESSES} addresses`, PACED, many],
    ['one address; one reader without pause', ONE_READER, one],
  ] as const) {
    around.say(`flood: ${FLOOD_PER_SECOND} forged deliveries/s from ${name}`)
    const rounds = await turns(reads, flood, FLOOD_PER_SECOND, around.quick ? 5 : 7)
    figures.push(figureOf(`read P95, ${FLOOD_PER_SECOND}/s from ${name}`, rounds, AIM))
  }
  for (const perSecond of RISING) {
    around.say(`flood: ${perSecond} forged deliveries/s`)
    const rounds = await turns(PACED, one, perSecond, 3)
    const figure = figureOf(`read P95, ${perSecond}/s from one address`, rounds, null)
    figures.push(figure)
    if ((figure.ratio?.median ?? 0) < 2) continue
    figures.push(plain('flood', 'forged deliveries at which the read P95 has doubled', '/s', perSecond))
    break
  }
  return figures
}

function startLoad(around: Surroundings): Program<LoadPlan, LoadResult> {
  const load = startProgram<LoadPlan, LoadResult>('load-generator')
  around.lifetime.own('load generator', load.stop)
  return load
}

function figureOf(name: string, rounds: readonly FloodRound[], aim: typeof AIM | null): Figure {
  return compare({
    ...{ section: 'flood', name, unit: 'ms', aim, rounds },
    service: (round) => round.flooded.p95,
    bare: (round) => round.quiet.p95,
  })
}

function latencyOf({ reads }: LoadResult, statuses: readonly string[]): LatencyFigures {
  const others = Object.keys(reads?.statuses ?? {}).filter((status) => !statuses.includes(status))
  if (reads === null || others.length > 0)
    throw new Error(`expected ${statuses.join(' or ')}, got ${others.join(', ')}`)
  return reads.latency
}
