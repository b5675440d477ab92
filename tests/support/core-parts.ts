import { onTestFinished } from 'vitest'
import { openJsonTaskStore } from '../../main/adapters/files/json-task-store.ts'
import { createEventHub, type Frame } from '../../main/core/broadcast/event-hub.ts'
import { createDeliveryService } from '../../main/core/ingest/delivery-service.ts'
import { githubTaskId, mapGithub } from '../../main/core/ingest/github/github-mapping.ts'
import { createIntake } from '../../main/core/ingest/intake.ts'
import { createIntentRunner } from '../../main/core/ingest/intent-runner.ts'
import { mapTelegram } from '../../main/core/ingest/telegram/telegram-mapping.ts'
import { createAllowList } from '../../main/core/ingest/telegram/telegram-senders.ts'
import { mapXcode } from '../../main/core/ingest/xcode/xcode-mapping.ts'
import type { Call } from '../../main/core/kernel/call.ts'
import { createExternalChangeRecorder } from '../../main/core/tasks/external-changes.ts'
import { createOwedOutcomes } from '../../main/core/tasks/owed-outcomes.ts'
import { createTaskService } from '../../main/core/tasks/task-service.ts'
import { temporaryFolder } from './data-root.ts'
import { createManualTimers } from './manual-timers.ts'
import { memoryBodies } from './memory-deliveries.ts'
import { memoryEvidence } from './memory-evidence.ts'
import { createMemoryLog } from './memory-log.ts'

export const OPERATOR: Call = {
  actor: { sub: 'operator', scopes: ['admin'], door: 'console' },
  correlation_id: 'req-test-1',
}

/** The core over real files in a fresh folder, with a log in memory and a clock that the test sets. */
export async function createCore() {
  const folder = await temporaryFolder()
  let nowMs = Date.parse('2026-01-31T09:30:00.000Z')
  let made = 0
  const clock = { now: () => nowMs }
  const ids = { hex: (bytes: number) => (++made).toString(16).padStart(bytes * 2, '0') }
  const log = createMemoryLog()
  const hub = createEventHub({ capacity: 100, startSeq: 0, clock })
  const frames: Frame[] = []
  hub.subscribe({ send: (frame) => frames.push(frame), close: () => undefined }, null)
  const store = openJsonTaskStore(folder)
  onTestFinished(store.close)
  const noticed = createExternalChangeRecorder({ log, hub })
  const owed = createOwedOutcomes(log)
  const tasks = createTaskService({ store, log, hub, owed, clock, ids })
  const bodies = memoryBodies()
  const evidence = memoryEvidence()
  const remote = {
    carryOut: async () => ({ outcome: 'answered' as const, task_ids: [] }),
    asked: () => false,
  }
  const allowList = createAllowList({ users: [1], chats: [], operators: [] })
  const mappers = {
    github: mapGithub(store.index.atCommit),
    xcode: mapXcode(store.index.atCommit, githubTaskId),
    telegram: mapTelegram({ allowList, asked: () => false }),
  }
  const runner = createIntentRunner({ log, index: log.deliveries, bodies, tasks, evidence, mappers })
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const timers = createManualTimers(nowMs)
  const shared = { log, index: log.deliveries, bodies, tasks, hub, clock, logger, mappers, runner, remote }
  const intake = createIntake({
    ...{ log, index: log.index, waiting: log.deliveries.waiting, hub, clock, timers, logger },
    carryOut: (goOn, ended) => deliveries.resume(goOn, ended),
  })
  const deliveries = createDeliveryService({ ...shared, hold: intake })
  const advance = (ms: number): void => {
    nowMs += ms
  }
  return {
    folder,
    clock,
    advance,
    ids,
    log,
    hub,
    frames,
    store,
    noticed,
    owed,
    tasks,
    bodies,
    evidence,
    deliveries,
    intake,
    timers,
  }
}
