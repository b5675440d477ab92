import { createRoute, type RouteConfig } from '@hono/zod-openapi'
import type { Scope } from '../scope.ts'

/** Who may pass: a scope, or nobody's token because the route has its own proof (`signature`, `login_code`) or none (`public`). */
export type Access = Scope | 'signature' | 'login_code' | 'public'

/** One line of the contract. `x-access` is the one place that says who may call the route; the guards read it. */
export type Row = RouteConfig & { readonly operationId: string; readonly 'x-access': Access }

const BEARER = [{ bearer: [] }, { session: [] }]

/** `createRoute` with the security requirement that follows from `x-access`. */
export function row<const R extends Row>(definition: R) {
  const open = ['signature', 'login_code', 'public'].includes(definition['x-access'])
  return createRoute({ ...definition, security: open ? [] : BEARER })
}
