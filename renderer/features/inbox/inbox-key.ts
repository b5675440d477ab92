import type { InboxItem } from '../../../contract/inbox.ts'
import type { InboxPlace } from '../../app/governance-route.ts'

export function placeOf(item: InboxItem): InboxPlace {
  return item.kind === 'approval'
    ? { kind: 'approval', id: item.approval.approval_id }
    : { kind: 'task', id: item.task.task_id }
}

/** One text per place, for lists that need one. */
export function keyOf({ kind, id }: InboxPlace): string {
  return `${kind} ${id}`
}

export function placeOfKey(key: string): InboxPlace {
  const id = key.slice(key.indexOf(' ') + 1)
  return { kind: key.startsWith('task ') ? 'task' : 'approval', id }
}
