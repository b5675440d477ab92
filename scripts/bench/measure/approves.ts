import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Figure, plain } from '../figures/figure.ts'
import { alternate, compare, median } from '../figures/rounds.ts'
import { createRequestMaker } from '../load/requests.ts'
import type { LoadPlan, LoadResult } from '../load-generator.ts'
import { startBenchService } from '../process/bench-service.ts'
import { startProgram } from '../process/program.ts'
import { benchTaskId, benchTaskSha, writeTaskFiles } from '../process/task-files.ts'
import type { Surroundings } from '../settings/surroundings.ts'
import type { WritePlan } from '../write-loop.ts'

const TASKS = 1000
const IN_FLIGHT = 10
const AIM = { atLeast: 0.6 }

interface Sample {
  readonly perSecond: number
  /** Milliseconds; NaN of the bare loop. */
  readonly p95: number
}

/** Approve, with its audit lines, against a loop of temporary file, fsync and rename with as many in flight. */
export async function measureApproves(around: Surroundings): Promise<readonly Figure[]> {
  around.say('approve: against a bare loop of tmp + fsync + rename')
  const dataRoot = around.folder('approve')
  const ssot = writeTaskFiles(dataRoot, 0, TASKS)
  const bareFolder = writeTaskFiles(around.folder('bare'), 0, TASKS)
  const names = Array.from({ length: TASKS }, (_, n) => `${benchTaskId(n)}.json`)
  const service = await startBenchService(dataRoot, around.profiles, around.lifetime)
  const load = startProgram<LoadPlan, LoadResult>('load-generator')
  around.lifetime.own('load generator', load.stop)
  const loop = startProgram<WritePlan, number>('write-loop')
  around.lifetime.own('write loop', loop.stop)
  const make = createRequestMaker(service.port, service.token)
  const requests = names.map((_, n) => make.postIfMatch(`/api/tasks/${benchTaskId(n)}/approve`, { comment: 'bench' }))
  let etags: readonly string[] = names.map((_, n) => benchTaskSha(n))
  const ms = around.quick ? 1000 : 2000

  const approve = async (): Promise<Sample> => {
    const { writes } = await load.ask({
      ...{ reads: null, listeners: null, warmMs: 0, ms },
      writes: { port: service.port, requests, etags, connections: IN_FLIGHT, perSecond: null },
    })
    if (writes === null || Object.keys(writes.statuses).join() !== '200')
      throw new Error(`expected 200 only, got ${JSON.stringify(writes?.statuses)}`)
    etags = writes.etags ?? etags
    return { perSecond: writes.perSecond, p95: writes.latency.p95 }
  }
  const writeFiles = async (): Promise<Sample> => {
    const { size } = await stat(join(ssot, names[0] as string))
    const perSecond = await loop.ask({ folder: bareFolder, names, length: size, inFlight: IN_FLIGHT, ms })
    return { perSecond, p95: Number.NaN }
  }
  const subjects = { service: approve, bare: writeFiles }
  await alternate(1, subjects)
  const rounds = await alternate(around.quick ? 3 : 7, subjects)
  const name = `approvals with audit, ${IN_FLIGHT} in flight`
  return [
    compare({
      ...{ section: 'approve', name, unit: '/s', aim: AIM, rounds },
      service: (round) => round.service.perSecond,
      bare: (round) => round.bare.perSecond,
    }),
    plain('approve', 'P95 of an approval', 'ms', median(rounds.map((round) => round.service.p95))),
  ]
}
