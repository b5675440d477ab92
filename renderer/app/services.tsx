import { createContext, type ReactNode, use } from 'react'
import type { Session } from '../../contract/session.ts'
import type { Api } from '../client/api.ts'
import type { Door } from '../client/door.ts'
import type { LiveLink } from '../client/live-link.ts'
import type { TaskPages } from '../features/tasks/task-pages.ts'

/** What the rooms of the console work with; made once per session in console.tsx. */
export interface Services {
  readonly door: Door
  readonly api: Api
  readonly live: LiveLink
  readonly taskPages: TaskPages
  readonly session: Session
  readonly mayDecide: boolean
  /** Says a sentence to screen readers, politely. */
  announce(sentence: string): void
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
