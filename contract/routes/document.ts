import { OpenAPIHono } from '@hono/zod-openapi'
import { PUSHED_EVENTS } from '../events.ts'
import { ROUTES } from './index.ts'

/** The contract as an OpenAPI 3.1 document (a plain object; the same every time). */
export function openapiDocument(version: string): object {
  const { openAPIRegistry: registry, getOpenAPI31Document } = bound(new OpenAPIHono())
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'a token has one scope: admin, observer or tool_runner, or executor or reviewer, which are bound to one task (claim task_id)',
  })
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'countersign_session',
    description: 'set by POST /api/session for the browser console; the name carries a suffix per data root',
  })
  for (const payload of Object.values(PUSHED_EVENTS)) {
    const about = payload.meta() ?? { id: 'Event' }
    // A schema that was made before the library was loaded lacks what it adds to each; the copy has it.
    registry.register(about.id ?? 'Event', payload.meta(about))
  }
  for (const row of Object.values(ROUTES)) registry.registerPath(row)
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version,
      description:
        'Operator console for AI agents. x-access names the scope that a route asks for, or how else it is proven; x-task-scopes the scopes of tokens bound to one task that pass as well, and where the request must name that task. docs/specs/SCOPES.md shows it as a table. Errors are problem details (RFC 9457).',
    },
    tags: ['tasks', 'evidence', 'events', 'audit', 'deliveries', 'webhooks', 'session', 'system'].map((name) => ({
      name,
    })),
  })
}

function bound(app: OpenAPIHono) {
  return { openAPIRegistry: app.openAPIRegistry, getOpenAPI31Document: app.getOpenAPI31Document.bind(app) }
}
