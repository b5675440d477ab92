import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { ZodType } from 'zod'
import type { IngressSource } from '../../contract/assurance.ts'
import type { ErrorCode, Problem } from '../../contract/problem.ts'
import type { OperationId } from '../../contract/routes/index.ts'
import type { Row } from '../../contract/routes/row.ts'
import type { EventLog } from '../core/audit/event-log.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Call } from '../core/kernel/call.ts'
import type { Logger } from '../core/kernel/logger.ts'
import type { Authenticator } from './authenticate.ts'
import type { AuthenticationGate } from './authentication-gate.ts'
import { cameByIngress } from './door.ts'
import { ANONYMOUS, type Exchange, queryOf } from './exchange.ts'
import { checkHost, checkJson, checkOrigin, type HostRules, MAX_BODY_BYTES, SECURITY_HEADERS } from './guards.ts'
import { ALREADY_SENT, type Answer, type Handler, type Input } from './handler.ts'
import { type IngressGate, sourceOfRow } from './ingress-gate.ts'
import { parseJson } from './parse-json.ts'
import { problemOf, problemReply } from './problem-response.ts'
import type { Reply } from './reply.ts'

export type MaybePromise<T> = T | Promise<T>

/** Goes on at once when the value is there: the read path answers without a single promise. */
function whenReady<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}

export interface PipelineParts {
  readonly log: EventLog
  readonly logger: Logger
  readonly hosts: HostRules
  readonly authenticate: Authenticator
  readonly failures: AuthenticationGate
  readonly isStopping: () => boolean
  readonly gate: IngressGate
}

interface AnyHandler extends Pick<Handler<OperationId>, 'unread'> {
  // biome-ignore lint/suspicious/noExplicitAny: the table of handlers is typed row by row in handler.ts
  (input: Input<any>): MaybePromise<Answer>
}

/** What the person who runs the process should see; a source that is off or a console that stops is no news. */
const WORTH_LOGGING: ReadonlySet<string> = new Set<ErrorCode>(['internal', 'storage_failed', 'audit_unavailable'])

/** The way of every request: guards, identity, scope, schema, handler; then its audit line; then the reply. */
export interface Pipeline {
  serveRow(row: Row, handler: AnyHandler, exchange: Exchange): MaybePromise<Response>
  /** For what is not in the contract: the console's files, unknown paths. */
  serve(exchange: Exchange, work: () => MaybePromise<Answer>): MaybePromise<Response>
}

export function createPipeline(parts: PipelineParts): Pipeline {
  function guard(exchange: Exchange): void {
    if (!('incoming' in exchange.env)) return
    const host = exchange.header('host')
    // A tunnel's public name arrives there, and nothing there trusts a name.
    if (!cameByIngress(exchange.env)) checkHost(parts.hosts, host)
    checkOrigin(host, exchange.header('origin'), exchange.header('sec-fetch-site'))
    if (parts.isStopping()) throw new AppError('shutting_down', 'The console is stopping.')
  }

  /**
   * Every request leaves one line. Reads do not wait for it; refusals do. What anybody can send without end, to the ingress-only
   * listener or without a good token, is counted instead: a page of another site in the operator's browser shall not fill the disk.
   */
  function record(
    exchange: Exchange,
    source: IngressSource | null,
    answer: Answer,
    errorCode: string | null,
    startMs: number,
  ): MaybePromise<unknown> {
    const status = answer === ALREADY_SENT ? 200 : answer.status
    if (source !== null && status < 400) parts.gate.passed(exchange)
    if (source === null && isAnybody(exchange)) return parts.gate.counted(exchange, status, errorCode)
    const ms = Math.round((performance.now() - startMs) * 10) / 10
    const draft = {
      type: status >= 400 ? ('request_refused' as const) : ('request_served' as const),
      actor: exchange.actor,
      correlation_id: (answer === ALREADY_SENT ? null : answer.correlation_id) ?? exchange.correlation_id,
      task_id: answer === ALREADY_SENT ? null : answer.task_id,
      route: exchange.route,
      status,
      data: errorCode === null ? { ms } : { ms, error_code: errorCode },
    }
    if (status >= 400) return parts.log.record(draft).catch(() => undefined)
    parts.log.note(draft)
    return undefined
  }

  function refuse(exchange: Exchange, error: unknown): { reply: Reply; code: string } {
    const problem = problemOf(error, exchange.correlation_id)
    if (WORTH_LOGGING.has(problem.error_code))
      parts.logger.error({ err: error, correlation_id: exchange.correlation_id, route: exchange.route }, problem.title)
    const headers = headersFor(problem)
    return { reply: problemReply(problem, headers), code: problem.error_code }
  }

  function run(
    exchange: Exchange,
    source: IngressSource | null,
    work: () => MaybePromise<Answer>,
  ): MaybePromise<Response> {
    const start = performance.now()
    const finish = (answer: Answer, code: string | null): MaybePromise<Response> =>
      whenReady(record(exchange, source, answer, code, start), () => responseOf(answer))
    const fail = (error: unknown): MaybePromise<Response> => {
      const counted =
        source === null ? parts.failures.refused(exchange, error) : parts.gate.refused(exchange, source, error)
      if (counted !== null) return responseOf(refuse(exchange, counted).reply)
      const { reply, code } = refuse(exchange, error)
      return finish(reply, code)
    }
    try {
      guard(exchange)
      const answer = work()
      return answer instanceof Promise ? answer.then((late) => finish(late, null)).catch(fail) : finish(answer, null)
    } catch (error) {
      return fail(error)
    }
  }

  function serveRow(row: Row, handler: AnyHandler, exchange: Exchange): MaybePromise<Response> {
    const source = sourceOfRow(row)
    return run(exchange, source, () =>
      whenReady(parts.authenticate(exchange, row), (grant) => {
        if (source !== null) parts.gate.admit(exchange, source)
        const call = { actor: exchange.actor, correlation_id: exchange.correlation_id }
        return whenReady(hearUnread(handler, exchange, call, bodyOf(row, exchange)), ({ raw, body }) =>
          handler({
            exchange,
            grant,
            call,
            params: parse(row.request?.params as ZodType | undefined, exchange.params),
            query: parse(row.request?.query as ZodType | undefined, queryOf(exchange.request.url)),
            body,
            raw,
          }),
        )
      }),
    )
  }

  return { serve: (exchange, work) => run(exchange, null, work), serveRow }
}

function responseOf(answer: Answer): Response {
  if (answer === ALREADY_SENT) return RESPONSE_ALREADY_SENT
  // DOM's BodyInit wants an ArrayBuffer-backed view; ours always is.
  return new Response(
    answer.body as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | string | null,
    {
      status: answer.status,
      headers: { ...SECURITY_HEADERS, ...answer.headers },
    },
  )
}

/** RFC 9110: 401 names the scheme (15.5.2), 405 the methods that are taken (15.5.6); RFC 6585: 429 may say how long to wait (4). */
function headersFor(problem: Problem): Record<string, string> {
  if (problem.status === 401) return { 'www-authenticate': 'Bearer realm="countersign"' }
  const wait = problem['retry_after_s']
  if (problem.status === 429 && typeof wait === 'number') return { 'retry-after': String(wait) }
  // RFC 9110, 14.4: how long the representation is.
  if (problem.status === 416) return { 'content-range': `bytes */${problem['bytes']}` }
  return problem.error_code === 'method_not_allowed' ? { allow: String(problem['allow']) } : {}
}

const isAnybody = ({ env, actor }: Exchange): boolean => cameByIngress(env) || actor === ANONYMOUS

/** A body that did not come whole, or is longer than any, is nobody's but the door's. */
function hearUnread(
  { unread }: AnyHandler,
  exchange: Exchange,
  call: Call,
  reading: MaybePromise<ReadBody>,
): MaybePromise<ReadBody> {
  if (unread === undefined || !(reading instanceof Promise)) return reading
  return reading.catch(async (error: unknown) => {
    if (exchange.raw !== null && error instanceof AppError) await unread({ call, raw: exchange.raw, error })
    throw error
  })
}

interface ReadBody {
  readonly raw: Uint8Array
  readonly body: unknown
}

const NO_BODY: ReadBody = { raw: new Uint8Array(), body: undefined }

/** Signed rows keep their bytes unread: their handler checks the signature before it trusts a syllable of them. */
function bodyOf(row: Row, exchange: Exchange): MaybePromise<ReadBody> {
  const wanted = row.request?.body
  if (wanted === undefined) return NO_BODY
  const signed = row['x-access'] === 'signature'
  if (signed) checkJson(exchange.header('content-type'))
  return exchange.readBody(MAX_BODY_BYTES).then((raw) => {
    exchange.raw = raw
    if (signed) return { raw, body: undefined }
    if (raw.length === 0 && wanted.required !== true) return { raw, body: {} }
    checkJson(exchange.header('content-type'))
    const content = wanted.content['application/json'] as { schema: ZodType }
    return { raw, body: parse(content.schema, parseJson(raw)) }
  })
}

function parse(schema: ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AppError('validation_failed', `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'not valid'}`)
}
