import type { DesktopTarget } from '../../contract/desktop-door.ts'
import { TaskId } from '../../contract/ids.ts'
import { ALL_APPROVALS } from './governance-route.ts'
import { NO_FILTER, type Route } from './route.ts'

const APPROVAL_ID = /^ap-[0-9a-f]{16}$/

/** The page that a link, a notification or the tray asks for; null for an id that can be none. It only shows: it carries no authority. */
export function routeOfTarget(target: DesktopTarget): Route | null {
  switch (target.page) {
    case 'task':
      return TaskId.safeParse(target.id).success ? { page: 'tasks', taskId: target.id, filter: NO_FILTER } : null
    case 'approval':
      return APPROVAL_ID.test(target.id) ? { page: 'approvals', open: target.id, filter: ALL_APPROVALS } : null
    case 'inbox':
      return { page: 'inbox', open: null }
    case 'sources':
      return { page: 'settings', section: 'sources' }
    case 'settings':
      return { page: 'settings', section: null }
    case 'shortcuts':
      return { page: 'shortcuts' }
    default:
      return null
  }
}
