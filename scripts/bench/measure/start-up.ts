import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createLifetime } from '../../../main/core/kernel/lifetime.ts'
import { type Figure, plain } from '../figures/figure.ts'
import { alternate, compare, median } from '../figures/rounds.ts'
import { startBenchService } from '../process/bench-service.ts'
import { residentMb } from '../process/process-cost.ts'
import { writeTaskFiles } from '../process/task-files.ts'
import type { Surroundings } from '../settings/surroundings.ts'

const READ_FILES = join(import.meta.dirname, '../read-files.ts')
const AIM = { atMost: 1.7 }
/** After this long without work the service is called idle. */
const IDLE_MS = 1500

interface Sample {
  /** From the start of the process to its line on stdout. */
  readonly ms: number
  /** Resident when idle; NaN where it is not measured. */
  readonly mb: number
}

/** Start-up until ready, against a process that merely reads the files; resident memory on the way. */
export async function measureStartUp(around: Surroundings): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  const dataRoot = around.folder('start')
  let written = 0
  let empty = 0
  for (const tasks of around.quick ? [0, 10_000] : [0, 10_000, 100_000]) {
    around.say(`start: ${tasks} task files`)
    const ssot = writeTaskFiles(dataRoot, written, tasks)
    written = tasks
    const subjects = {
      service: () => startOnce(dataRoot, around),
      bare: () => readOnce(ssot),
      node: () => readOnce(null),
    }
    if (tasks < 100_000) await alternate(1, subjects)
    const rounds = await alternate(tasks === 100_000 ? 3 : around.quick ? 3 : 5, subjects)
    const line = { section: 'start', unit: 'ms', rounds }
    // One number for all rounds: the difference of two single starts would be mostly noise.
    const node = median(rounds.map((round) => round.node.ms))
    if (tasks === 0) {
      empty = median(rounds.map((round) => round.service.ms))
      figures.push(plain('start', 'no tasks: process start to ready', 'ms', empty))
      figures.push(plain('start', "Node's own start", 'ms', node))
    } else
      figures.push(
        compare({
          ...{ ...line, name: `${tasks} tasks: process start to ready`, aim: AIM },
          service: (round) => round.service.ms,
          bare: (round) => round.bare.ms,
        }),
        compare({
          ...{ ...line, name: `${tasks} tasks: the same, less Node's own start`, aim: AIM },
          service: (round) => round.service.ms - node,
          bare: (round) => round.bare.ms - node,
        }),
        compare({
          ...{ ...line, name: `${tasks} tasks: what they add to a start without any`, aim: null },
          service: (round) => round.service.ms - empty,
          bare: (round) => round.bare.ms - node,
        }),
      )
    figures.push(plain('memory', `idle, ${tasks} tasks`, 'MB', median(rounds.map((round) => round.service.mb))))
  }
  return figures
}

async function startOnce(dataRoot: string, around: Surroundings): Promise<Sample> {
  const lifetime = createLifetime()
  around.lifetime.own('a started service', lifetime.close)
  const began = performance.now()
  const service = await startBenchService(dataRoot, around.profiles, lifetime)
  const ms = performance.now() - began
  await pause(IDLE_MS)
  const mb = residentMb(service.pid) ?? Number.NaN
  await lifetime.close()
  return { ms, mb }
}

/** The bare process on `folder`; with null it only starts and prints. */
async function readOnce(folder: string | null): Promise<Sample> {
  const began = performance.now()
  const args = folder === null ? [READ_FILES] : [READ_FILES, folder]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  const ms = performance.now() - began
  await exited
  return { ms, mb: Number.NaN }
}
