import type { JsonObject, JsonValue } from '../../contract/json-object.ts'

/** A JSON Schema (2020-12), as far as a line of text needs it. */
type Schema = JsonObject

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const schemasIn = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

const membersOf = ({ properties }: Schema): readonly (readonly [string, Schema])[] =>
  isSchema(properties)
    ? Object.entries(properties).filter((entry): entry is [string, Schema] => isSchema(entry[1]))
    : []

const isOptional = ({ required }: Schema, name: string): boolean =>
  !(Array.isArray(required) && required.includes(name))

const shapesOf = ({ anyOf, oneOf }: Schema): readonly Schema[] => schemasIn(oneOf ?? anyOf)

/** The arguments of a tool, a line for each member; of a choice of shapes, each with its own. */
export function argumentLines(whole: Schema): string[] {
  const named = isSchema(whole['$defs']) ? whole['$defs'] : {}
  return linesOf(inlined(whole, named, DEEPEST) as Schema)
}

/** A schema may hold itself, as that of any JSON does; so deep is more than a line tells. */
const DEEPEST = 12

/** With what `$ref` names in its place (JSON Schema 2020-12, 8.2.3.1); what is not there, or too deep, can be anything. */
function inlined(value: JsonValue, named: Schema, deep: number): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (deep === 0) return {}
  if (Array.isArray(value)) return value.map((one) => inlined(one, named, deep - 1))
  const { $ref, $defs, ...rest } = value
  const target = typeof $ref === 'string' ? named[$ref.replace('#/$defs/', '')] : undefined
  const members = Object.entries({ ...(isSchema(target) ? target : {}), ...rest })
  return Object.fromEntries(members.map(([name, one]) => [name, inlined(one, named, deep - 1)]))
}

function linesOf(schema: Schema): string[] {
  const shapes = shapesOf(schema)
  if (shapes.length > 0) return shapes.flatMap((shape, at) => [...(at === 0 ? [] : ['  or']), ...linesOf(shape)])
  const members = membersOf(schema)
  if (members.length === 0) return ['  no arguments']
  const width = Math.max(...members.map(([name]) => name.length)) + 2
  return members.flatMap(([name, member]) => [
    `  ${name.padEnd(width)}${kindOf(member)}${isOptional(schema, name) ? '; may be left out' : ''}${said(member)}`,
    ...insideOf(member).map((inside) => `  ${' '.repeat(width)}${signatureOf(inside)}`),
  ])
}

const said = ({ description }: Schema): string => (typeof description === 'string' ? `; ${description}` : '')

/** The objects that a member is, or holds. */
function insideOf(schema: Schema): readonly Schema[] {
  if (isSchema(schema['items'])) return insideOf(schema['items'])
  const shapes = shapesOf(schema)
  return shapes.length > 0 ? shapes.flatMap(insideOf) : membersOf(schema).length > 0 ? [schema] : []
}

/** `{kind: "display", id: text}` */
function signatureOf(schema: Schema): string {
  const members = membersOf(schema).map(
    ([name, one]) => `${name}${isOptional(schema, name) ? '?' : ''}: ${kindOf(one)}`,
  )
  return `{${members.join(', ')}}`
}

/** What it can be, in words. */
function kindOf(schema: Schema): string {
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map((one) => JSON.stringify(one)).join(' | ')
  const shapes = shapesOf(schema)
  if (shapes.length > 0) {
    const kinds = [...new Set(shapes.map(kindOf))]
    return kinds.length === 1 && shapes.length > 1 ? `${kinds[0]}, one of ${shapes.length} shapes` : kinds.join(' or ')
  }
  const { type } = schema
  if (type === 'string') return textOf(schema)
  if (type === 'integer' || type === 'number') return `${type}${rangeOf(schema['minimum'], schema['maximum'], '')}`
  if (type !== 'array') return typeof type === 'string' ? type : 'any JSON'
  const of = isSchema(schema['items']) ? `: ${kindOf(schema['items'])}` : ''
  return `list${rangeOf(schema['minItems'], schema['maxItems'], '').replace(',', ' of')}${of}`
}

const SHA256 = '^[0-9a-f]{64}$'

function textOf({ pattern, minLength, maxLength }: Schema): string {
  if (pattern === SHA256) return 'sha256, 64 hex digits'
  const like = typeof pattern === 'string' ? `, matching ${pattern}` : ''
  return `text${rangeOf(minLength, maxLength, ' characters')}${like}`
}

/** `, 1 to 600`. Bounds that every whole number in JSON has are none. */
function rangeOf(least: JsonValue | undefined, most: JsonValue | undefined, what: string): string {
  const from = typeof least === 'number' && least > Number.MIN_SAFE_INTEGER ? least : null
  const to = typeof most === 'number' && most < Number.MAX_SAFE_INTEGER ? most : null
  if (from !== null && to !== null) return from === to ? `, ${from}${what}` : `, ${from} to ${to}${what}`
  if (to !== null) return `, at most ${to}${what}`
  return from === null ? '' : `, at least ${from}${what}`
}
