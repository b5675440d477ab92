import type { ReactNode } from 'react'
import type { Route } from './route.ts'

/** Where tools are used. */
export type ToolRoute = Extract<Route, { page: 'tools' | 'obs' | 'airlock' }>

/** Where no decision is made: these pages do not come with the first load. */
export type SeldomRoute = Exclude<Route, ToolRoute | { page: 'tasks' | 'inbox' | 'approvals' }>

/** What their file holds. */
export interface SeldomPages {
  SeldomPage(props: { route: SeldomRoute }): ReactNode
}

/** What the file of the pages of the tools holds. */
export interface ToolPages {
  ToolPage(props: { route: ToolRoute }): ReactNode
}
