import { type Task, Verdict } from '../../../contract/task.ts'
import { githubTaskId, mapGithub } from '../../../main/core/ingest/github/github-mapping.ts'
import type { MappedDelivery } from '../../../main/core/ingest/task-mapping.ts'
import type { UpsertAnswer } from '../../../main/core/tasks/task-service.ts'

/** When the deliveries of these tests were received. */
export const NOW = '2026-02-01T00:00:00.000Z'
export const repository = { full_name: 'octo/cat' }
export const ID = githubTaskId('octo/cat', 12)
export const nobody = (): string[] => []

export const issue = (more: object = {}) => ({
  number: 12,
  title: 'Login fails',
  body: 'On Mondays only',
  html_url: 'https://github.com/octo/cat/issues/12',
  state: 'open',
  updated_at: '2026-01-31T10:00:00Z',
  ...more,
})
export const edit = (more: object) => ({ action: 'edited', repository, issue: issue(more) })
export const pull = (more: object = {}) => ({
  action: 'opened',
  repository,
  pull_request: issue({ head: { sha: 'abc' }, ...more }),
})
/** A run that the payload says belongs to pull request 12. */
export const run = (more: object) => ({
  ...{ head_sha: 'abc', name: 'build', status: 'completed', conclusion: 'success', updated_at: NOW },
  pull_requests: [{ number: 12 }],
  ...more,
})

export const delivered = (event: string, payload: unknown): MappedDelivery => ({
  ...{ event, payload, delivery_id: 'd1', assurance: 'signed', received_at: NOW },
})

/** What the first task of a delivery is answered. */
export function answer(delivery: MappedDelivery, current: Task | null, atCommit = nobody): UpsertAnswer | null {
  const { work } = mapGithub(atCommit)(delivery)
  if (work.kind !== 'tasks') throw new Error(`mapped to ${work.kind}`)
  return work.intents[0]?.upsert(current, []) ?? null
}

/** The task afterwards; null when nothing changes. */
export function apply(event: string, payload: object, current: Task | null, atCommit = nobody): Task | null {
  const given = answer(delivered(event, payload), current, atCommit)
  return given !== null && 'task' in given ? given.task : null
}

export const opened = (): Task => apply('issues', { action: 'opened', repository, issue: issue() }, null) as Task
export const openedPull = (): Task => apply('pull_request', pull(), null) as Task
export const verdict = Verdict.parse({ decision: 'approve', decided_by: 'operator', decided_at: NOW, door: 'console' })
