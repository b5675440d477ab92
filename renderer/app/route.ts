import { useSyncExternalStore } from 'react'
import { IngressSource } from '../../contract/assurance.ts'
import { AuditEventType } from '../../contract/audit-event.ts'
import { DeliveryQuery } from '../../contract/delivery.ts'
import { ListedStatus, Source } from '../../contract/task.ts'
import {
  type ApprovalFilter,
  decoded,
  type GovernanceRoute,
  governancePath,
  governanceRoute,
} from './governance-route.ts'
import { MOVED } from './login-code.ts'

export interface TaskFilter {
  readonly status: ListedStatus | null
  readonly source: Source | null
  readonly q: string
}

export type ListedDeliveryState = NonNullable<DeliveryQuery['state']>

export interface DeliveryFilter {
  readonly source: IngressSource | null
  readonly state: ListedDeliveryState | null
  readonly task_id: string
}

export interface DeliveryName {
  readonly source: IngressSource
  readonly delivery_id: string
}

export interface AuditFilter {
  /** One request with everything that it led to, or empty. */
  readonly correlation_id: string
  readonly task_id: string
  readonly type: AuditEventType | null
  /** Who did it, exactly as the log names them, or empty. */
  readonly actor: string
  /** Local time as `2026-01-31T09:30`, or empty. */
  readonly since: string
  readonly until: string
  /** Whether the answered requests are shown too. */
  readonly requests: boolean
  /** Line around which the log is shown, or null for its end. */
  readonly at: number | null
}

export interface TrailView {
  readonly look: 'timeline' | 'graph'
  /** Line to go to in the timeline, or null. */
  readonly seq: number | null
}

export type Route =
  | {
      readonly page: 'tasks'
      readonly taskId: string | null
      readonly filter: TaskFilter
      /** The package of its evidence that is looked for; left out when none is. */
      readonly evidence?: string
    }
  | { readonly page: 'deliveries'; readonly open: DeliveryName | null; readonly filter: DeliveryFilter }
  | { readonly page: 'audit'; readonly filter: AuditFilter }
  | { readonly page: 'correlation'; readonly id: string; readonly filter: TrailView }
  | GovernanceRoute

export const NO_FILTER: TaskFilter = { status: null, source: null, q: '' }
export const ALL_DELIVERIES: DeliveryFilter = { source: null, state: null, task_id: '' }
export const WHOLE_LOG: AuditFilter = {
  ...{ correlation_id: '', task_id: '', type: null, actor: '' },
  ...{ since: '', until: '', requests: false, at: null },
}

export function isFiltered(filter: TaskFilter | DeliveryFilter | AuditFilter | ApprovalFilter): boolean {
  return Object.values(filter).some((value) => typeof value === 'string' && value !== '')
}

/** Everything that the operator chose is in the fragment, so that reload, back and a copied address show the same. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  const params = new URLSearchParams(query)
  if (path === '/audit') return auditRoute(params)
  const trail = /^\/correlation\/(.+)$/.exec(path)?.[1]
  if (trail !== undefined) {
    const look = params.get('look') === 'graph' ? 'graph' : 'timeline'
    return { page: 'correlation', id: decoded(trail), filter: { look, seq: lineOf(params.get('seq')) } }
  }
  if (/^\/deliveries(\/|$)/.test(path)) return deliveriesRoute(path, params)
  const governance = governanceRoute(path, params)
  if (governance !== null) return governance
  const status = ListedStatus.safeParse(params.get('status'))
  const source = Source.safeParse(params.get('source'))
  const [, id, evidence] = /^\/tasks\/(.+?)(?:\/evidence\/([^/]+))?$/.exec(path) ?? []
  return {
    page: 'tasks',
    taskId: id === undefined ? null : decoded(id),
    ...(evidence === undefined ? {} : { evidence: decoded(evidence).slice(0, 128) }),
    filter: {
      status: status.success ? status.data : null,
      source: source.success ? source.data : null,
      q: (params.get('q') ?? '').slice(0, 200),
    },
  }
}

function auditRoute(params: URLSearchParams): Route {
  const type = AuditEventType.safeParse(params.get('type'))
  return {
    page: 'audit',
    filter: {
      correlation_id: (params.get('correlation_id') ?? '').slice(0, 128),
      task_id: (params.get('task_id') ?? '').slice(0, 64),
      type: type.success ? type.data : null,
      actor: (params.get('actor') ?? '').slice(0, 200),
      since: params.get('since') ?? '',
      until: params.get('until') ?? '',
      requests: params.get('requests') === 'true',
      at: lineOf(params.get('at')),
    },
  }
}

function lineOf(text: string | null): number | null {
  return text !== null && /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : null
}

function deliveriesRoute(path: string, params: URLSearchParams): Route {
  const [, name, id] = /^\/deliveries\/([a-z]+)\/(.+)$/.exec(path) ?? []
  const from = IngressSource.safeParse(name)
  const source = IngressSource.safeParse(params.get('source'))
  const state = DeliveryQuery.shape.state.safeParse(params.get('state') ?? undefined)
  return {
    page: 'deliveries',
    open: from.success && id !== undefined ? { source: from.data, delivery_id: decoded(id) } : null,
    filter: {
      source: source.success ? source.data : null,
      state: state.success ? (state.data ?? null) : null,
      task_id: (params.get('task_id') ?? '').slice(0, 64),
    },
  }
}

export function formatRoute(route: Route): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries('filter' in route ? route.filter : {}))
    if (value !== null && value !== '' && value !== false) params.set(name, String(value))
  const query = params.toString()
  return `#/${route.page}${openPath(route)}${query === '' ? '' : `?${query}`}`
}

function openPath(route: Route): string {
  if (route.page === 'tasks' && route.taskId !== null)
    return `/${encodeURIComponent(route.taskId)}${route.evidence === undefined ? '' : `/evidence/${encodeURIComponent(route.evidence)}`}`
  if (route.page === 'deliveries' && route.open !== null)
    return `/${route.open.source}/${encodeURIComponent(route.open.delivery_id)}`
  if (route.page === 'correlation') return `/${encodeURIComponent(route.id)}`
  if (route.page === 'tasks' || route.page === 'deliveries' || route.page === 'audit') return ''
  return governancePath(route)
}

/** `replace` leaves no step for the back button: for what changes while typing or moving through the list. */
export function navigate(route: Route, how: 'push' | 'replace'): void {
  const target = formatRoute(route)
  if (target === location.hash) return
  if (how === 'push') history.pushState(null, '', target)
  else history.replaceState(null, '', target)
  window.dispatchEvent(new Event(MOVED))
}

/** `href` as formatRoute makes it. */
export function navigateTo(href: string): void {
  navigate(parseRoute(href), 'push')
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
