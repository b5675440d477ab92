import type { JsonObject } from '../../../contract/json-object.ts'

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const OWN = /^#\/\$defs\/([^/~%]+)$/

/** A JSON Schema (2020-12) with every `$ref` into its own `$defs` replaced by what it names; what leads in a circle or outside stays. */
export function inlined(schema: unknown): unknown {
  const defs = isObject(schema) && isObject(schema['$defs']) ? schema['$defs'] : {}
  const walk = (value: unknown, within: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each, within))
    if (!isObject(value)) return value
    const { $ref, $defs: _, ...others } = value
    const said = Object.fromEntries(Object.entries(others).map(([name, each]) => [name, walk(each, within)]))
    if ($ref === undefined) return said
    const name = typeof $ref === 'string' ? OWN.exec($ref)?.[1] : undefined
    const named = name === undefined || within.includes(name) ? undefined : defs[name]
    if (name === undefined || !isObject(named)) return { $ref, ...said }
    return { ...(walk(named, [...within, name]) as JsonObject), ...said }
  }
  return walk(schema, [])
}
