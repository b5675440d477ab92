import * as z from 'zod'

/** Any JSON object, kept as it came. The type is given by hand: the schema of JSON itself is recursive, and OpenAPI needs no more than this. */
export const JsonObject = z.record(z.string(), z.json()).meta({ id: 'JsonObject', type: 'object' })
export type JsonObject = z.infer<typeof JsonObject>

/** Any JSON value, with the type given by hand for the same reason. */
export const JsonValue = z
  .json()
  .meta({ id: 'JsonValue', type: ['object', 'array', 'string', 'number', 'boolean', 'null'] })
export type JsonValue = z.infer<typeof JsonValue>
