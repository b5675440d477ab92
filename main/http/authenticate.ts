import type { Access } from '../../contract/routes/row.ts'
import { SCOPES_THAT_SATISFY } from '../../contract/scope.ts'
import type { Grant, TokenAuthority } from '../core/access/token-authority.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Exchange } from './exchange.ts'

/** Routes that prove who calls in their own way, or ask for nothing. */
type OpenAccess = 'signature' | 'login_code' | 'public'
const OPEN: readonly string[] = ['signature', 'login_code', 'public'] satisfies OpenAccess[]

/** The caller's grant; null on an open route. Throws `token_*` or `scope_insufficient`. */
export type Authenticator = (exchange: Exchange, access: Access) => Grant | null | Promise<Grant>

/** Reads `Authorization: Bearer` (RFC 6750) or the session cookie and checks the scope that the route's row asks for. */
export function createAuthenticator(tokens: TokenAuthority, cookieName: string): Authenticator {
  const admit = (exchange: Exchange, access: Access, grant: Grant): Grant => {
    exchange.actor = grant.actor
    const enough = SCOPES_THAT_SATISFY[access as Exclude<Access, OpenAccess>]
    if (!grant.actor.scopes.some((scope) => enough.includes(scope)))
      throw new AppError(
        'scope_insufficient',
        `${exchange.route} needs scope ${access}; this token has ${grant.actor.scopes.join(', ')}.`,
      )
    return grant
  }

  return (exchange, access) => {
    if (OPEN.includes(access)) return null
    if ('identity' in exchange.env)
      return admit(exchange, access, { actor: exchange.env.identity, jti: '', expires_ms: Number.POSITIVE_INFINITY })
    const token = bearer(exchange.header('authorization')) ?? cookie(exchange.header('cookie'), cookieName)
    if (token === null) throw new AppError('token_missing', 'The request carries neither a bearer token nor a session.')
    const grant = tokens.check(token)
    return grant instanceof Promise
      ? grant.then((late) => admit(exchange, access, late))
      : admit(exchange, access, grant)
  }
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
