import * as z from 'zod'
import type { CiCheck, CiState } from '../../../../contract/outside-refs.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { MappedDelivery } from '../task-mapping.ts'
import { latestInstant } from './github-time.ts'

/** A word of a check about a commit, and the pull requests that the payload names. */
export interface CheckReport {
  readonly repository: string
  readonly commit: string
  readonly pull_requests: readonly number[]
  readonly check: CiCheck
  /** By the payload's own clock. */
  readonly event_at: string | null
}

const word = z.string().nullish().catch(null)
const id = z.int().nullish().catch(null)
const Repository = z.looseObject({ full_name: z.string().min(1).max(300) })
const commit = z.string().min(1).max(64)
/** `check_run`, `check_suite` and `workflow_run` have these in common; https://docs.github.com/webhooks/webhook-events-and-payloads */
const Run = z.looseObject({
  id,
  name: word,
  head_sha: commit,
  status: word,
  conclusion: word,
  html_url: word,
  updated_at: word,
  completed_at: word,
  started_at: word,
  created_at: word,
  path: word,
  workflow_id: id,
  event: word,
  app: z.looseObject({ name: word }).nullish().catch(null),
  check_suite: z.looseObject({ id }).nullish().catch(null),
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
  sha: commit,
  state: z.string(),
  context: word,
  target_url: word,
  updated_at: word,
})

const RUN_EVENTS = ['workflow_run', 'check_suite', 'check_run'] as const

/** Null when the delivery is no word of a check about a commit. */
export function checkReport(delivery: MappedDelivery): CheckReport | null {
  if (delivery.event === 'status') return statusReport(delivery)
  const kind = RUN_EVENTS.find((name) => name === delivery.event)
  const parsed = kind === undefined ? undefined : RunEvent.safeParse(delivery.payload).data
  const run = kind === undefined ? undefined : parsed?.[kind]
  if (parsed === undefined || run === undefined) return null
  const event_at = latestInstant(
    [run.updated_at, run.completed_at, run.started_at, run.created_at],
    delivery.received_at,
  )
  const name = run.name ?? run.app?.name ?? delivery.event
  const check = checkOf(keyOf(delivery.event, run, name), stateOfRun(run), name, run.html_url ?? null, event_at)
  return {
    repository: parsed.repository.full_name,
    commit: run.head_sha,
    pull_requests: (run.pull_requests ?? []).map(({ number }) => number),
    check: { ...check, commit: run.head_sha },
    event_at,
  }
}

function statusReport({ payload, received_at }: MappedDelivery): CheckReport | null {
  const parsed = StatusEvent.safeParse(payload)
  if (!parsed.success) return null
  const { repository, sha, state, context, target_url, updated_at } = parsed.data
  const event_at = latestInstant([updated_at], received_at)
  const name = context ?? 'status'
  const check = checkOf(`status:${name}`, stateOfCommitStatus(state), name, target_url ?? null, event_at)
  return {
    ...{ repository: repository.full_name, commit: sha, pull_requests: [], event_at },
    check: { ...check, commit: sha },
  }
}

/**
 * A workflow that runs for a push and for a pull request, or two workflows with a job of the same name, are different checks of one
 * commit: the one that passed must not hide the one that failed. A check run or suite is therefore known by the id of its suite, which
 * a re-run keeps; a workflow by its file and what set it off.
 */
function keyOf(event: string, run: Run, name: string): string {
  if (event === 'check_suite') return `check_suite:${run.id ?? name}`
  if (event === 'check_run') return `check_run:${run.check_suite?.id ?? ''}:${name}`
  return `workflow_run:${run.path ?? run.workflow_id ?? name}:${run.event ?? ''}`
}

const MAX_KEY = 400
/** A word without a time to go by counts as older than every word with one. */
const LONG_AGO = new Date(0).toISOString()

function checkOf(
  key: string,
  state: CiState,
  name: string,
  url: string | null,
  event_at: string | null,
): Omit<CiCheck, 'commit'> {
  return {
    key: key.length <= MAX_KEY ? key : `${key.slice(0, 300)}:${sha256(key)}`,
    state,
    name: name.slice(0, 300),
    url: url?.slice(0, 2000) ?? null,
    updated_at: event_at ?? LONG_AGO,
  }
}

const CONCLUSIONS: ReadonlyMap<string, CiState> = new Map([
  ['success', 'passed'],
  ['neutral', 'passed'],
  ['skipped', 'passed'],
  ['failure', 'failed'],
  ['timed_out', 'failed'],
  ['startup_failure', 'failed'],
  ['action_required', 'failed'],
  ['cancelled', 'cancelled'],
  ['stale', 'cancelled'],
])

/** https://docs.github.com/rest/checks/runs: status, then conclusion once completed. A word of tomorrow is `unknown`, never `passed`. */
function stateOfRun({ status, conclusion }: Run): CiState {
  if (status === 'completed') return CONCLUSIONS.get(conclusion ?? '') ?? 'unknown'
  if (status === 'in_progress') return 'running'
  return ['queued', 'requested', 'waiting', 'pending'].includes(status ?? '') ? 'queued' : 'unknown'
}

/** https://docs.github.com/rest/commits/statuses */
function stateOfCommitStatus(state: string): CiState {
  if (state === 'success') return 'passed'
  if (state === 'failure' || state === 'error') return 'failed'
  return state === 'pending' ? 'running' : 'unknown'
}
