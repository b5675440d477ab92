import { createRoute, type RouteConfig } from '@hono/zod-openapi'
import { BoundScope, type GeneralScope } from '../scope.ts'

/** Who may pass: a scope, or nobody's token because the route has its own proof (`signature`, `login_code`) or none (`public`). */
export type Access = GeneralScope | 'signature' | 'login_code' | 'public'

/**
 * Where a request names the task that it is about. `path.correlation_id` names it by its correlation id; `token`: the answer is about
 * the token itself, so that the request names none.
 */
export type TaskNamedBy = 'path.task_id' | 'path.correlation_id' | 'query.task_id' | 'token'

/** Scopes of tokens that are bound to one task which pass as well, if the request is about that very task. */
export interface TaskScopes {
  readonly scopes: readonly BoundScope[]
  readonly task: TaskNamedBy
}

/** One line of the contract. `x-access` and `x-task-scopes` are the one place that says who may call the route; the guards read them. */
export type Row = RouteConfig & {
  readonly operationId: string
  readonly 'x-access': Access
  readonly 'x-task-scopes'?: TaskScopes
}

/** `x-task-scopes` of what every token may read that is bound to the task which is named there. */
export const readableForTask = (task: TaskNamedBy) => ({ scopes: BoundScope.options, task })

const BEARER = [{ bearer: [] }, { session: [] }]

/** `createRoute` with the security requirement that follows from `x-access`. */
export function row<const R extends Row>(definition: R) {
  const open = ['signature', 'login_code', 'public'].includes(definition['x-access'])
  return createRoute({ ...definition, security: open ? [] : BEARER })
}
