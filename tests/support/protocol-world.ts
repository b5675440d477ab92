import { ProtocolSettings } from '../../contract/agent.ts'
import type { EvidencePackage, EvidenceRef } from '../../contract/evidence.ts'
import type { TaskId } from '../../contract/ids.ts'
import type { Dispatch, Observed } from '../../contract/protocol.ts'
import type { Scope } from '../../contract/scope.ts'
import type { Task } from '../../contract/task.ts'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import { AppError } from '../../main/core/kernel/app-error.ts'
import type { Call } from '../../main/core/kernel/call.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { createProtocolService } from '../../main/core/protocol/create-protocol-service.ts'
import type { ProtocolListener } from '../../main/core/protocol/protocol-service.ts'
import { createOwedOutcomes } from '../../main/core/tasks/owed-outcomes.ts'
import { createTaskService } from '../../main/core/tasks/task-service.ts'
import { createManualTimers } from './manual-timers.ts'
import { memoryEvidence } from './memory-evidence.ts'
import { createMemoryLog } from './memory-log.ts'
import { memoryTaskStore } from './memory-task-store.ts'

export const TASK = 'build' as TaskId
const START = Date.parse('2026-01-31T09:30:00.000Z')

/** A call with one scope; that of an executor or reviewer is bound to the task. */
export const callAs = (scope: Scope, sub: string): Call => ({
  actor: {
    ...{ sub, scopes: [scope], door: 'http' },
    ...(scope === 'executor' || scope === 'reviewer' ? { task_id: TASK } : {}),
  },
  correlation_id: 'req-1',
})
export const ADMIN = callAs('admin', 'operator:olga')
export const COORDINATOR = callAs('coordinator', 'planner')
export const EXECUTOR = callAs('executor', 'worker')
export const REVIEWER = callAs('reviewer', 'critic')

/** The code with which something is refused; null when it is not. */
export async function codeOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

/** Everything that was told to whoever drives agents, in words. */
export function toldListener(): ProtocolListener & { readonly told: string[] } {
  const told: string[] = []
  return {
    told,
    admit: (_task, { agent }) => {
      if (agent === 'missing') throw new AppError('agent_not_found', 'No agent missing.')
    },
    dispatched: (_task, { round }) => told.push(`dispatched ${round}`),
    resultTaken: (_task, { round }) => told.push(`result ${round}`),
    observed: (_task, { round }) => told.push(`observed ${round}`),
    verdictTaken: (_task, { round }, decision) => told.push(`${decision} ${round}`),
    roundEnded: (_task, _dispatch, { reason }) => told.push(`ended ${reason}`),
  }
}

interface WorldOptions {
  readonly settings?: object
  readonly finalApproval?: 'person' | 'reviewer'
  /** What an earlier process left. */
  readonly files?: Map<string, string>
  readonly log?: ReturnType<typeof createMemoryLog>
  readonly startMs?: number
}

/** The protocol over task files, log and evidence in memory, with time that passes only when a test says so. */
export async function protocolWorld(options: WorldOptions = {}) {
  const timers = createManualTimers(options.startMs ?? START)
  const { clock } = timers
  const log = options.log ?? createMemoryLog()
  const files = options.files ?? new Map<string, string>()
  const kept = memoryEvidence()
  const gone = new Set<string>()
  const store = memoryTaskStore(files, () => undefined)
  const hub = createEventHub({ capacity: 100, startSeq: 0, clock })
  const pushed: string[] = []
  hub.observe((name) => pushed.push(name))
  const owed = createOwedOutcomes(log)
  let made = log.events.length
  const ids = { hex: (bytes: number) => (++made).toString(16).padStart(bytes * 2, '0') }
  const tasks = createTaskService({ store, log, hub, owed, clock, ids })
  let settings = ProtocolSettings.parse(options.settings ?? {})
  const errors: unknown[] = []
  const logger = {
    ...{ info: () => undefined, warn: () => undefined },
    error: (fields: Readonly<Record<string, unknown>>) => errors.push(fields),
  }
  const evidence = {
    ...kept,
    list: async () =>
      Promise.all(
        [...kept.kept.values()]
          .filter(({ package_id }) => !gone.has(package_id))
          .map(async (draft) => {
            const { manifest_sha256 } = await kept.keep(draft)
            const { package_id, task_id, correlation_id, created_at } = draft
            const facts = {
              package_id,
              task_id,
              correlation_id,
              created_at,
              manifest_sha256,
              artifacts: [],
              key_id: '',
            }
            return { ...facts, state: 'whole', problems: [] } as unknown as EvidencePackage
          }),
      ),
  }
  const protocol = createProtocolService({
    ...{ tasks, store, log, index: log.index, hub, owed, evidence, clock, timers, ids, logger },
    settings: () => settings,
    finalApproval: () => options.finalApproval ?? 'person',
  })

  /** Lets what is under way come to its end. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const task = (): Task => tasks.get(TASK).task

  return {
    ...{ timers, clock, log, files, store, hub, pushed, tasks, protocol, evidence, gone, settle, task, errors },
    setSettings: (given: object) => {
      settings = ProtocolSettings.parse({ ...settings, ...given })
    },
    baseSha: () => tasks.get(TASK).entry.base_sha,
    create: (input: object) =>
      tasks.create(ADMIN, {
        ...{ task_id: TASK, source: 'api', request_text: 'Build it', acceptance_criteria: [], declared_scope: [] },
        ...{ allow_external_publish: false, ...input },
      }),
    dispatch: async (request: object = {}, call: Call = COORDINATOR): Promise<Dispatch> => {
      const { base_sha } = tasks.get(TASK).entry
      return (await protocol.dispatch(call, TASK, { agent: null, reviewer: null, base_sha, ...request })).dispatch
    },
    /** Time passes, in steps of a second, and everything comes to its end at each. */
    pass: async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second += 1) {
        timers.advance(1000)
        await settle()
      }
    },
    /** Another program writes into the file. */
    edit: async (change: (task: Task) => Task): Promise<void> => {
      const staged = await store.stage(TASK, `${JSON.stringify(change(structuredClone(task())), null, 2)}\n`)
      await staged.commit()
    },
    keep: (package_id: string, task_id: string = TASK): Promise<EvidenceRef> =>
      kept.keep({
        ...{ package_id, task_id, correlation_id: task().correlation_id, created_at: new Date(START).toISOString() },
        artifacts: [],
      }),
    lines: (type: string) => log.events.filter((event) => event.type === type),
  }
}
export type ProtocolWorld = Awaited<ReturnType<typeof protocolWorld>>

/** What the console would find after honest work: files in scope, and every check passed. */
export async function goodObservation(
  world: Pick<ProtocolWorld, 'keep' | 'clock'>,
  { dispatch_id, acceptance_criteria }: Dispatch,
  paths: readonly string[],
): Promise<Observed> {
  const at = new Date(world.clock.now()).toISOString()
  const checks: Observed['checks'] = []
  for (const { criterion_id, check } of acceptance_criteria)
    if (check !== undefined)
      checks.push({
        ...{ criterion_ref: criterion_id, state: 'passed', exit_code: 0, detail: '', sandbox: 'test' },
        output: await world.keep(`check-${dispatch_id}-${criterion_id}`),
        ...{ started_at: at, finished_at: at },
      })
  const touched = paths.map((path) => ({
    ...{ path, change: 'added' as const, before_sha256: null, after_sha256: sha256(path) },
  }))
  const diff = await world.keep(`diff-${dispatch_id}`)
  return { workspace: { files: touched, out_of_scope: [], complete: true, diff }, checks, observed_at: at }
}
