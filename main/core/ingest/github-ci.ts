import * as z from 'zod'
import { type TaskId, Timestamp } from '../../../contract/ids.ts'
import type { CiStatus, Task } from '../../../contract/task.ts'
import type { Mapping, TaskIntent } from './task-mapping.ts'

/** Ids of the tasks whose external reference stands at this commit. */
export type CommitLookup = (repository: string, commit: string) => readonly string[]

const word = z.string().nullish().catch(null)
const Repository = z.looseObject({ full_name: z.string().min(1).max(300) })
const Run = z.looseObject({
  name: word,
  head_sha: word,
  status: word,
  conclusion: word,
  html_url: word,
  updated_at: word,
  completed_at: word,
  started_at: word,
  app: z.looseObject({ name: word }).nullish().catch(null),
  pull_requests: z
    .array(z.looseObject({ number: z.int().positive() }))
    .nullish()
    .catch(null),
})
type Run = z.infer<typeof Run>
const RunEvent = z.looseObject({
  repository: Repository,
  workflow_run: Run.optional(),
  check_suite: Run.optional(),
  check_run: Run.optional(),
})
const StatusEvent = z.looseObject({
  repository: Repository,
  sha: z.string(),
  state: z.string(),
  context: word,
  target_url: word,
  updated_at: word,
})

const RUN_EVENTS = ['workflow_run', 'check_suite', 'check_run'] as const

/** `workflow_run`, `check_suite`, `check_run` and `status` set `ci_status` of the tasks they concern; anything else is `recorded`. */
export function mapCiEvent(
  delivery: { readonly event: string; readonly payload: unknown; readonly now: string },
  atCommit: CommitLookup,
  taskIdOf: (repository: string, number: number) => TaskId,
): Mapping {
  if (delivery.event === 'status') {
    const parsed = StatusEvent.safeParse(delivery.payload)
    if (!parsed.success) return { kind: 'recorded' }
    const { repository, sha, state, context, target_url, updated_at } = parsed.data
    const ci = status(
      stateOfCommitStatus(state),
      context ?? 'status',
      sha,
      target_url ?? null,
      updated_at ?? null,
      delivery.now,
    )
    return concerning(atCommit(repository.full_name, sha), ci, delivery.now)
  }
  const kind = RUN_EVENTS.find((name) => name === delivery.event)
  const parsed = kind === undefined ? undefined : RunEvent.safeParse(delivery.payload)
  const run = kind === undefined ? undefined : parsed?.data?.[kind]
  if (parsed?.data === undefined || run === undefined) return { kind: 'recorded' }
  const repository = parsed.data.repository.full_name
  const commit = run.head_sha ?? null
  const numbered = (run.pull_requests ?? []).map((pr) => taskIdOf(repository, pr.number) as string)
  const ids = new Set([...numbered, ...(commit === null ? [] : atCommit(repository, commit))])
  const when = run.updated_at ?? run.completed_at ?? run.started_at ?? null
  const ci = status(
    stateOfRun(run),
    run.name ?? run.app?.name ?? delivery.event,
    commit,
    run.html_url ?? null,
    when,
    delivery.now,
  )
  return concerning([...ids], ci, delivery.now)
}

function status(
  state: CiStatus['state'],
  name: string,
  commit: string | null,
  url: string | null,
  when: string | null,
  now: string,
): CiStatus {
  return {
    state,
    name: name.slice(0, 300),
    commit: commit?.slice(0, 64) ?? null,
    url: url?.slice(0, 2000) ?? null,
    updated_at: notAfter(Timestamp.safeParse(when).data ?? now, now),
  }
}

/** A sender's clock that runs ahead must not freeze the status until then. */
function notAfter(instant: string, now: string): string {
  return Date.parse(instant) > Date.parse(now) ? now : instant
}

function concerning(ids: readonly string[], ci: CiStatus, now: string): Mapping {
  if (ids.length === 0) return { kind: 'recorded' }
  const upsert: TaskIntent['upsert'] = (current) => {
    if (current === null || !replaces(ci, current)) return null
    return {
      change: 'task_updated',
      task: { ...current, ci_status: ci, updated_at: now, version: current.version + 1 },
    }
  }
  return { kind: 'tasks', intents: ids.map((id) => ({ task_id: id as TaskId, upsert })) }
}

/**
 * No false calm: a word about another commit than the task's says nothing of it, an older word does not replace a newer one, and what
 * one check found failed is only taken back by the same check.
 */
function replaces(ci: CiStatus, current: Task): boolean {
  const head = current.external_ref?.head_commit ?? null
  if (head !== null && ci.commit !== null && ci.commit !== head) return false
  const held = current.ci_status
  if (held === null) return true
  if (held.commit === ci.commit) {
    if (Date.parse(ci.updated_at) < Date.parse(held.updated_at)) return false
    if (held.state === 'failed' && ci.state !== 'failed' && held.name !== ci.name) return false
  }
  return JSON.stringify(held) !== JSON.stringify(ci)
}

const CONCLUSIONS: Readonly<Record<string, CiStatus['state']>> = {
  success: 'passed',
  neutral: 'passed',
  skipped: 'passed',
  failure: 'failed',
  timed_out: 'failed',
  startup_failure: 'failed',
  action_required: 'failed',
  cancelled: 'cancelled',
  stale: 'cancelled',
}

/** https://docs.github.com/rest/checks/runs: status, then conclusion once completed. */
function stateOfRun(run: Run): CiStatus['state'] {
  if (run.status === 'completed') return CONCLUSIONS[run.conclusion ?? ''] ?? 'unknown'
  if (run.status === 'in_progress') return 'running'
  return ['queued', 'requested', 'waiting', 'pending'].includes(run.status ?? '') ? 'queued' : 'unknown'
}

/** https://docs.github.com/rest/commits/statuses */
function stateOfCommitStatus(state: string): CiStatus['state'] {
  if (state === 'success') return 'passed'
  if (state === 'failure' || state === 'error') return 'failed'
  return state === 'pending' ? 'running' : 'unknown'
}
