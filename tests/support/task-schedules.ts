import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as tick } from 'node:timers/promises'
import fc from 'fast-check'
import type { Sha256, TaskId } from '../../contract/ids.ts'
import { CreateTask, type Task } from '../../contract/task.ts'
import { openJsonTaskStore } from '../../main/adapters/files/json-task-store.ts'
import type { EventLog } from '../../main/core/audit/event-log.ts'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import { AppError } from '../../main/core/kernel/app-error.ts'
import type { Call } from '../../main/core/kernel/call.ts'
import { createExternalChangeRecorder } from '../../main/core/tasks/external-changes.ts'
import { createOwedOutcomes } from '../../main/core/tasks/owed-outcomes.ts'
import { encodeTask } from '../../main/core/tasks/task-file.ts'
import { createTaskService } from '../../main/core/tasks/task-service.ts'
import type { StagedTask, TaskStore } from '../../main/core/tasks/task-store.ts'
import { settleOpenWrites } from '../../main/core/tasks/write-recovery.ts'
import { createMemoryLog, type MemoryLog } from './memory-log.ts'
import { createFileHistory, type FileHistory } from './task-file-history.ts'

/** What happens to one task; each begins `pause` turns of the event loop after the one before, whether that has ended or not. */
export interface Step {
  /** `event`: something from outside, as a webhook; `edit`, `spoil`: another program; `look`: the watcher; `restart`: a crash, too. */
  readonly what: 'decide' | 'event' | 'edit' | 'spoil' | 'look' | 'restart'
  /** Of a decision: the sha of what is shown now, one of those that were shown before, or none. */
  readonly base: 'shown' | 'older' | 'none'
  readonly pause: number
  /** Turns that the work takes in each of its stages. */
  readonly slow: number
}

/** Writers far more often than the rest, and most of them honest. */
export const schedules = fc.array(
  fc.record<Step>({
    what: fc.constantFrom('decide', 'decide', 'decide', 'decide', 'event', 'event', 'edit', 'spoil', 'look', 'restart'),
    base: fc.constantFrom('shown', 'shown', 'shown', 'older', 'none'),
    pause: fc.nat(4),
    slow: fc.nat(3),
  }),
  { minLength: 4, maxLength: 14 },
)

const ID = 't1' as TaskId
const WRITER: Call = { actor: { sub: 'operator:olga', scopes: ['admin'], door: 'console' }, correlation_id: 'req-1' }
const EVENT: Call = { actor: { sub: 'github', scopes: [], door: 'webhook' }, correlation_id: 'req-2' }

/** In memory where the machine has such a folder: thousands of schedules sync every write. */
const place = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir())

/** `blind`: a store that does not look before it writes, to see that the judgement below would notice. */
export async function runSchedule(steps: readonly Step[], store: 'real' | 'blind'): Promise<string[]> {
  const folder = await mkdtemp(join(place(), 'countersign-schedule-'))
  const history = createFileHistory(join(folder, `${ID}.json`))
  const log = createMemoryLog()
  let world = openWorld(folder, log, store)
  const old: World[] = []
  try {
    history.acknowledged((await world.tasks.create(WRITER, CreateTask.parse({ task_id: ID, request_text: 'x' }))).task)
    for (const [n, step] of steps.entries()) {
      for (let turn = 0; turn < step.pause; turn += 1) await tick()
      history.observe()
      world.slow = step.slow
      if (step.what === 'edit') history.edit(`edit-${n}`)
      else if (step.what === 'spoil') history.spoil()
      else if (step.what === 'look') world.run(() => world.look())
      else if (step.what === 'event') world.run(addMarker(world, history, `event-${n}`))
      else if (step.what === 'decide') world.run(decide(world, history, step.base))
      else {
        world.kill()
        old.push(world)
        world = openWorld(folder, log, store)
        await world.settle()
      }
    }
    await world.allDone()
    history.observe()
    world.kill()
    old.push(world)
    world = openWorld(folder, log, store)
    await world.settle()
    return history.judge(log)
  } finally {
    for (const each of [...old, world]) await each.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

type World = ReturnType<typeof openWorld>

function openWorld(folder: string, log: MemoryLog, kind: 'real' | 'blind') {
  const inner = openJsonTaskStore(folder)
  const state = { alive: true, slow: 0 }
  const works: Promise<unknown>[] = []

  /** Takes its time; in a world that has died nothing ever goes on. */
  async function stage<T>(value: T): Promise<T> {
    for (let turn = 0; turn < state.slow; turn += 1) await tick()
    return state.alive ? value : new Promise<never>(() => undefined)
  }
  const slowLog: EventLog = {
    ...log,
    record: async (draft) => stage(await log.record(await stage(draft))),
  }
  /** What another program wrote meanwhile makes way for what the console last saw. */
  function putBackUnseen(): void {
    const task = inner.index.get(ID)?.task ?? null
    if (task !== null) writeFileSync(join(folder, `${ID}.json`), encodeTask(task))
  }
  const commit = async (staged: StagedTask): ReturnType<StagedTask['commit']> => {
    await stage(null)
    if (kind === 'blind') putBackUnseen()
    return stage(await staged.commit())
  }
  const store: TaskStore = {
    ...inner,
    stage: async (taskId, bytes) => {
      const staged = await stage(await inner.stage(taskId, bytes))
      return { commit: () => commit(staged), discard: staged.discard }
    },
  }
  const clock = { now: () => Date.parse('2026-01-31T09:30:00.000Z') }
  const hub = createEventHub({ capacity: 10, startSeq: 0, clock })
  const noticed = createExternalChangeRecorder({ log: slowLog, hub })
  const owed = createOwedOutcomes(slowLog)
  return {
    tasks: createTaskService({ store, log: slowLog, hub, owed, clock, ids: { hex: () => 'a1b2c3' } }),
    shown: (): Sha256 | null => inner.index.get(ID)?.base_sha ?? null,
    look: async (): Promise<void> => {
      const change = await stage(await inner.refresh(ID))
      if (change !== null) await noticed(change)
    },
    settle: () => settleOpenWrites({ index: log.index, log, store: inner }),
    run: (work: () => Promise<unknown>): number => works.push(work()),
    allDone: () => Promise.all(works),
    kill: (): void => {
      state.alive = false
    },
    close: () => inner.close(),
    set slow(turns: number) {
      state.slow = turns
    },
  }
}

/** What may be answered to an honest writer. */
const EXPECTED = ['write_conflict', 'precondition_required', 'task_file_invalid', 'task_not_found']

function decide(world: World, history: FileHistory, base: Step['base']): () => Promise<void> {
  const given = base === 'none' ? null : base === 'shown' ? world.shown() : history.older(7)
  return async () => {
    try {
      const { task } = await world.tasks.decide(WRITER, ID, { decision: 'approve', comment: null, base_sha: given })
      history.decidedOn(given ?? 'nothing', task?.version ?? 0)
      history.acknowledged(task)
    } catch (error) {
      if (!(error instanceof AppError) || !EXPECTED.includes(error.code)) throw error
      if (error.code === 'write_conflict' || error.code === 'precondition_required') history.refused(given)
    }
  }
}

/** An event from outside writes on top of whatever is there. */
function addMarker(world: World, history: FileHistory, marker: string): () => Promise<void> {
  return async () => {
    const upsert = (current: Task | null) =>
      current === null
        ? null
        : {
            task: { ...current, version: current.version + 1, title: `${current.title} ${marker}` },
            change: 'task_updated' as const,
          }
    const { change, entry } = await world.tasks.upsert(EVENT, ID, upsert, {})
    if (change === null) return
    history.acknowledged(entry?.task ?? null)
    history.kept(marker)
  }
}
