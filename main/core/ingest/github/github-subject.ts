import * as z from 'zod'
import type { Assurance } from '../../../../contract/assurance.ts'
import type { CorrelationId, TaskId } from '../../../../contract/ids.ts'
import type { ExternalRef } from '../../../../contract/outside-refs.ts'
import type { Task } from '../../../../contract/task.ts'
import { EMPTY_TASK, type UpsertAnswer } from '../../tasks/task-service.ts'
import { ciStatusAt } from '../ci-status.ts'
import type { MappedDelivery, Mapping, TaskIntent } from '../task-mapping.ts'
import { seekOfGithubTask, subjectKey } from './github-keys.ts'
import { latestInstant } from './github-time.ts'
import { orderKey, type Shown } from './order-key.ts'

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const Subject = z.looseObject({
  number: z.int().positive(),
  title: text,
  body: text,
  html_url: text,
  state: text,
  updated_at: z.unknown().optional(),
  head: z.looseObject({ sha: z.string().min(1).max(64) }).optional(),
})
const SubjectEvent = z.looseObject({
  action: text,
  repository: z.looseObject({ full_name: z.string().min(1).max(300) }),
  issue: Subject.optional(),
  pull_request: Subject.required({ head: true }).optional(),
})
type Subject = z.infer<typeof Subject>

/** An issue or pull request as one event shows it, whole. */
interface Snapshot {
  readonly title: string
  readonly request_text: string
  readonly external_ref: ExternalRef
  readonly assurance: Assurance
  /** When it was received; becomes the instant of the change. */
  readonly received_at: string
}

/**
 * `issues` and `pull_request` events: each shows the whole subject, so the task holds the latest by the payload's own `updated_at`, and
 * within its second by the order key, whatever the order of arrival. Only `opened` and `reopened` make a task; other events wait until there is one.
 */
export function mapSubject(
  delivery: MappedDelivery,
  taskIdOf: (repository: string, number: number) => TaskId,
): Mapping | null {
  const parsed = SubjectEvent.safeParse(delivery.payload)
  const subject = parsed.data?.[delivery.event === 'issues' ? 'issue' : 'pull_request']
  if (parsed.data === undefined || subject === undefined) return null
  const { action, repository } = parsed.data
  const snapshot = snapshotOf(delivery, action, repository.full_name, subject)
  const task_id = taskIdOf(repository.full_name, subject.number)
  const creates = action === 'opened' || action === 'reopened'
  const upsert: TaskIntent['upsert'] = (current) => {
    if (current !== null) return answerTo(current, snapshot)
    return creates ? { change: 'task_created', task: newTask(task_id, snapshot) } : null
  }
  return {
    work: { kind: 'tasks', intents: [{ task_id, upsert, evidence: [], seek: seekOfGithubTask }] },
    about: [subjectKey(repository.full_name, subject.number)],
    event_at: snapshot.external_ref.updated_at,
  }
}

function snapshotOf(delivery: MappedDelivery, action: string, repository: string, subject: Subject): Snapshot {
  const { event, delivery_id, received_at, assurance } = delivery
  const shown: Shown = {
    // As they came; an empty body falls back to the title, so that there is something to decide on.
    title: subject.title.slice(0, 500),
    request_text: (subject.body || subject.title).slice(0, 200_000),
    external_ref: {
      kind: event === 'issues' ? 'github_issue' : 'github_pull_request',
      repository,
      number: subject.number,
      url: subject.html_url.slice(0, 2000) || null,
      state: subject.state.slice(0, 40) || null,
      head_commit: subject.head?.sha ?? null,
      updated_at: latestInstant([subject.updated_at], received_at),
    },
  }
  const order_key = orderKey(delivery_id, action, shown)
  return {
    ...shown,
    external_ref: { ...shown.external_ref, order_key, received_at: null },
    ...{ assurance, received_at },
  }
}

function newTask(task_id: TaskId, { received_at, ...shown }: Snapshot): Task {
  return {
    task_id,
    source: 'github',
    created_at: received_at,
    correlation_id: task_id as string as CorrelationId,
    status: 'pending',
    updated_at: received_at,
    acceptance_criteria: [],
    declared_scope: [],
    allow_external_publish: false,
    ...EMPTY_TASK,
    ...shown,
  }
}

/**
 * The task after an event about it. When the words or the commit change after a decision, the decision no longer covers them and is
 * taken back; of the checks only those of the new commit stay. A later event that shows the same is kept too: otherwise one from
 * between the two would pass for the latest.
 */
function answerTo(current: Task, { received_at, ...shown }: Snapshot): UpsertAnswer | null {
  const held = current.external_ref
  if (held?.kind === 'xcode_build') return null
  const age = held === null ? 1 : compareAge(shown.external_ref, received_at, held)
  if (held !== null && age < 0)
    return { stale: { event_at: shown.external_ref.updated_at ?? 'unknown', held_at: held.updated_at ?? 'unknown' } }
  // What two deliveries say alike is as sure as the surer of them.
  if (age === 0 && (current.assurance === shown.assurance || shown.assurance !== 'signed')) return null
  const sameWords = current.title === shown.title && current.request_text === shown.request_text
  const sameCommit = (held?.head_commit ?? null) === shown.external_ref.head_commit
  const decision = sameWords && sameCommit ? {} : { verdict: null, admin_approved: false }
  const ci = sameCommit ? {} : { ci_status: ciStatusAt(current.ci_status, shown.external_ref.head_commit) }
  const task = { ...current, ...shown, ...decision, ...ci, updated_at: received_at, version: current.version + 1 }
  return { change: 'task_updated', task }
}

/**
 * Below 0 when `shown` is older than what is held, 0 when it is the same. An unknown instant lies before every known one. Older files
 * hold no order key: there, within a second, what was received later counts.
 */
function compareAge(shown: ExternalRef, receivedAt: string, held: ExternalRef): number {
  const bySecond = instantMs(shown.updated_at) - instantMs(held.updated_at)
  if (bySecond !== 0) return bySecond
  if (held.order_key === null) return instantMs(receivedAt) < instantMs(held.received_at) ? -1 : 1
  const key = shown.order_key ?? ''
  return Number(key > held.order_key) - Number(key < held.order_key)
}

const instantMs = (instant: string | null): number => (instant === null ? 0 : Date.parse(instant))
