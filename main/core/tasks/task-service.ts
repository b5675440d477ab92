import type { CorrelationId, Sha256, TaskId } from '../../../contract/ids.ts'
import type { CreateTask, Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import { conflict, withoutBase } from './stale-write.ts'
import { titleFrom } from './task-engine.ts'
import type { TaskEntry } from './task-entry.ts'
import { checkTaskSize } from './task-file.ts'
import { type TaskChange, type WriteNotes, type WriterParts, writeTask } from './write-task.ts'

export interface DecisionInput {
  readonly decision: 'approve' | 'reject'
  readonly comment: string | null
  /** The sha of what the decider saw; null when none was given, which is refused. */
  readonly base_sha: Sha256 | null
  /** What the audit line says besides. */
  readonly notes?: WriteNotes
}

/** What a step of the protocol makes of a task, and the audit line that says so. Version and time of the change are filled in. */
export interface TaskStep {
  readonly task: Task
  readonly change: Exclude<TaskChange, 'task_created' | 'task_amended' | 'task_rejected'>
  readonly notes: WriteNotes
}

/** What events from outside do to tasks. */
export type OutsideChange = Extract<TaskChange, 'task_created' | 'task_updated' | 'task_amended'>

/**
 * What an event from outside makes of a task: its new content; `stale`: the event is older than what the task holds; `duplicate`: the
 * task exists because of the same message; null: nothing changes.
 */
export type Upsert = (current: Task | null) => UpsertAnswer | null
export type UpsertAnswer =
  | { readonly task: Task; readonly change: OutsideChange }
  | { readonly stale: { readonly event_at: string; readonly held_at: string } }
  | { readonly duplicate: true }

/** How often an event from outside is tried against a file that another program keeps changing. */
const UPSERT_ATTEMPTS = 10

/** The only place that changes task files. */
export interface TaskService {
  /** The valid task. Throws `task_not_found` or `task_file_invalid`. */
  get(taskId: string): { readonly entry: TaskEntry; readonly task: Task }
  /** The valid task, or null. */
  find(taskId: string): Task | null
  /** The correlation id of the task; for a task that does not exist yet, the id that it will have as its own. */
  correlationOf(taskId: TaskId): string
  /** Throws `task_exists`, `storage_failed`, `audit_unavailable`. */
  create(call: Call, input: CreateTask): Promise<TaskEntry>
  /**
   * Throws `task_not_found`, `task_file_invalid`, `precondition_required` without a sha, `write_conflict` when the task is not what was
   * seen, `storage_failed`, `audit_unavailable`. A decision that is not taken because of its sha leaves a line `write_conflict`.
   */
  decide(call: Call, taskId: TaskId, input: DecisionInput): Promise<TaskEntry>
  /**
   * Carries out a step of the protocol: `make` looks at the task as it stands and says what becomes of it; null: nothing. It is asked
   * again when another program was faster. `seen`: the sha of what the caller saw, null inside when none was given; null when the step
   * depends on nothing but the task as it stands. Throws what `make` throws, `task_not_found`, `task_file_invalid`,
   * `precondition_required`, `write_conflict`, `storage_failed`, `audit_unavailable`.
   */
  step(
    call: Call,
    taskId: TaskId,
    seen: { readonly base_sha: Sha256 | null } | null,
    make: (now: { readonly entry: TaskEntry; readonly task: Task }) => TaskStep | null | Promise<TaskStep | null>,
  ): Promise<TaskEntry>
  /**
   * Applies an event from outside. `change` is null when the file was not written; `answer` is what `change` made of the task as it
   * stood. An invalid file is not touched. Throws `write_conflict` only when another program keeps changing the file.
   */
  upsert(call: Call, taskId: TaskId, change: Upsert, notes: WriteNotes): Promise<Upserted>
}

export interface Upserted {
  readonly before: TaskEntry | null
  readonly entry: TaskEntry | null
  readonly change: OutsideChange | null
  readonly answer: UpsertAnswer | null
}

export function createTaskService(parts: WriterParts & { clock: Clock; ids: IdSource }): TaskService {
  const { store, log, clock, ids } = parts

  function get(taskId: string): { entry: TaskEntry; task: Task } {
    const entry = store.index.get(taskId)
    if (entry === undefined) throw new AppError('task_not_found', `No task ${taskId}.`)
    if (entry.task === null) {
      const reason = entry.invalid_reason ?? 'unknown'
      throw new AppError('task_file_invalid', `ssot/${taskId}.json is not valid: ${reason}.`, {
        base_sha: entry.base_sha,
        reason,
      })
    }
    return { entry, task: entry.task }
  }

  /** `given` null: the write did not say what it is based on. */
  async function noteConflict(call: Call, taskId: TaskId, given: Sha256 | null, current: Sha256 | null): Promise<void> {
    const data = { given_sha: given, base_sha: current, ...(given === null ? { missing: true } : {}) }
    const subject = { actor: call.actor, correlation_id: call.correlation_id, task_id: taskId }
    await log.record({ type: 'write_conflict', ...subject, route: null, status: null, data })
  }

  return {
    get,
    find: (taskId) => store.index.get(taskId)?.task ?? null,
    correlationOf: (taskId) => store.index.get(taskId)?.task?.correlation_id ?? taskId,
    create: (call, input) => {
      const taskId = input.task_id ?? (ids.hex(6) as TaskId)
      return store.exclusive(taskId, async () => {
        if (store.index.get(taskId) !== undefined)
          throw new AppError('task_exists', `Task ${taskId} exists.`, { task_id: taskId })
        return writeTask(parts, call, 'task_created', null, newTask(taskId, call, timestamp(clock), input), {})
      })
    },
    decide: (call, taskId, input) =>
      store.exclusive(taskId, async () => {
        const { entry, task } = get(taskId)
        const onTask = { ...call, correlation_id: task.correlation_id }
        if (input.base_sha !== entry.base_sha) {
          await noteConflict(onTask, taskId, input.base_sha, entry.base_sha)
          throw input.base_sha === null ? withoutBase(entry) : conflict(taskId, entry)
        }
        const decided = decidedTask(task, input, call, timestamp(clock))
        const change = input.decision === 'approve' ? 'task_approved' : 'task_rejected'
        try {
          return await writeTask(parts, onTask, change, entry, decided, { comment: input.comment, ...input.notes })
        } catch (error) {
          if (isConflict(error)) await noteConflict(onTask, taskId, input.base_sha, shaOf(store.index.get(taskId)))
          throw error
        }
      }),
    step: (call, taskId, seen, make) =>
      store.exclusive(taskId, async () => {
        for (let attempt = 1; ; attempt += 1) {
          const { entry, task } = get(taskId)
          const onTask = { ...call, correlation_id: task.correlation_id }
          if (seen !== null && seen.base_sha !== entry.base_sha) {
            await noteConflict(onTask, taskId, seen.base_sha, entry.base_sha)
            throw seen.base_sha === null ? withoutBase(entry) : conflict(taskId, entry)
          }
          const step = await make({ entry, task })
          if (step === null) return entry
          const next = { ...step.task, updated_at: timestamp(clock), version: task.version + 1 }
          checkTaskSize(next)
          try {
            return await writeTask(parts, onTask, step.change, entry, next, step.notes)
          } catch (error) {
            if (!isConflict(error) || attempt >= UPSERT_ATTEMPTS) throw error
          }
        }
      }),
    upsert: (call, taskId, change, notes) =>
      store.exclusive(taskId, async () => {
        for (let attempt = 1; ; attempt += 1) {
          const before = store.index.get(taskId) ?? null
          if (before !== null && before.task === null) return { before, entry: before, change: null, answer: null }
          const answer = change(before?.task ?? null)
          if (answer === null || !('task' in answer)) return { before, entry: before, change: null, answer }
          const onTask = { ...call, correlation_id: answer.task.correlation_id }
          try {
            const said = { ...notes, ...withdrawal(before?.task ?? null, answer.task) }
            const entry = await writeTask(parts, onTask, answer.change, before, answer.task, said)
            return { before, entry, change: answer.change, answer }
          } catch (error) {
            // Another program was faster: the event is applied to what that one wrote.
            if (!isConflict(error)) throw error
            if (attempt < UPSERT_ATTEMPTS) continue
            await noteConflict(onTask, taskId, shaOf(before), shaOf(store.index.get(taskId)))
            throw error
          }
        }
      }),
  }
}

const isConflict = (error: unknown): boolean => error instanceof AppError && error.code === 'write_conflict'

const shaOf = (entry: TaskEntry | null | undefined): Sha256 | null => entry?.base_sha ?? null

/** A decision that the change takes back goes into its audit line: the task file holds only the latest. */
function withdrawal(before: Task | null, after: Task): WriteNotes {
  const verdict = before?.verdict ?? null
  if (verdict === null || after.verdict !== null) return {}
  const { decision, decided_by, decided_at } = verdict
  return { decision_withdrawn: { decision, decided_by, decided_at } }
}

function newTask(taskId: TaskId, call: Call, now: string, input: CreateTask): Task {
  return {
    task_id: taskId,
    source: input.source,
    // Whoever creates a task here has shown a token, or is the local operator.
    assurance: 'token',
    request_text: input.request_text,
    created_at: now,
    correlation_id: call.correlation_id as CorrelationId,
    status: 'pending',
    title: input.title ?? titleFrom(input.request_text),
    updated_at: now,
    acceptance_criteria: input.acceptance_criteria,
    declared_scope: input.declared_scope,
    allow_external_publish: input.allow_external_publish,
    ...EMPTY_TASK,
  }
}

/** What every new task begins with. */
export const EMPTY_TASK = {
  requested_by: null,
  admin_approved: false,
  ci_status: null,
  chat_id: null,
  message_id: null,
  external_ref: null,
  build: null,
  amendments: [],
  attachments: [],
  evidence: [],
  rounds: [],
  locks: [],
  verdict: null,
  issues: [],
  version: 1,
} satisfies Partial<Task>

function decidedTask(task: Task, input: DecisionInput, call: Call, now: string): Task {
  const approved = input.decision === 'approve'
  return {
    ...task,
    verdict: {
      decision: input.decision,
      comment: input.comment,
      decided_by: call.actor.sub,
      decided_at: now,
      door: call.actor.door,
    },
    admin_approved: approved,
    updated_at: now,
    version: task.version + 1,
  }
}
