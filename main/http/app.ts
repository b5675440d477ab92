import { Hono } from 'hono'
import { type OperationId, ROUTES } from '../../contract/routes/index.ts'
import type { Row } from '../../contract/routes/row.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { cameByIngress, type DoorEnv } from './door.ts'
import { ANONYMOUS, createExchange } from './exchange.ts'
import type { Handlers } from './handler.ts'
import { sourceOfRow } from './ingress-gate.ts'
import type { Pipeline } from './pipeline.ts'
import { jsonReply } from './reply.ts'
import type { StaticConsole } from './static-console.ts'

/** The one function that all doors go through. */
export type FetchFunction = (request: Request, env: DoorEnv) => Response | Promise<Response>

/** The answer to what came over a socket and cannot be read as a request; it leaves its audit line like any other. */
export type RefuseUnreadable = (byIngress: boolean) => Response | Promise<Response>

/** Correlation id of what the world asks for and nobody follows up: a counting one would tell how busy the console is. */
const WORLD = 'ingress'

/** OpenAPI's `{name}` as Hono's `:name`. */
const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

export function createHttpApp(parts: {
  pipeline: Pipeline
  handlers: Handlers
  console: StaticConsole
  nextCorrelationId: () => string
  /** For what the world asks: tells nothing of how much else was asked. */
  worldCorrelationId: () => string
}): { readonly fetch: FetchFunction; readonly refuseUnreadable: RefuseUnreadable } {
  const app = new Hono<{ Bindings: DoorEnv }>()
  const ingress = new Hono<{ Bindings: DoorEnv }>()
  const rows = Object.keys(ROUTES) as OperationId[]
  const methodsOf = new Map<string, string[]>()

  const correlationIdOf = (env: DoorEnv): string =>
    'correlation_id' in env ? env.correlation_id : parts.nextCorrelationId()

  function mount(on: typeof app, id: OperationId): void {
    const row: Row = ROUTES[id]
    const method = row.method.toUpperCase()
    const route = `${method} ${row.path}`
    on.on(method, honoPath(row.path), (c) =>
      parts.pipeline.serveRow(
        row,
        parts.handlers[id],
        createExchange(
          c.req.raw,
          c.env,
          c.req.method === 'HEAD' ? `HEAD ${row.path}` : route,
          on === ingress ? parts.worldCorrelationId() : correlationIdOf(c.env),
          c.req.param(),
        ),
      ),
    )
  }

  for (const id of rows) {
    const { path, method } = ROUTES[id]
    methodsOf.set(path, [...(methodsOf.get(path) ?? []), method.toUpperCase()])
    mount(app, id)
    if (sourceOfRow(ROUTES[id]) !== null) mount(ingress, id)
  }

  for (const [path, methods] of methodsOf)
    app.all(honoPath(path), (c) => {
      const exchange = createExchange(c.req.raw, c.env, `${c.req.method} ${path}`, parts.nextCorrelationId(), {})
      return parts.pipeline.serve(exchange, () => {
        throw new AppError('method_not_allowed', `${path} takes ${methods.join(', ')}.`, { allow: methods.join(', ') })
      })
    })

  app.all('*', (c) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
    const exchange = createExchange(c.req.raw, c.env, `${reads ? 'GET' : 'ANY'} /*`, parts.nextCorrelationId(), {})
    return parts.pipeline.serve(exchange, () => {
      if (!reads) throw new AppError('not_found', `Nothing takes ${c.req.method} at ${c.req.path.slice(0, 200)}.`)
      return parts.console.reply(exchange, c.req.path)
    })
  })

  // Without version and age, which tell a stranger too much.
  ingress.get('/health', (c) =>
    parts.pipeline.serve(createExchange(c.req.raw, c.env, `${c.req.method} /health`, WORLD, {}), () =>
      jsonReply(200, { status: 'ok' }),
    ),
  )
  // The same for every path and method: whoever looks around learns nothing of what else there is.
  ingress.all('*', (c) =>
    parts.pipeline.serve(createExchange(c.req.raw, c.env, 'ANY /*', WORLD, {}), () => {
      throw new AppError('not_found', 'There is nothing here.', { remediation_hint: 'Only webhooks are taken here.' })
    }),
  )

  return {
    fetch: (request, env) => (cameByIngress(env) ? ingress : app).fetch(request, env),
    refuseUnreadable: (byIngress) => {
      const request = new Request('http://unreadable.invalid')
      const env: DoorEnv = { identity: ANONYMOUS, ...(byIngress ? { ingress: true } : {}) }
      const exchange = createExchange(request, env, 'unreadable', parts.nextCorrelationId(), {})
      return parts.pipeline.serve(exchange, () => {
        throw new AppError('validation_failed', 'The request line or its headers cannot be read.')
      })
    },
  }
}
