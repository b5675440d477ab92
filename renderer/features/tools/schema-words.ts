import type { JsonObject } from '../../../contract/json-object.ts'

export interface ArgumentWords {
  readonly name: string
  /** Type and limits, as `text, 1 to 200 characters`. */
  readonly words: string
  readonly description: string | null
  readonly isRequired: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'yes or no',
  array: 'list',
  object: 'object',
  null: 'nothing',
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The arguments of a tool out of its JSON Schema (2020-12): what of it a person reads. The schema itself stands beside it. */
export function argumentsOf(schema: JsonObject): ArgumentWords[] {
  const { properties, required } = schema
  if (!isObject(properties)) return []
  const needed = Array.isArray(required) ? required : []
  return Object.entries(properties).map(([name, value]) => ({
    name,
    words: isObject(value) ? valueWords(value) : 'anything',
    description: isObject(value) && typeof value['description'] === 'string' ? value['description'] : null,
    isRequired: needed.includes(name),
  }))
}

function valueWords(value: JsonObject): string {
  const { type, format, const: only, items } = value
  const anyOf = value['anyOf'] ?? value['oneOf']
  const choices = value['enum']
  if (Array.isArray(choices)) return `one of ${choices.map((each) => JSON.stringify(each)).join(', ')}`
  if (only !== undefined) return `always ${JSON.stringify(only)}`
  if (Array.isArray(anyOf)) return anyOf.map((each) => (isObject(each) ? valueWords(each) : 'anything')).join(', or ')
  const { properties } = value
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string')
  const named = types.map((each) => TYPES[each] ?? each).join(' or ')
  const limits = [
    rangeWords(value['minLength'], value['maxLength'], 'characters'),
    rangeWords(value['minItems'], value['maxItems'], 'items'),
    rangeWords(value['minimum'], value['maximum'], ''),
    typeof format === 'string' ? format : null,
    typeof value['pattern'] === 'string' ? `like ${value['pattern']}` : null,
    isObject(items) ? `each ${valueWords(items)}` : null,
    isObject(properties) ? `of ${memberWords(properties)}` : null,
  ]
  return [named === '' ? 'anything' : named, ...limits.filter((each) => each !== null)].join(', ')
}

/** Members by their names; what can be only one thing says which. */
function memberWords(properties: JsonObject): string {
  return Object.entries(properties)
    .map(([name, each]) =>
      isObject(each) && each['const'] !== undefined ? `${name} ${JSON.stringify(each['const'])}` : name,
    )
    .join(', ')
}

function rangeWords(least: unknown, most: unknown, unit: string): string | null {
  const words = (text: string) => `${text} ${unit}`.trim()
  // What JSON Schema writes for "any safe integer" is no limit to a reader.
  const top = typeof most === 'number' && Math.abs(most) < Number.MAX_SAFE_INTEGER ? most : null
  const bottom = typeof least === 'number' && Math.abs(least) < Number.MAX_SAFE_INTEGER ? least : null
  if (bottom !== null && top !== null) return words(`${bottom} to ${top}`)
  if (top !== null) return words(`at most ${top}`)
  return bottom === null ? null : words(`at least ${bottom}`)
}
