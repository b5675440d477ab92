import { AUDIT_EVENT_TYPES } from '../../contract/audit-event.ts'
import { PUSHED_EVENTS } from '../../contract/events.ts'
import { PROBLEMS } from '../../contract/problem.ts'
import { openapiDocument } from '../../contract/routes/document.ts'

/** Everything that clients may rely on by name. Names are added, never removed. */
export interface PublishedContract {
  /** `get /api/tasks 200` */
  readonly operations: readonly string[]
  /** `Task.title` */
  readonly fields: readonly string[]
  readonly error_codes: readonly string[]
  readonly audit_event_types: readonly string[]
  readonly pushed_events: readonly string[]
}

interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, unknown> }>>
  readonly components: { readonly schemas: Record<string, { readonly properties?: Record<string, unknown> }> }
}

/** The contract as the code has it now. */
export function publishedContract(version: string): PublishedContract {
  const { paths, components } = openapiDocument(version) as Document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method} ${path} ${status}`),
    ),
  )
  const fields = Object.entries(components.schemas).flatMap(([name, { properties }]) =>
    Object.keys(properties ?? {}).map((field) => `${name}.${field}`),
  )
  return {
    operations: operations.sort(),
    fields: fields.sort(),
    error_codes: Object.keys(PROBLEMS).sort(),
    audit_event_types: Object.keys(AUDIT_EVENT_TYPES).sort(),
    pushed_events: Object.keys(PUSHED_EVENTS).sort(),
  }
}

const KINDS = ['operations', 'fields', 'error_codes', 'audit_event_types', 'pushed_events'] as const

/** Both together: what was published stays, what is new is added. */
export function merge(before: PublishedContract, now: PublishedContract): PublishedContract {
  const union = (kind: (typeof KINDS)[number]): string[] => [...new Set([...before[kind], ...now[kind]])].sort()
  return {
    operations: union('operations'),
    fields: union('fields'),
    error_codes: union('error_codes'),
    audit_event_types: union('audit_event_types'),
    pushed_events: union('pushed_events'),
  }
}

/** What was published and is no longer there, kind by kind. */
export function disappeared(published: PublishedContract, now: PublishedContract): string[] {
  return KINDS.flatMap((kind) =>
    published[kind].filter((name) => !now[kind].includes(name)).map((name) => `${kind}: ${name}`),
  )
}
