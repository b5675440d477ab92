import * as z from 'zod'
import { AgentSettings, ProtocolSettings } from '../../../contract/agent.ts'
import type { JsonObject, JsonValue } from '../../../contract/json-object.ts'
import { isJsonObject, isSame } from './same-json.ts'

/** JSON Schema (2020-12) of what is written of one agent, and of the protocol; without references, as the form reads it. */
export const agentSchema = (): JsonObject => plainSchema(AgentSettings)
export const protocolSchema = (): JsonObject => plainSchema(ProtocolSettings)

function plainSchema(schema: z.ZodType): JsonObject {
  const { $defs, ...whole } = z.toJSONSchema(schema, { io: 'input' }) as JsonObject
  return inlined(whole, isJsonObject($defs) ? $defs : {}) as JsonObject
}

const REFERENCE = '#/$defs/'
/** What may be longer gets several lines in the form (form-field.ts). Characters. */
const LONG = 1000

/** What stands beside a reference (a default, a description) goes before what it names. */
function inlined(value: JsonValue | undefined, defs: JsonObject): JsonValue {
  if (Array.isArray(value)) return value.map((each) => inlined(each, defs))
  if (!isJsonObject(value)) return value ?? null
  const { $ref, ...rest } = value
  const named = typeof $ref === 'string' && $ref.startsWith(REFERENCE) ? defs[$ref.slice(REFERENCE.length)] : undefined
  const merged: JsonObject = isJsonObject(named) ? { ...named, ...rest } : value
  // A path is one line, however long it may be; the service holds it against its limit.
  const { maxLength, ...unlimited } = merged
  if (typeof maxLength === 'number' && maxLength > LONG) return inlined(unlimited, defs)
  return Object.fromEntries(Object.entries(merged).map(([name, each]) => [name, inlined(each, defs)]))
}

/** Without what would hold anyway if nothing were said, so that the form shows what somebody wrote. */
export function saidOnly(value: JsonValue, schema: JsonValue | undefined): JsonValue {
  if (!isJsonObject(value) || !isJsonObject(schema)) return value
  const variants = schema['oneOf'] ?? schema['anyOf']
  if (Array.isArray(variants))
    return saidOnly(
      value,
      variants.find((each) => isOfKind(value, each)),
    )
  const { properties } = schema
  if (!isJsonObject(properties)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const property = properties[name]
      const said = saidOnly(each, property)
      const isDefault = isJsonObject(property) && 'default' in property && isSame(said, property['default'] ?? null)
      return isDefault ? [] : [[name, said]]
    }),
  )
}

/** Whether a member that can be only one thing is that. */
function isOfKind(value: JsonObject, variant: JsonValue): boolean {
  const properties = isJsonObject(variant) && isJsonObject(variant['properties']) ? variant['properties'] : {}
  const kind = properties['kind']
  return isJsonObject(kind) && kind['const'] === value['kind']
}
