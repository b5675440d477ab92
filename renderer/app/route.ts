import { useSyncExternalStore } from 'react'
import { AuditEventType } from '../../contract/audit-event.ts'
import { ListedStatus, Source } from '../../contract/task.ts'

export interface TaskFilter {
  readonly status: ListedStatus | null
  readonly source: Source | null
  readonly q: string
}

export interface AuditFilter {
  readonly task_id: string
  readonly type: AuditEventType | null
  /** Local time as `2026-01-31T09:30`, or empty. */
  readonly since: string
}

export type Route =
  | { readonly page: 'tasks'; readonly taskId: string | null; readonly filter: TaskFilter }
  | { readonly page: 'audit'; readonly filter: AuditFilter }

export const NO_FILTER: TaskFilter = { status: null, source: null, q: '' }
export const WHOLE_LOG: AuditFilter = { task_id: '', type: null, since: '' }

export function isFiltered(filter: TaskFilter): boolean {
  return filter.status !== null || filter.source !== null || filter.q !== ''
}

/** Everything that the operator chose is in the fragment, so that reload, back and a copied address show the same. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  const params = new URLSearchParams(query)
  if (path === '/audit') {
    const type = AuditEventType.safeParse(params.get('type'))
    return {
      page: 'audit',
      filter: {
        task_id: params.get('task_id') ?? '',
        type: type.success ? type.data : null,
        since: params.get('since') ?? '',
      },
    }
  }
  const status = ListedStatus.safeParse(params.get('status'))
  const source = Source.safeParse(params.get('source'))
  const id = /^\/tasks\/(.+)$/.exec(path)?.[1]
  return {
    page: 'tasks',
    taskId: id === undefined ? null : decoded(id),
    filter: {
      status: status.success ? status.data : null,
      source: source.success ? source.data : null,
      q: (params.get('q') ?? '').slice(0, 200),
    },
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function formatRoute(route: Route): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(route.filter)) if (value !== null && value !== '') params.set(name, value)
  const id = route.page === 'tasks' && route.taskId !== null ? `/${encodeURIComponent(route.taskId)}` : ''
  const query = params.toString()
  return `#/${route.page}${id}${query === '' ? '' : `?${query}`}`
}

const MOVED = 'countersign:moved'

/** `replace` leaves no step for the back button: for what changes while typing or moving through the list. */
export function navigate(route: Route, how: 'push' | 'replace'): void {
  const target = formatRoute(route)
  if (target === location.hash) return
  if (how === 'push') history.pushState(null, '', target)
  else history.replaceState(null, '', target)
  window.dispatchEvent(new Event(MOVED))
}

function watchHash(onChange: () => void): () => void {
  const names = ['hashchange', 'popstate', MOVED]
  for (const name of names) window.addEventListener(name, onChange)
  return () => {
    for (const name of names) window.removeEventListener(name, onChange)
  }
}

/** The fragment as it stands; parse it with parseRoute under useMemo. */
export function useHash(): string {
  return useSyncExternalStore(watchHash, () => location.hash)
}

/** Takes a one-time login code out of the address bar, so that it stays neither there nor in the history. */
export function takeLoginCode(): string | null {
  const match = /^#code=([A-Za-z0-9-]{1,64})$/.exec(location.hash)
  if (match?.[1] === undefined) return null
  history.replaceState(null, '', '#/tasks')
  window.dispatchEvent(new Event(MOVED))
  return match[1]
}
