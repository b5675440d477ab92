import { createContext, type ReactNode, use } from 'react'
import type { Session } from '../../contract/session.ts'
import type { Api } from '../client/api.ts'
import type { Door } from '../client/door.ts'
import type { LiveLink } from '../client/live-link.ts'
import type { SettingsDraftStore } from '../features/settings/settings-draft.ts'
import type { TaskPages } from '../features/tasks/task-pages.ts'
import type { Part } from './part.ts'
import type { AgentPages, SeldomPages, ToolPages } from './seldom-route.ts'
import type { OpenVerbs } from './verbs.ts'

/** What opens above the page, whatever the page is. */
export type ConsoleDialog = 'palette' | 'keys' | 'pause-intake'

/** What the rooms of the console work with; made once per session in console.tsx. */
export interface Services {
  readonly door: Door
  readonly api: Api
  readonly live: LiveLink
  readonly taskPages: TaskPages
  readonly session: Session
  readonly mayDecide: boolean
  readonly verbs: OpenVerbs
  readonly settingsDraft: SettingsDraftStore
  /** The pages that do not come with the first load. */
  readonly seldomPages: Part<SeldomPages>
  /** The pages of the tools, fetched some seconds after the rest, or when one of them is opened. */
  readonly toolPages: Part<ToolPages>
  /** What is said of agents, fetched after the first load or when it is needed. */
  readonly agentPages: Part<AgentPages>
  /** Says a sentence to screen readers, politely. */
  announce(sentence: string): void
  /** Shows a sentence above the page and says it: `good` ones go by themselves, the others wait to be closed. */
  tell(look: 'good' | 'warn', sentence: string): void
  show(dialog: ConsoleDialog): void
  logOut(): Promise<void>
}

const ServicesContext = createContext<Services | null>(null)

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>
}

export function useServices(): Services {
  const services = use(ServicesContext)
  if (services === null) throw new Error('useServices is used outside ServicesProvider')
  return services
}
