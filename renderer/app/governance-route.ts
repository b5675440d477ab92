import { ApprovalState } from '../../contract/approval.ts'

/** What is open beside the inbox: an approval, or a task that waits for a decision. */
export interface InboxPlace {
  readonly kind: 'approval' | 'task'
  readonly id: string
}

export interface ApprovalFilter {
  readonly state: ApprovalState | null
  readonly task_id: string
}

export const SETTINGS_SECTIONS = [
  'addresses',
  'sources',
  'tokens',
  'notifications',
  'desktop',
  'screen',
  'data',
  'audit',
  'updates',
] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

export type GovernanceRoute =
  | { readonly page: 'inbox'; readonly open: InboxPlace | null }
  | { readonly page: 'approvals'; readonly open: string | null; readonly filter: ApprovalFilter }
  | { readonly page: 'policy' }
  | { readonly page: 'tools' }
  | { readonly page: 'tokens' }
  | { readonly page: 'settings'; readonly section: SettingsSection | null }
  | { readonly page: 'shortcuts' }
  | { readonly page: 'first-steps' }

export const ALL_APPROVALS: ApprovalFilter = { state: null, task_id: '' }

/** The place that `path` names among these pages, or null. `path` is what stands between `#` and `?`. */
export function governanceRoute(path: string, params: URLSearchParams): GovernanceRoute | null {
  const [, page = '', first, second] = path.split('/')
  if (page === 'policy' || page === 'tools' || page === 'tokens') return { page }
  if (page === 'shortcuts' || page === 'first-steps') return { page }
  if (page === 'settings') return { page, section: SETTINGS_SECTIONS.find((each) => each === first) ?? null }
  if (page === 'inbox') {
    if (first === undefined || first === '') return { page, open: null }
    return {
      page,
      open:
        first === 'task'
          ? { kind: 'task', id: decoded(second ?? '') }
          : { kind: 'approval', id: decoded(first).slice(0, 40) },
    }
  }
  if (page !== 'approvals') return null
  const state = ApprovalState.safeParse(params.get('state'))
  return {
    page,
    open: first === undefined || first === '' ? null : decoded(first).slice(0, 40),
    filter: { state: state.success ? state.data : null, task_id: (params.get('task_id') ?? '').slice(0, 64) },
  }
}

/** What comes after the page in the address. */
export function governancePath(route: GovernanceRoute): string {
  if (route.page === 'approvals' && route.open !== null) return `/${encodeURIComponent(route.open)}`
  if (route.page === 'settings') return route.section === null ? '' : `/${route.section}`
  if (route.page !== 'inbox' || route.open === null) return ''
  return `${route.open.kind === 'task' ? '/task' : ''}/${encodeURIComponent(route.open.id)}`
}

/** Text that is not valid percent-encoding stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
