import type { ReactNode } from 'react'
import type { Route } from './route.ts'

/** Where no decision is made: these pages do not come with the first load. */
export type SeldomRoute = Exclude<Route, { page: 'tasks' | 'inbox' | 'approvals' }>

/** What their file holds. */
export interface SeldomPages {
  SeldomPage(props: { route: SeldomRoute }): ReactNode
}
