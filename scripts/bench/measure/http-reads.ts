import type { Figure } from '../figures/figure.ts'
import { alternate, compare } from '../figures/rounds.ts'
import { assertSameBytes, capture } from '../load/capture.ts'
import { createRequestMaker } from '../load/requests.ts'
import type { LoadPlan, LoadResult } from '../load-generator.ts'
import { startBenchService } from '../process/bench-service.ts'
import { cpuMs } from '../process/process-cost.ts'
import { type Program, startProgram } from '../process/program.ts'
import { benchTaskId, writeTaskFiles } from '../process/task-files.ts'
import type { RawAnswer } from '../raw-http-server.ts'
import type { Surroundings } from '../settings/surroundings.ts'

const TASKS = 1000
const CONNECTIONS = 32
const AIM = { atLeast: 0.8 }

interface Sample {
  readonly perSecond: number
  /** Processor time of the server per request, in microseconds; NaN where the system does not tell. */
  readonly cpuUs: number
}

/** List, detail and 304 against one node:http server that sends the same bytes. */
export async function measureReads(around: Surroundings): Promise<readonly Figure[]> {
  const dataRoot = around.folder('reads')
  writeTaskFiles(dataRoot, 0, TASKS)
  const service = await startBenchService(dataRoot, around.profiles, around.lifetime)
  const load = startProgram<LoadPlan, LoadResult>('load-generator')
  around.lifetime.own('load generator', load.stop)
  const make = createRequestMaker(service.port, service.token)
  const path = `/api/tasks/${benchTaskId(7)}`
  const etag = headerOf(await capture(service.port, make.get(path, [])), 'etag')
  const requests = [
    ['list', make.get('/api/tasks', []), 200],
    ['detail', make.get(path, []), 200],
    ['304', make.get(path, [`if-none-match: ${etag}`]), 304],
  ] as const

  const figures: Figure[] = []
  for (const [name, request, status] of requests) {
    if (!around.sections.includes(name)) continue
    around.say(`${name}: against a raw node:http server`)
    const answer = await capture(service.port, request)
    const raw = startProgram<RawAnswer, number>('raw-http-server')
    around.lifetime.own('raw server', raw.stop)
    const rawPort = await raw.ask(answer)
    await assertSameBytes(service.port, rawPort, request)
    const turn = (pid: number, port: number) => () => sample(load, pid, port, request, status, around.quick)
    const subjects = { service: turn(service.pid, service.port), bare: turn(raw.pid, rawPort) }
    // A first round that does not count: both processes compile what they run.
    await alternate(1, subjects)
    const rounds = await alternate(around.quick ? 3 : 7, subjects)
    await raw.stop()
    figures.push(
      compare({
        ...{
          section: name,
          name: `requests (${answer.body.length} B, ${CONNECTIONS} connections)`,
          unit: '/s',
          aim: AIM,
          rounds,
        },
        service: (round) => round.service.perSecond,
        bare: (round) => round.bare.perSecond,
      }),
      compare({
        ...{ section: name, name: 'processor time of the server per request', unit: 'µs', aim: null, rounds },
        service: (round) => round.service.cpuUs,
        bare: (round) => round.bare.cpuUs,
      }),
    )
  }
  return figures
}

async function sample(
  load: Program<LoadPlan, LoadResult>,
  pid: number,
  port: number,
  request: string,
  status: number,
  quick: boolean,
): Promise<Sample> {
  const before = cpuMs(pid)
  const { reads } = await load.ask({
    reads: { port, requests: [request], etags: null, connections: CONNECTIONS, perSecond: null },
    writes: null,
    listeners: null,
    warmMs: 0,
    ms: quick ? 700 : 1200,
  })
  const after = cpuMs(pid)
  if (reads === null || Object.keys(reads.statuses).join() !== String(status))
    throw new Error(`expected ${status} only, got ${JSON.stringify(reads?.statuses)}`)
  const used = before === null || after === null ? Number.NaN : after - before
  return { perSecond: reads.perSecond, cpuUs: (used * 1000) / reads.latency.count }
}

function headerOf(answer: RawAnswer, name: string): string {
  const at = answer.headers.findIndex((header) => header.toLowerCase() === name)
  return answer.headers[at + 1] ?? ''
}
