import type { Arrival, ListenersQuestion } from '../event-listeners.ts'
import type { Figure } from '../figures/figure.ts'
import { alternate, compare } from '../figures/rounds.ts'
import { createRequestMaker } from '../load/requests.ts'
import { startBenchService } from '../process/bench-service.ts'
import { openFileLimit } from '../process/process-cost.ts'
import { type Program, startProgram } from '../process/program.ts'
import { benchTaskBytes, benchTaskId, benchTaskSha, writeTaskFiles } from '../process/task-files.ts'
import type { RawEventPlan } from '../raw-event-server.ts'
import type { Surroundings } from '../settings/surroundings.ts'

const TASKS = 200
const AIM = { atMost: 1.3 }
/** Files that a process needs besides its streams. */
const SPARE_FILES = 200

type Listeners = Program<ListenersQuestion, Arrival | null>

/** One event to many open streams, against a net server that writes the same frame to as many sockets in a loop. */
export async function measureFanOut(around: Surroundings): Promise<readonly Figure[]> {
  const dataRoot = around.folder('sse')
  writeTaskFiles(dataRoot, 0, TASKS)
  const service = await startBenchService(dataRoot, around.profiles, around.lifetime)
  const make = createRequestMaker(service.port, service.token)
  const stream = make.get('/api/events', ['accept: text/event-stream'])
  const start = (name: string): Listeners => {
    const listeners = startProgram<ListenersQuestion, Arrival | null>('event-listeners')
    around.lifetime.own(name, listeners.stop)
    return listeners
  }
  let approved = 0
  const approval = (): string => {
    // Each task once: its file is still the one that was written above.
    const n = approved++
    if (n >= TASKS) throw new Error(`${TASKS} tasks are too few for as many approvals`)
    return make.post(`/api/tasks/${benchTaskId(n)}/approve`, { comment: 'bench', base_sha: benchTaskSha(n) })
  }

  const ofService = start('listeners of the service')
  await ofService.ask({ open: { port: service.port, request: stream, count: 1 } })
  const { bytes } = await arrival(ofService, approval())

  const raw = startProgram<RawEventPlan, number>('raw-event-server')
  around.lifetime.own('raw event server', raw.stop)
  const fileBytes = Buffer.byteLength(benchTaskBytes(0))
  const rawPort = await raw.ask({ folder: around.folder('raw'), fileBytes, frameBytes: bytes })
  const ofRaw = start('listeners of the raw server')
  const rawMake = createRequestMaker(rawPort, service.token)

  const figures: Figure[] = []
  for (const count of countsWithin(around)) {
    around.say(`sse: ${count} clients, against a raw socket loop`)
    await ofService.ask({ open: { port: service.port, request: stream, count } })
    await ofRaw.ask({ open: { port: rawPort, request: rawMake.get('/events', []), count } })
    const subjects = {
      service: () => arrival(ofService, approval()),
      loop: () => arrival(ofRaw, rawMake.post('/loop', {})),
      write: () => arrival(ofRaw, rawMake.post('/write', {})),
    }
    await alternate(2, subjects)
    const rounds = await alternate(around.quick ? 7 : count > 1000 ? 15 : 25, subjects)
    const line = { section: 'sse', unit: 'ms', rounds }
    figures.push(
      compare({
        ...{ ...line, name: `${count} clients: first to last client, against the loop`, aim: AIM },
        service: (round) => round.service.last - round.service.first,
        bare: (round) => round.loop.last - round.loop.first,
      }),
      compare({
        ...{ ...line, name: `${count} clients: approval sent to last client, against bare write + loop`, aim: AIM },
        service: (round) => round.service.last,
        bare: (round) => round.write.last,
      }),
      compare({
        ...{ ...line, name: `${count} clients: approval sent to last client, against the loop alone`, aim: null },
        service: (round) => round.service.last,
        bare: (round) => round.loop.last,
      }),
    )
  }
  return figures
}

async function arrival(listeners: Listeners, request: string): Promise<Arrival> {
  const seen = await listeners.ask({ tell: request })
  if (seen === null) throw new Error('no arrival')
  return seen
}

/** As many clients as the limit on open files lets one process have. */
function countsWithin(around: Surroundings): readonly number[] {
  const wanted = around.quick ? [50, 1000] : [50, 1000, 5000]
  const limit = openFileLimit(process.pid)
  const had = wanted.filter((count) => count + SPARE_FILES <= limit)
  for (const count of wanted)
    if (!had.includes(count)) around.say(`sse: ${count} clients cannot be had, a process may open ${limit} files`)
  return had
}
