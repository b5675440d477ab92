import type { Access, Row, TaskNamedBy } from '../../contract/routes/row.ts'
import { type Actor, SCOPES_THAT_SATISFY, type Scope } from '../../contract/scope.ts'
import type { Grant, TokenAuthority } from '../core/access/token-authority.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { type Exchange, queryOf } from './exchange.ts'

/** Routes that prove who calls in their own way, or ask for nothing. */
type OpenAccess = 'signature' | 'login_code' | 'public'
const OPEN: readonly string[] = ['signature', 'login_code', 'public'] satisfies OpenAccess[]

/** The caller's grant; null on an open route. Throws `token_*` or `scope_insufficient`. */
export type Authenticator = (exchange: Exchange, row: Row) => Grant | null | Promise<Grant>

/**
 * Reads `Authorization: Bearer` (RFC 6750) or the session cookie and checks the scope that the route's row asks for. A token that is
 * bound to a task passes only where the row says so, and only for its task: what the request names is compared before anything is read.
 */
export function createAuthenticator(parts: {
  readonly tokens: Pick<TokenAuthority, 'check'>
  readonly cookieName: string
  /** Correlation id of a task; null when there is no such task. */
  readonly correlationOf: (taskId: string) => string | null
}): Authenticator {
  const { tokens, cookieName } = parts

  function admit(exchange: Exchange, row: Row, grant: Grant): Grant {
    exchange.actor = grant.actor
    if (!isWideEnough(grant.actor, row['x-access']) && !isForItsTask(exchange, row, grant.actor))
      throw new AppError(
        'scope_insufficient',
        `${exchange.route} needs ${needs(row)}; this token has ${has(grant.actor)}.`,
      )
    return grant
  }

  function isForItsTask(exchange: Exchange, row: Row, { scopes, task_id }: Actor): boolean {
    const wanted = row['x-task-scopes']
    if (wanted === undefined || task_id === undefined) return false
    if (!scopes.some((scope) => (wanted.scopes as readonly Scope[]).includes(scope))) return false
    if (wanted.task === 'token') return true
    const named = nameIn(exchange, wanted.task)
    return (
      named !== undefined && named === (wanted.task === 'path.correlation_id' ? parts.correlationOf(task_id) : task_id)
    )
  }

  return (exchange, row) => {
    if (OPEN.includes(row['x-access'])) return null
    if ('identity' in exchange.env)
      return admit(exchange, row, { actor: exchange.env.identity, jti: '', expires_ms: Number.POSITIVE_INFINITY })
    const token = bearer(exchange.header('authorization')) ?? cookie(exchange.header('cookie'), cookieName)
    if (token === null) throw new AppError('token_missing', 'The request carries neither a bearer token nor a session.')
    const grant = tokens.check(token)
    return grant instanceof Promise ? grant.then((late) => admit(exchange, row, late)) : admit(exchange, row, grant)
  }
}

/** A scope that is bound to a task opens nothing here, whatever it is bound to. */
function isWideEnough({ scopes, task_id }: Actor, access: Access): boolean {
  const enough: readonly Scope[] = SCOPES_THAT_SATISFY[access as Exclude<Access, OpenAccess>]
  return task_id === undefined && scopes.some((scope) => enough.includes(scope))
}

/** Read exactly as the handler will be given it. */
function nameIn(exchange: Exchange, place: Exclude<TaskNamedBy, 'token'>): string | undefined {
  if (place === 'query.task_id') return queryOf(exchange.request.url)['task_id']
  return exchange.params[place === 'path.task_id' ? 'task_id' : 'correlation_id']
}

function needs(row: Row): string {
  const bound = row['x-task-scopes']
  const own = bound === undefined ? '' : `, or ${bound.scopes.join(' or ')} for the task that is named (${bound.task})`
  return `scope ${row['x-access']}${own}`
}

function has({ scopes, task_id }: Actor): string {
  const names = scopes.length === 0 ? 'none' : scopes.join(', ')
  return task_id === undefined ? names : `${names} for task ${task_id} alone`
}

function bearer(header: string | null): string | null {
  if (header === null) return null
  const match = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)
  if (match?.[1] === undefined) throw new AppError('token_invalid', 'The Authorization header is not "Bearer TOKEN".')
  return match[1]
}

function cookie(header: string | null, name: string): string | null {
  const found = header?.split(';').find((part) => part.trimStart().startsWith(`${name}=`))
  return found === undefined ? null : found.slice(found.indexOf('=') + 1).trim()
}
