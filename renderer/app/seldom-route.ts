import type { ReactNode } from 'react'
import type { SettingsView } from '../../contract/settings.ts'
import type { TaskDetail } from '../../contract/task.ts'
import type { Route } from './route.ts'

/** Where tools are used. */
export type ToolRoute = Extract<Route, { page: 'tools' | 'obs' | 'airlock' }>

/** Where agents are watched. */
export type AgentRoute = Extract<Route, { page: 'agents' }>

/** Where no decision is made: these pages do not come with the first load. */
export type SeldomRoute = Exclude<Route, ToolRoute | AgentRoute | { page: 'tasks' | 'inbox' | 'approvals' }>

/** What their file holds. */
export interface SeldomPages {
  SeldomPage(props: { route: SeldomRoute }): ReactNode
}

/** What the file of the pages of the tools holds. */
export interface ToolPages {
  ToolPage(props: { route: ToolRoute }): ReactNode
}

/** What the file of the agents holds: their pages, and what the page of a task and the settings show of them. */
export interface AgentPages {
  AgentPage(props: { route: AgentRoute }): ReactNode
  TaskWork(props: { task: TaskDetail }): ReactNode
  AgentSettings(props: { view: SettingsView }): ReactNode
}
