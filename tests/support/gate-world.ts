import type { Approval } from '../../contract/approval.ts'
import type { AuditEvent } from '../../contract/audit-event.ts'
import type { CorrelationId, TaskId } from '../../contract/ids.ts'
import type { JsonObject } from '../../contract/json-object.ts'
import { Policy, type PolicyView } from '../../contract/policy.ts'
import { Task } from '../../contract/task.ts'
import type { SideEffectLevel, ToolCall, ToolRun } from '../../contract/tool.ts'
import { createApprovalService } from '../../main/core/approvals/approval-service.ts'
import { createTwoPeople } from '../../main/core/approvals/two-people.ts'
import { createEventHub } from '../../main/core/broadcast/event-hub.ts'
import { AppError } from '../../main/core/kernel/app-error.ts'
import type { Call } from '../../main/core/kernel/call.ts'
import { canonicalJson } from '../../main/core/kernel/canonical-json.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { decide } from '../../main/core/policy/decide.ts'
import { decisionFacts } from '../../main/core/policy/decision-facts.ts'
import { subjectOf } from '../../main/core/policy/subject.ts'
import { createOwedOutcomes } from '../../main/core/tasks/owed-outcomes.ts'
import { summaryOf } from '../../main/core/tasks/task-entry.ts'
import { encodeTask } from '../../main/core/tasks/task-file.ts'
import { createPublishDryRun } from '../../main/core/tools/file/publish-dry-run.ts'
import { createRunLines } from '../../main/core/tools/run-lines.ts'
import { createTimeNow } from '../../main/core/tools/time/time-now.ts'
import type { Tool } from '../../main/core/tools/tool.ts'
import { createToolRegistry } from '../../main/core/tools/tool-registry.ts'
import { createToolService } from '../../main/core/tools/tool-service.ts'
import { createManualTimers } from './manual-timers.ts'
import { memoryBook } from './memory-book.ts'
import { memoryEvidence } from './memory-evidence.ts'
import { createMemoryLog } from './memory-log.ts'
import { memoryTaskStore } from './memory-task-store.ts'
import { memoryWorkFolders } from './memory-work-folders.ts'

export const START_MS = Date.parse('2026-01-31T09:30:00.000Z')
export const AGENT: Call = {
  actor: { sub: 'agent', scopes: ['tool_runner'], door: 'http' },
  correlation_id: 'req-agent',
}
/** At the console. */
export const person = (name: string): Call => ({
  actor: { sub: `operator:${name}`, scopes: ['admin'], door: 'console' },
  correlation_id: `req-${name}`,
})
/** The Telegram user 7 is the operator anna; of other users it is not known who they are. */
const TELEGRAM_NAMES: ReadonlyMap<number, string> = new Map([[7, 'anna']])
export const PUBLISH: JsonObject = { title: 'News', body: 'It is out.', target: 'blog' }

/** One process: what it runs, and how long it lives. */
export interface Life {
  readonly tools: readonly Tool[]
  /** How long the disk takes for a line. */
  pause(): Promise<void>
  /** Throws when the process is dead. */
  alive(): void
  /** Throws when the disk takes nothing. */
  hasRoom(): void
}

/** A disk in memory with a log, tasks and a policy, and consoles that start on it one after the other. */
export function createGateWorld() {
  const timers = createManualTimers(START_MS)
  const { clock } = timers
  const log = createMemoryLog()
  const book = memoryBook(log.events)
  const files = new Map<string, string>()
  const evidence = memoryEvidence()
  const work = memoryWorkFolders()
  let made = 0
  const ids = { hex: (bytes: number) => (++made).toString(16).padStart(bytes * 2, '0') }
  let policy = viewOf({ version: 1, rules: BUILT_IN })
  const watchers = new Set<(now: PolicyView, before: PolicyView) => void>()

  function setPolicy(next: unknown): void {
    const before = policy
    policy = viewOf(next)
    for (const watcher of watchers) watcher(policy, before)
  }

  files.set('t1', encodeTask(taskOf({ allow_external_publish: true })))
  const store = memoryTaskStore(files, () => undefined)

  /** A console on this disk, as it is right after its start. */
  async function boot(life: Life) {
    const hub = createEventHub({ capacity: 10, startSeq: 0, clock })
    const disk = {
      ...log,
      record: async (draft: Parameters<typeof log.record>[0]) => {
        await life.pause()
        life.alive()
        life.hasRoom()
        const written = await log.record(draft)
        life.alive()
        return written
      },
    }
    const source = {
      current: () => policy,
      onChange: (watcher: (now: PolicyView, before: PolicyView) => void) => {
        watchers.add(watcher)
        return () => {
          watchers.delete(watcher)
        }
      },
    }
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const shared = { log: disk, hub, clock, ids, timers, logger, tasks: store, policy: source, decide }
    const approvals = createApprovalService({
      ...{ ...shared, index: book.approvals, areTwoPeople: createTwoPeople(TELEGRAM_NAMES) },
    })
    const owed = createOwedOutcomes(disk)
    const tools = createToolService({
      ...{ ...shared, approvals, evidence, owed, subjectOf, index: book.runs, work },
      registry: createToolRegistry([createTimeNow(clock), ...life.tools]),
      lines: createRunLines({ log: disk, hub, owed }),
      room: { admit: async () => null },
      cancelLines: (taskId) =>
        log.events.filter(({ type, task_id }) => type === 'tool_call_cancelled' && task_id === taskId),
      notesOf: (input) => ({ facts: decisionFacts(input) }),
    })
    await approvals.start()
    await tools.start()
    /** Writes the task file, as the console does, and tells of it. */
    async function changeTask(change: Partial<Task>): Promise<void> {
      const { entry } = await store.exclusive('t1', async () => {
        const before = store.index.get('t1')?.task as Task
        const staged = await store.stage('t1', encodeTask({ ...before, ...change, version: before.version + 1 }))
        return (await staged.commit()) as { entry: Parameters<typeof summaryOf>[0] }
      })
      const { seq, ts } = { seq: log.events.length, ts: new Date(clock.now()).toISOString() }
      const subject = { correlation_id: 'c1', task_id: 't1' as TaskId }
      hub.publish('task_updated', { seq, ts, ...subject, task: summaryOf(entry) })
    }
    return { approvals, tools, hub, owed, changeTask }
  }

  return { timers, clock, log, book, files, store, evidence, work, ids, setPolicy, policy: () => policy, boot }
}

export type GateWorld = ReturnType<typeof createGateWorld>
export type GateConsole = Awaited<ReturnType<GateWorld['boot']>>

/** A console that never dies, with the tools of the house. */
export async function openGate() {
  const world = createGateWorld()
  const always = { pause: async () => undefined, alive: () => undefined, hasRoom: () => undefined }
  const life = { tools: [createPublishDryRun(world.clock)], ...always }
  return { ...world, ...(await world.boot(life)), again: () => world.boot(life) }
}

const BUILT_IN = [
  { id: 'reading', match: { levels: ['read_only'] }, effect: 'allow' },
  { id: 'the-rest', match: { levels: ['local_write', 'external_notify', 'external_publish'] }, effect: 'ask' },
]

export const askRule = (terms: object) => ({
  version: 1,
  approvals: { denial_cool_down_seconds: 600 },
  rules: [{ id: 'ask-it', match: { levels: ['external_publish'] }, effect: 'ask', ...terms }],
})

function viewOf(policy: unknown): PolicyView {
  const parsed = Policy.parse(policy)
  const text = canonicalJson(parsed)
  const at = new Date(START_MS).toISOString()
  return {
    ...{ sha256: sha256(text), origin: 'file', path: 'policy.yaml', loaded_at: at },
    ...{ text, policy: parsed, lint: [], refused: null },
  }
}

function taskOf(given: Partial<Task>): Task {
  return Task.parse({
    ...{ task_id: 't1', source: 'api', request_text: 'Publish the news', correlation_id: 'c1' },
    ...{ created_at: '2026-01-31T09:00:00.000Z', ...given },
  })
}

export function callOf(given: {
  tool?: string
  args?: JsonObject
  level?: SideEffectLevel
  key?: string
  task?: string
  correlation?: string
}): ToolCall {
  return {
    tool: given.tool ?? 'file.publish_dry_run',
    args: given.args ?? PUBLISH,
    side_effect_level: given.level ?? 'external_publish',
    task_id: (given.task ?? 't1') as TaskId,
    correlation_id: (given.correlation ?? 'c1') as CorrelationId,
    idempotency_key: given.key ?? 'key-00000001',
  }
}

/** The refusal of a call, with its extensions. Fails when it was carried out. */
export async function refusalOf(work: Promise<unknown>): Promise<{ code: string; extras: AppError['extras'] }> {
  try {
    await work
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, extras: error.extras }
    throw error
  }
  throw new Error('it was not refused')
}

export const approvalIn = (event: AuditEvent): Approval => event.data['approval'] as unknown as Approval
export const runIn = (event: AuditEvent): ToolRun => event.data['run'] as unknown as ToolRun
