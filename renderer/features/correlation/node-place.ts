import { IngressSource } from '../../../contract/assurance.ts'
import type { TrailNode } from '../../../contract/audit-trail.ts'
import { ALL_APPROVALS } from '../../app/governance-route.ts'
import { ALL_DELIVERIES, formatRoute, NO_FILTER } from '../../app/route.ts'

/** The line of the log, in the timeline of its correlation. */
export function lineHref(correlationId: string, seq: number): string {
  return formatRoute({ page: 'correlation', id: correlationId, filter: { look: 'timeline', seq } })
}

/** The page of the thing itself; what has none is at its first line in the timeline. */
export function placeHref(correlationId: string, node: TrailNode): string {
  const { kind, ref, task_id } = node
  if (kind === 'approval') return formatRoute({ page: 'approvals', open: ref, filter: ALL_APPROVALS })
  if (kind === 'delivery') {
    const slash = ref.indexOf('/')
    const source = IngressSource.safeParse(ref.slice(0, slash))
    const open = source.success ? { source: source.data, delivery_id: ref.slice(slash + 1) } : null
    if (open !== null) return formatRoute({ page: 'deliveries', open, filter: ALL_DELIVERIES })
  }
  const hasPlaceOnTask = kind === 'task' || kind === 'tool_call' || kind === 'artifact' || kind === 'evidence'
  if (hasPlaceOnTask && task_id !== null) return formatRoute({ page: 'tasks', taskId: task_id, filter: NO_FILTER })
  return lineHref(correlationId, node.seq_first)
}
