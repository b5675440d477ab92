import { type Figure, plain } from '../figures/figure.ts'
import { createRequestMaker } from '../load/requests.ts'
import type { LoadPlan, LoadResult } from '../load-generator.ts'
import { startBenchService } from '../process/bench-service.ts'
import { residentMb } from '../process/process-cost.ts'
import { startProgram } from '../process/program.ts'
import { benchTaskId, benchTaskSha, writeTaskFiles } from '../process/task-files.ts'
import type { Surroundings } from '../settings/surroundings.ts'

const TASKS = 5000
const READERS = 100
const WRITERS = 10
const LISTENERS = 50
/** Every other read is a list of 100 rows, the rest are details of that many tasks. */
const DETAILS = 500
/** The paced variant: what a busy day may be, far below what saturates. */
const PACED = { reads: 500, writes: 25 }
/** Milliseconds at most. */
const AIMS = { read: { atMost: 200 }, write: { atMost: 500 } }

/** 100 readers, 10 writers and 50 event streams at the same time: as fast as they can, and paced. */
export async function measureMix(around: Surroundings): Promise<readonly Figure[]> {
  const dataRoot = around.folder('mix')
  writeTaskFiles(dataRoot, 0, TASKS)
  const service = await startBenchService(dataRoot, around.profiles, around.lifetime)
  const load = startProgram<LoadPlan, LoadResult>('load-generator')
  around.lifetime.own('load generator', load.stop)
  const make = createRequestMaker(service.port, service.token)
  const tasks = Array.from({ length: TASKS }, (_, n) => benchTaskId(n))
  const list = make.get('/api/tasks', [])
  const details = tasks.slice(0, DETAILS).map((id) => make.get(`/api/tasks/${id}`, []))
  const writes = tasks.map((id) => make.postIfMatch(`/api/tasks/${id}/approve`, { comment: 'bench' }))
  let etags: readonly string[] = tasks.map((_, n) => benchTaskSha(n))
  const reads = details.flatMap((detail) => [list, detail])

  const run = async (pace: { reads: number; writes: number } | null): Promise<LoadResult> => {
    const { port } = service
    const result = await load.ask({
      reads: { port, requests: reads, etags: null, connections: READERS, perSecond: pace?.reads ?? null },
      writes: { port, requests: writes, etags, connections: WRITERS, perSecond: pace?.writes ?? null },
      listeners: {
        ...{ port: service.port, count: LISTENERS, tasks },
        request: make.get('/api/events', ['accept: text/event-stream']),
      },
      warmMs: 1000,
      ms: around.quick ? 3000 : 8000,
    })
    etags = result.writes?.etags ?? etags
    return result
  }

  around.say(`mix: ${READERS} readers, ${WRITERS} writers, ${LISTENERS} event streams, as fast as they can`)
  const saturated = figuresOf('mix', await run(null))
  const memory = plain('memory', `after the mix, ${TASKS} tasks`, 'MB', residentMb(service.pid) ?? Number.NaN)
  around.say(`mix: the same, ${PACED.reads} reads/s and ${PACED.writes} writes/s`)
  const paced = figuresOf('mix, paced', await run(PACED))
  return [...saturated, memory, ...paced]
}

function figuresOf(section: string, { reads, writes, events }: LoadResult): readonly Figure[] {
  if (reads === null || writes === null || events === null) throw new Error('the mix is not whole')
  for (const { statuses } of [reads, writes])
    if (Object.keys(statuses).join() !== '200') throw new Error(`expected 200 only, got ${JSON.stringify(statuses)}`)
  const missing = writes.latency.count * LISTENERS - events.count
  const line = (name: string, unit: string, value: number): Figure => plain(section, name, unit, value)
  return [
    line('reads', '/s', reads.perSecond),
    line('read P50', 'ms', reads.latency.p50),
    { ...line('read P95', 'ms', reads.latency.p95), aim: AIMS.read },
    line('read P99', 'ms', reads.latency.p99),
    line('writes', '/s', writes.perSecond),
    { ...line('write P95', 'ms', writes.latency.p95), aim: AIMS.write },
    line('event P95, write due to arrival', 'ms', events.p95),
    line('events that did not arrive', '', Math.max(0, missing)),
  ]
}
