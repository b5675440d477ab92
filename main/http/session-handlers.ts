import type { AuditEvent, AuditEventType } from '../../contract/audit-event.ts'
import type { TaskId } from '../../contract/ids.ts'
import type { Actor } from '../../contract/scope.ts'
import type { Session, TokenList } from '../../contract/session.ts'
import type { LoginCodes } from '../core/access/login-codes.ts'
import type { TokenAuthority } from '../core/access/token-authority.ts'
import type { EventLog } from '../core/audit/event-log.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Call } from '../core/kernel/call.ts'
import { type Clock, timestamp } from '../core/kernel/clock.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type SessionHandlers = Pick<
  Handlers,
  'logIn' | 'whoAmI' | 'logOut' | 'issueLoginCode' | 'listTokens' | 'createToken' | 'revokeToken'
>

const SESSION_SECONDS = 12 * 3600

export function createSessionHandlers(parts: {
  codes: LoginCodes
  tokens: TokenAuthority
  log: EventLog
  clock: Clock
  /** Name under which a browser that has logged in acts. */
  operator: string
  hasTask: (taskId: TaskId) => boolean
  cookieName: string
  /** Ends the event streams of tokens that hold no longer. */
  endDeadStreams: () => void
}): SessionHandlers {
  const { codes, tokens, log } = parts
  const record = (call: Call, actor: Actor, type: AuditEventType, data: AuditEvent['data']): Promise<unknown> => {
    const task_id = typeof data['task_id'] === 'string' ? data['task_id'] : null
    return log.record({ type, actor, correlation_id: call.correlation_id, task_id, route: null, status: null, data })
  }
  const cookie = (value: string, seconds: number): string =>
    `${parts.cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`

  return {
    logIn: async ({ body, call, exchange }) => {
      codes.redeem(body.code)
      const issued = await tokens.issue({
        sub: parts.operator,
        scope: 'admin',
        task_id: null,
        ttl_seconds: SESSION_SECONDS,
        door: 'console',
      })
      const actor: Actor = { sub: parts.operator, scopes: ['admin'], door: 'console' }
      exchange.actor = actor
      await record(call, actor, 'session_opened', { jti: issued.jti, expires_at: issued.expires_at })
      const session: Session = { actor, expires_at: issued.expires_at }
      return jsonReply(201, session, { 'set-cookie': cookie(issued.token, SESSION_SECONDS) })
    },
    whoAmI: ({ grant, call }) => {
      const ends = grant !== null && Number.isFinite(grant.expires_ms) ? new Date(grant.expires_ms).toISOString() : null
      return jsonReply(200, { actor: call.actor, expires_at: ends } satisfies Session)
    },
    logOut: async ({ grant, call }) => {
      if (grant !== null && grant.jti !== '' && call.actor.door === 'console') {
        await tokens.revoke(grant.jti)
        parts.endDeadStreams()
        await record(call, call.actor, 'session_closed', { jti: grant.jti })
      }
      const reply = jsonReply(204, null, { 'set-cookie': cookie('', 0) })
      return { ...reply, body: null }
    },
    issueLoginCode: async ({ call }) => {
      const issued = codes.issue()
      await record(call, call.actor, 'login_code_issued', { expires_at: issued.expires_at })
      return jsonReply(201, issued)
    },
    listTokens: () => jsonReply(200, { items: tokens.list(), now: timestamp(parts.clock) } satisfies TokenList),
    createToken: async ({ body, call }) => {
      const { scope, ttl_seconds } = body
      const task_id = body.task_id ?? null
      if (task_id !== null && !parts.hasTask(task_id))
        throw new AppError('task_not_found', `There is no task ${task_id} to bind a token to.`)
      const issued = await tokens.issue({ sub: body.sub ?? scope, scope, task_id, ttl_seconds, door: 'http' })
      const { token: _secret, ...facts } = issued
      await record(call, call.actor, 'token_created', facts)
      return jsonReply(201, issued)
    },
    revokeToken: async ({ params, call }) => {
      const revoked = await tokens.revoke(params.jti)
      parts.endDeadStreams()
      await record(call, call.actor, 'token_revoked', revoked)
      return jsonReply(200, revoked)
    },
  }
}
