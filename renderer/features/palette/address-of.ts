import type { Route } from '../../app/route.ts'
import type { Door } from '../../client/door.ts'

/**
 * The address under which what is open is found again: that of the page in a browser; on the desktop, where the page has none that others
 * could open, the app's own link. Null when there is none.
 */
export function addressOf(route: Route, kind: Door['kind'], href: string): string | null {
  if (kind === 'http') return href
  const open =
    route.page === 'tasks' && route.taskId !== null
      ? { page: 'task', id: route.taskId }
      : route.page === 'approvals' && route.open !== null
        ? { page: 'approval', id: route.open }
        : route.page === 'inbox' && route.open !== null
          ? { page: route.open.kind, id: route.open.id }
          : null
  return open === null ? null : `countersign://${open.page}/${encodeURIComponent(open.id)}`
}
