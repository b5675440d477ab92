import * as z from 'zod'
import { AgentSettings, ProtocolSettings } from '../../../contract/agent.ts'
import type { JsonObject, JsonValue } from '../../../contract/json-object.ts'

/** JSON Schema (2020-12) of what is written of one agent, and of the protocol; without references, as the form reads it. */
export const agentSchema = (): JsonObject => plainSchema(AgentSettings)
export const protocolSchema = (): JsonObject => plainSchema(ProtocolSettings)

function plainSchema(schema: z.ZodType): JsonObject {
  const { $defs, ...whole } = z.toJSONSchema(schema, { io: 'input' }) as JsonObject
  return inlined(whole, isObject($defs) ? $defs : {}) as JsonObject
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const REFERENCE = '#/$defs/'
/** What may be longer gets several lines in the form (form-field.ts). Characters. */
const LONG = 1000

/** What stands beside a reference (a default, a description) goes before what it names. */
function inlined(value: JsonValue | undefined, defs: JsonObject): JsonValue {
  if (Array.isArray(value)) return value.map((each) => inlined(each, defs))
  if (!isObject(value)) return value ?? null
  const { $ref, ...rest } = value
  const named = typeof $ref === 'string' && $ref.startsWith(REFERENCE) ? defs[$ref.slice(REFERENCE.length)] : undefined
  const merged: JsonObject = isObject(named) ? { ...named, ...rest } : value
  // A path is one line, however long it may be; the service holds it against its limit.
  const { maxLength, ...unlimited } = merged
  if (typeof maxLength === 'number' && maxLength > LONG) return inlined(unlimited, defs)
  return Object.fromEntries(Object.entries(merged).map(([name, each]) => [name, inlined(each, defs)]))
}

/** Without what would hold anyway if nothing were said, so that the form shows what somebody wrote. */
export function saidOnly(value: JsonValue, schema: JsonValue | undefined): JsonValue {
  if (!isObject(value) || !isObject(schema)) return value
  const variants = schema['oneOf'] ?? schema['anyOf']
  if (Array.isArray(variants))
    return saidOnly(
      value,
      variants.find((each) => isOfKind(value, each)),
    )
  const { properties } = schema
  if (!isObject(properties)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const property = properties[name]
      const said = saidOnly(each, property)
      const isDefault = isObject(property) && 'default' in property && isSame(said, property['default'] ?? null)
      return isDefault ? [] : [[name, said]]
    }),
  )
}

/** Whether a member that can be only one thing is that. */
function isOfKind(value: JsonObject, variant: JsonValue): boolean {
  const properties = isObject(variant) && isObject(variant['properties']) ? variant['properties'] : {}
  const kind = properties['kind']
  return isObject(kind) && kind['const'] === value['kind']
}

/** Whether both say the same, whatever the order of their members. */
export function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => isSame(each, b[at]))
  if (!isObject(a) || !isObject(b)) return a === b
  const [names, others] = [Object.keys(a), Object.keys(b)]
  return names.length === others.length && names.every((name) => isSame(a[name], b[name]))
}
