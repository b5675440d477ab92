import { ALL_APPROVALS, NO_TASK } from './governance-route.ts'
import { ALL_DELIVERIES, formatRoute, NO_FILTER, type Route, WHOLE_LOG } from './route.ts'

/** A page of the console: its name, its address, and the letter that goes there after `g`. */
export interface ConsolePage {
  readonly page: Route['page']
  readonly word: string
  readonly href: string
  readonly letter: string
  /** Other words under which it is looked for. */
  readonly also: string
}

const page = (route: Route, word: string, letter: string, also: string): ConsolePage => ({
  page: route.page,
  word,
  href: formatRoute(route),
  letter,
  also,
})

/** Those of the top bar, in its order. */
export const BAR_PAGES: readonly ConsolePage[] = [
  page({ page: 'inbox', open: null }, 'Waiting for you', 'i', 'inbox pending decisions'),
  page({ page: 'tasks', taskId: null, filter: NO_FILTER }, 'Tasks', 't', 'requests list'),
  page({ page: 'approvals', open: null, filter: ALL_APPROVALS }, 'Approvals', 'a', 'calls history'),
  page({ page: 'deliveries', open: null, filter: ALL_DELIVERIES }, 'Deliveries', 'd', 'webhooks messages'),
  page({ page: 'audit', filter: WHOLE_LOG }, 'Audit', 'l', 'log chain lines'),
  page({ page: 'policy' }, 'Policy', 'p', 'rules'),
  page({ page: 'tools', open: null, filter: NO_TASK }, 'Tools', 'o', 'runs'),
  page({ page: 'agents', run: null }, 'Agents', 'w', 'runs executor reviewer codex openclaw who works'),
  page({ page: 'tokens' }, 'Tokens', 'k', 'secrets access'),
]

/** Those that the operator menu and the palette lead to. */
export const MENU_PAGES: readonly ConsolePage[] = [
  page({ page: 'obs', filter: NO_TASK }, 'OBS panel', 'b', 'recording scenes stream studio'),
  page({ page: 'settings', section: null }, 'Settings', 's', 'configuration preferences options'),
  page({ page: 'shortcuts' }, 'Keyboard shortcuts', 'h', 'keys help'),
  page({ page: 'first-steps' }, 'First steps', 'f', 'guide welcome begin setup'),
]

export const PAGES: readonly ConsolePage[] = [...BAR_PAGES, ...MENU_PAGES]

/** The entry that a page belongs to: one correlation is a part of the log, a publication and the panel of OBS one of the tools. */
export function entryOf(open: Route['page']): Route['page'] {
  if (open === 'correlation') return 'audit'
  return open === 'airlock' || open === 'obs' ? 'tools' : open
}

/** What the page that is open is called. */
export function pageWord(open: Route['page']): string {
  const wordOf = (page: Route['page']) => PAGES.find((each) => each.page === page)?.word
  return wordOf(open) ?? wordOf(entryOf(open)) ?? 'Countersign'
}
