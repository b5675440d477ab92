import * as z from 'zod'
import type { CorrelationId, TaskId } from '../../../contract/ids.ts'
import { Timestamp } from '../../../contract/ids.ts'
import type { ExternalRef, Task } from '../../../contract/task.ts'
import { sha256 } from '../kernel/sha256.ts'
import { EMPTY_TASK } from '../tasks/task-service.ts'
import { type CommitLookup, mapCiEvent } from './github-ci.ts'
import type { Mapping, TaskIntent } from './task-mapping.ts'

export interface GithubDelivery {
  /** `X-GitHub-Event`. */
  readonly event: string
  readonly payload: unknown
  /** When it was received. */
  readonly now: string
}

const time = z.nullish(Timestamp).catch(null)
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
  updated_at: time,
  head: z.looseObject({ sha: text }).nullish(),
})
const SubjectEvent = z.looseObject({
  action: text,
  repository: z.looseObject({ full_name: z.string().min(1).max(300) }),
  issue: Subject.optional(),
  pull_request: Subject.optional(),
})
type Subject = z.infer<typeof Subject>

/** One task per repository and number; GitHub counts issues and pull requests together. */
export function githubTaskId(repository: string, number: number): TaskId {
  return `gh-${sha256(`github:${repository.toLowerCase()}#${number}`).slice(0, 12)}` as TaskId
}

/** What a signed GitHub delivery means. Pure; a payload of an unknown shape is `recorded`, never an error. */
export function mapGithub(delivery: GithubDelivery, atCommit: CommitLookup): Mapping {
  const { event } = delivery
  if (event === 'ping') return { kind: 'ping' }
  if (event === 'issues' || event === 'pull_request') return mapSubject(delivery)
  return mapCiEvent(delivery, atCommit, githubTaskId)
}

function mapSubject(delivery: GithubDelivery): Mapping {
  const parsed = SubjectEvent.safeParse(delivery.payload)
  const subject = parsed.data?.[delivery.event === 'issues' ? 'issue' : 'pull_request']
  if (parsed.data === undefined || subject === undefined) return { kind: 'recorded' }
  const { action } = parsed.data
  const ref = refOf(delivery.event, parsed.data.repository.full_name, subject)
  const task_id = githubTaskId(ref.repository, ref.number)
  const creates = action === 'opened' || action === 'reopened'
  const upsert: TaskIntent['upsert'] = (current) => {
    if (current === null)
      return creates ? { change: 'task_created', task: newTask(task_id, ref, subject, delivery.now) } : null
    const next = updatedTask(current, ref, subject, delivery.now)
    return next === null ? null : { change: 'task_updated', task: next }
  }
  return { kind: 'tasks', intents: [{ task_id, upsert }] }
}

function refOf(event: string, repository: string, subject: Subject): ExternalRef {
  return {
    kind: event === 'issues' ? 'github_issue' : 'github_pull_request',
    repository,
    number: subject.number,
    url: subject.html_url.slice(0, 2000) || null,
    state: subject.state.slice(0, 40) || null,
    head_commit: subject.head?.sha.slice(0, 64) || null,
    updated_at: subject.updated_at ?? null,
  }
}

/** Title and body as they came; an empty body falls back to the title, so that there is something to decide on. */
function wordsOf(subject: Subject): Pick<Task, 'title' | 'request_text'> {
  return { title: subject.title.slice(0, 500), request_text: (subject.body || subject.title).slice(0, 200_000) }
}

function newTask(task_id: TaskId, external_ref: ExternalRef, subject: Subject, now: string): Task {
  return {
    task_id,
    source: 'github',
    created_at: now,
    correlation_id: task_id as string as CorrelationId,
    status: 'pending',
    updated_at: now,
    acceptance_criteria: [],
    declared_scope: [],
    allow_external_publish: false,
    ...wordsOf(subject),
    ...EMPTY_TASK,
    external_ref,
  }
}

/**
 * The task after a later event, or null when the event is older than what the task holds or says nothing new.
 * When the words or the commit change after a decision, the decision no longer covers them and is taken back; a new commit has no CI yet.
 */
function updatedTask(current: Task, ref: ExternalRef, subject: Subject, now: string): Task | null {
  const held = current.external_ref
  if (held !== null && isOlder(ref.updated_at, held.updated_at)) return null
  const words = wordsOf(subject)
  const external_ref = { ...ref, head_commit: ref.head_commit ?? held?.head_commit ?? null }
  const sameWords = current.title === words.title && current.request_text === words.request_text
  const sameCommit = held?.head_commit === external_ref.head_commit
  if (sameWords && sameCommit && held?.state === ref.state && held.url === ref.url) return null
  const decision = sameWords && sameCommit ? {} : { verdict: null, admin_approved: false }
  const ci = sameCommit ? {} : { ci_status: null }
  return { ...current, ...words, external_ref, ...decision, ...ci, updated_at: now, version: current.version + 1 }
}

/** Whether instant `a` lies before instant `b`; an unknown instant is not older. */
function isOlder(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && Date.parse(a) < Date.parse(b)
}
