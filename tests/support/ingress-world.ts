import type { IngressSource } from '../../contract/assurance.ts'
import type { Task } from '../../contract/task.ts'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import { createDeliveryService, type Delivery, type DeliveryService } from '../../main/core/ingest/delivery-service.ts'
import { githubTaskId, mapGithub } from '../../main/core/ingest/github/github-mapping.ts'
import { createIntentRunner } from '../../main/core/ingest/intent-runner.ts'
import { mapTelegram } from '../../main/core/ingest/telegram/telegram-mapping.ts'
import { createAllowList } from '../../main/core/ingest/telegram/telegram-senders.ts'
import { mapXcode } from '../../main/core/ingest/xcode/xcode-mapping.ts'
import { createOwedOutcomes } from '../../main/core/tasks/owed-outcomes.ts'
import { createTaskService } from '../../main/core/tasks/task-service.ts'
import { settleOpenWrites } from '../../main/core/tasks/write-recovery.ts'
import { memoryBodies } from './memory-deliveries.ts'
import { memoryEvidence } from './memory-evidence.ts'
import { createMemoryLog } from './memory-log.ts'
import { memoryTaskStore } from './memory-task-store.ts'

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined }
const CLOCK = { now: () => Date.parse('2026-03-01T00:00:00.000Z') }
const IDS = { hex: (bytes: number) => '0'.repeat(bytes * 2) }

/** The process is gone: nothing that it still tries happens. */
class Crash extends Error {
  override readonly name = 'Crash'
}

/** One sending of a delivery; `crash`: the process dies in front of its so-manieth step on the disk, and the sender tries again later. */
export interface Sending {
  readonly delivery: Delivery
  readonly crash: number | null
}

/** A disk in memory, and a console that starts on it. `pauses`: turns that one step after the other takes, over and over. */
function createWorld(pauses: readonly number[]) {
  let paused = 0
  const pause = async (): Promise<void> => {
    const turns = pauses[paused++ % pauses.length] ?? 0
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
  }
  const log = createMemoryLog()
  const files = new Map<string, string>()
  const bodies = memoryBodies()
  const evidence = memoryEvidence()
  let life = 0
  let left = Number.POSITIVE_INFINITY

  function stepOf(mine: number): () => void {
    return () => {
      if (mine === life && left > 0) left -= 1
      else if (mine === life) life += 1
      if (mine !== life) throw new Crash('killed')
    }
  }

  async function boot(): Promise<DeliveryService> {
    const step = stepOf(life)
    const before = <A extends unknown[], R>(work: (...given: A) => Promise<R>) => {
      return async (...given: A): Promise<R> => {
        await pause()
        step()
        return work(...given)
      }
    }
    const disk = {
      log: { ...log, record: before(log.record) },
      bodies: { ...bodies, keep: before(bodies.keep) },
      evidence: { ...evidence, keep: before(evidence.keep) },
    }
    const store = memoryTaskStore(files, step)
    const hub = createEventHub({ capacity: 10, startSeq: 0, clock: CLOCK })
    const owed = createOwedOutcomes(disk.log)
    const tasks = createTaskService({ store, log: disk.log, hub, owed, clock: CLOCK, ids: IDS })
    const allowList = createAllowList({ users: [7], chats: [], operators: [] })
    const { atCommit } = store.index
    const mappers = {
      github: mapGithub(atCommit),
      xcode: mapXcode(atCommit, githubTaskId),
      telegram: mapTelegram({ allowList, asked: () => false }),
    }
    const shared = { ...disk, index: log.deliveries, tasks, hub, clock: CLOCK, logger: SILENT, mappers }
    const remote = { carryOut: async () => ({ outcome: 'answered' as const, task_ids: [] }), asked: () => false }
    const hold = { isPaused: () => false, holds: () => false, held: () => undefined }
    const service = createDeliveryService({ ...shared, runner: createIntentRunner(shared), remote, hold })
    log.note({ ...SYSTEM_LINE, type: 'service_started' })
    await settleOpenWrites({ index: log.index, log, store })
    await service.resume(
      () => true,
      () => undefined,
    )
    return service
  }

  return {
    boot,
    /** The console dies in front of its so-manieth step from now on. */
    killAfter: (steps: number) => {
      left = steps
    },
    lives: () => life,
    tasks: (): Task[] =>
      [...files.values()].map((text) => JSON.parse(text) as Task).sort((a, b) => (a.task_id < b.task_id ? -1 : 1)),
  }
}

const callFrom = (source: IngressSource) => ({
  actor: { sub: source, scopes: [], door: 'webhook' as const },
  correlation_id: 'req',
})

/** One sending after the other. Resolves to the task files after the last one was answered, and how often the console died. */
export async function deliverAll(sendings: readonly Sending[]): Promise<{ tasks: Task[]; kills: number }> {
  const world = createWorld([0])
  let service = await world.boot()
  const queue = [...sendings]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { delivery, crash } = next
    const before = world.lives()
    world.killAfter(crash ?? Number.POSITIVE_INFINITY)
    try {
      await service.accept(callFrom(delivery.source), delivery, null)
    } catch (error) {
      // Whatever it says: the process that said it is gone.
      if (world.lives() === before) throw error
      world.killAfter(Number.POSITIVE_INFINITY)
      service = await world.boot()
      queue.push({ delivery, crash: null })
    }
  }
  return { tasks: world.tasks(), kills: world.lives() }
}

/** All at once, as over many connections to a disk with a will of its own. Resolves to the task files after all were answered. */
export async function deliverTogether(deliveries: readonly Delivery[], pauses: readonly number[]): Promise<Task[]> {
  const world = createWorld(pauses)
  const service = await world.boot()
  await Promise.all(deliveries.map((delivery) => service.accept(callFrom(delivery.source), delivery, null)))
  return world.tasks()
}

const SYSTEM_LINE = {
  actor: { sub: 'countersign', scopes: [], door: 'system' as const },
  ...{ correlation_id: 'system', task_id: null, route: null, status: null, data: {} },
}

/** What a task says, without the count of its writes and the instant of the last one: these tell how it came about, not what it is. */
export function saying(tasks: readonly Task[]): object[] {
  return tasks.map(({ version, updated_at, ...said }) => said)
}
