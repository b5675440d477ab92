import type { IngressSource } from '../../../contract/assurance.ts'
import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { DeliveryOutcome } from '../../../contract/delivery.ts'
import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { Task } from '../../../contract/task.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import { AppError } from '../kernel/app-error.ts'
import type { Call } from '../kernel/call.ts'
import type { OutsideChange, TaskService, Upserted } from '../tasks/task-service.ts'
import type { DeliveryBodies } from './delivery-bodies.ts'
import type { DeliveryIndex, DeliveryName, DeliveryRecord } from './delivery-index.ts'
import type { Mapper, TaskIntent } from './task-mapping.ts'

export interface IntentsDone {
  readonly outcome: DeliveryOutcome
  /** Tasks that the delivery changed or that it is about, as far as they exist. */
  readonly task_ids: readonly string[]
}

type Named = DeliveryName & { readonly event: string }

/** Carries out what a delivery wants of tasks, and then what earlier deliveries that waited for those tasks want. */
export interface IntentRunner {
  /** `known`: what was already done for the delivery before a crash; null when nothing was. */
  run(call: Call, delivery: Named, intents: readonly TaskIntent[], known: DeliveryRecord | null): Promise<IntentsDone>
}

export interface IntentParts {
  readonly log: EventLog
  readonly index: DeliveryIndex
  readonly bodies: DeliveryBodies
  readonly tasks: TaskService
  readonly evidence: EvidenceStore
  readonly mappers: Readonly<Record<IngressSource, Mapper>>
}

/** What a delivery came to is the first of these that happened to any of its tasks. */
const RANK: readonly DeliveryOutcome[] = [
  'task_created',
  'task_amended',
  'task_updated',
  'duplicate',
  'stale',
  'unchanged',
]

/** Two are enough: all that names the task, then all about its commit. Deliveries of the same second could go on for ever. */
const MAX_ROUNDS = 4

export function createIntentRunner(parts: IntentParts): IntentRunner {
  const { log, index, bodies, tasks } = parts

  /** Only evidence that the task will refer to is kept: a message that comes again brings nothing new. */
  async function upsertWithEvidence(call: Call, delivery: Named, intent: TaskIntent): Promise<Upserted> {
    const notes = { source: delivery.source, delivery_id: delivery.delivery_id }
    let kept: readonly EvidenceRef[] | null = intent.evidence.length === 0 ? [] : null
    for (;;) {
      let missing = false
      const done = await tasks.upsert(
        call,
        intent.task_id,
        (current) => {
          const answer = intent.upsert(current, kept ?? [])
          missing = kept === null && answer !== null && 'task' in answer
          return missing ? null : answer
        },
        notes,
      )
      if (!missing) return done
      kept = await Promise.all(intent.evidence.map((draft) => parts.evidence.keep(draft)))
    }
  }

  async function apply(call: Call, delivery: Named, intent: TaskIntent, waited: boolean): Promise<Upserted> {
    const done = await upsertWithEvidence(call, delivery, intent)
    // Of what waited, most is older than the task by then; that was recorded when it came.
    if (waited || done.answer === null) return done
    const note = (type: AuditEventType, data: Readonly<Record<string, string>>): Promise<unknown> =>
      log.record({
        ...{ type, actor: call.actor, task_id: intent.task_id, route: null, status: null },
        ...{ correlation_id: tasks.correlationOf(intent.task_id), data: { ...delivery, ...data } },
      })
    if ('stale' in done.answer) await note('stale_event_rejected', done.answer.stale)
    if ('duplicate' in done.answer) await note('telegram_dedup_hit', {})
    return done
  }

  /**
   * Deliveries about `keys`, applied to this one task. What they change may lead to further ones, or back to some: a commit that was left
   * and returned to has its checks again. The one that looks is among them: an edit before it may take its place in between.
   */
  async function applyWaiting(call: Call, intent: TaskIntent, first: readonly string[]): Promise<void> {
    let keys = first
    for (let round = 0; keys.length > 0 && round < MAX_ROUNDS; round += 1) {
      const next = new Set<string>()
      for (const name of index.about(keys)) {
        for (const { waiting, event } of await waitingIntents(name, intent.task_id)) {
          const done = await apply(call, { ...name, event }, waiting, true)
          for (const key of newKeys(waiting, done)) next.add(key)
        }
      }
      keys = [...next]
    }
  }

  async function waitingIntents(name: DeliveryName, taskId: string) {
    const stored = await bodies.read(name.source, name.delivery_id)
    if (stored === null) return []
    const { event, delivery_id, received_at, assurance } = stored
    const payload: unknown = JSON.parse(Buffer.from(stored.raw).toString())
    const { work } = parts.mappers[name.source]({ event, delivery_id, received_at, assurance, payload })
    const intents = work.kind === 'tasks' ? work.intents : []
    return intents.filter((waiting) => waiting.task_id === taskId).map((waiting) => ({ waiting, event }))
  }

  return {
    run: async (call, delivery, intents, known) => {
      const written = new Map((known?.writes ?? []).map((event) => [event.task_id ?? '', event.type as OutsideChange]))
      const outcomes: DeliveryOutcome[] = []
      const touched = new Set<string>()
      let unreadable: string | null = null
      for (const intent of intents) {
        const before = written.get(intent.task_id)
        // After a crash: what was already written says nothing new, unless something that waited took its place; and what waited may be
        // still to do. A file that somebody took away since then stays away.
        const again = before !== undefined
        const gone = again && tasks.find(intent.task_id) === null
        const done = gone ? null : await apply(call, delivery, intent, again)
        const task = tasks.find(intent.task_id)
        if (task === null) {
          if (done !== null && done.entry !== null) unreadable = intent.task_id
          continue
        }
        touched.add(intent.task_id)
        outcomes.push(before === undefined ? outcomeOf(done) : before)
        const keys = again || done === null ? intent.seek(task) : newKeys(intent, done)
        await applyWaiting(call, intent, keys)
      }
      // The delivery is kept as a dead letter until the file can be changed again.
      if (unreadable !== null)
        throw new AppError(
          'task_file_invalid',
          `ssot/${unreadable}.json is not valid, so the delivery was not applied to it.`,
        )
      const outcome = RANK.find((rank) => outcomes.includes(rank)) ?? 'recorded'
      return { outcome, task_ids: [...touched] }
    },
  }
}

/** Keys under which others may wait that did not lead to the task before. */
function newKeys(intent: TaskIntent, done: Upserted): readonly string[] {
  const after = done.change === null ? null : (done.entry?.task ?? null)
  if (after === null) return []
  const old = new Set(keysOf(intent, done.before?.task ?? null))
  return keysOf(intent, after).filter((key) => !old.has(key))
}

const keysOf = (intent: TaskIntent, task: Task | null): readonly string[] => (task === null ? [] : intent.seek(task))

function outcomeOf(done: Upserted | null): DeliveryOutcome {
  if (done?.change) return done.change
  if (done?.answer === null || done === null) return 'unchanged'
  if ('stale' in done.answer) return 'stale'
  return 'duplicate' in done.answer ? 'duplicate' : 'unchanged'
}
