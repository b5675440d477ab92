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

/** The task that a tool is tried for, or empty. */
export interface ToolPlace {
  readonly task_id: string
}

export const NO_TASK: ToolPlace = { task_id: '' }

export const SETTINGS_SECTIONS = [
  'addresses',
  'sources',
  'tokens',
  'notifications',
  'desktop',
  'screen',
  'tools',
  'agents',
  'data',
  'audit',
  'updates',
] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

export type GovernanceRoute =
  | { readonly page: 'inbox'; readonly open: InboxPlace | null }
  | { readonly page: 'approvals'; readonly open: string | null; readonly filter: ApprovalFilter }
  | { readonly page: 'policy' }
  /** `open`: a tool by its name, or null. */
  | { readonly page: 'tools'; readonly open: string | null; readonly filter: ToolPlace }
  | { readonly page: 'obs'; readonly filter: ToolPlace }
  /** `sha256`: of the file that is to leave the machine, null until it is chosen. */
  | { readonly page: 'airlock'; readonly taskId: string; readonly sha256: string | null }
  /** `run`: one run of an agent, or null for the board of all of them. */
  | { readonly page: 'agents'; readonly run: string | null }
  | { readonly page: 'tokens' }
  | { readonly page: 'settings'; readonly section: SettingsSection | null }
  | { readonly page: 'shortcuts' }
  | { readonly page: 'first-steps' }

export const ALL_APPROVALS: ApprovalFilter = { state: null, task_id: '' }

const SHA256 = /^[0-9a-f]{64}$/
const RUN_ID = /^[a-z0-9]{8,40}$/
const named = (text: string, most: number): string => decoded(text).slice(0, most)

/** The place that `path` names among these pages, or null. `path` is what stands between `#` and `?`. */
export function governanceRoute(path: string, params: URLSearchParams): GovernanceRoute | null {
  const [, page = '', first, second] = path.split('/')
  if (page === 'policy' || page === 'tokens') return { page }
  const filter = { task_id: (params.get('task_id') ?? '').slice(0, 64) }
  if (page === 'obs') return { page, filter }
  if (page === 'agents')
    return { page, run: first === 'runs' && second !== undefined && RUN_ID.test(second) ? second : null }
  if (page === 'tools') return { page, open: first === undefined || first === '' ? null : named(first, 64), filter }
  if (page === 'airlock' && first !== undefined && first !== '')
    return { page, taskId: named(first, 64), sha256: second !== undefined && SHA256.test(second) ? second : null }
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
  if (route.page === 'tools') return route.open === null ? '' : `/${encodeURIComponent(route.open)}`
  if (route.page === 'airlock')
    return `/${encodeURIComponent(route.taskId)}${route.sha256 === null ? '' : `/${route.sha256}`}`
  if (route.page === 'agents') return route.run === null ? '' : `/runs/${route.run}`
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
