import type { Notice } from './notice.ts'

/**
 * Notices that become one when they come close together: of a kind, and leading to the same sort of place. Each lane has its own limit, so
 * that a flood of one sort hides nothing of another.
 */
export function laneOf({ kind, target }: Notice): string {
  return `${kind}:${target.page}`
}

const SEVERAL: Readonly<Record<string, string>> = {
  'needs_decision:task': 'tasks wait for your decision',
  'needs_decision:approval': 'calls wait for your approval',
  'rejected:task': 'tasks were rejected',
  'failed:task': 'calls failed',
  'failed:sources': 'deliveries could not be carried out',
  'publish_done:task': 'calls that publish are done',
  'source_lost:sources': 'sources cannot be reached',
}

/** One notice for several of a lane, oldest first; `id` is its own. Throws RangeError when there are none. */
export function noticeOfSeveral(members: readonly Notice[], id: string): Notice {
  const newest = members.at(-1)
  if (newest === undefined) throw new RangeError('a notice of nothing')
  if (members.length === 1) return newest
  const lane = laneOf(newest)
  const one = members.every(({ target }) => JSON.stringify(target) === JSON.stringify(newest.target))
  return {
    ...newest,
    ...{ notice_id: id, item: id, count: members.length },
    title: `${members.length} ${SEVERAL[lane] ?? 'things happened'}`,
    body: `Latest: ${newest.body}`,
    target: one || newest.kind !== 'needs_decision' ? newest.target : { page: 'inbox' },
  }
}

/** What is said once in place of more notices than anybody reads. */
export function noticeOfMore(newest: Notice, id: string): Notice {
  return {
    ...newest,
    ...{ notice_id: id, item: id, target: { page: 'inbox' } },
    title: 'And more',
    body: 'More happens than can be told one by one: the console shows all of it',
  }
}
