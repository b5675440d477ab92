import type { JsonObject } from '../../../contract/json-object.ts'
import { inlined, isObject } from '../schema-form/inlined.ts'

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

/** Arguments that go together. `label`: what tells them from the other ones that a tool takes; null when there are no others. */
export interface ArgumentShape {
  readonly label: string | null
  readonly args: readonly ArgumentWords[]
}

/** Names that an argument has when it is a file of the evidence of the task: the tools keep to them. */
export const NAMES_EVIDENCE = /(^|_)sha256$/
const SHA256 = '^[0-9a-f]{64}$'

/** All that a tool can be called with; none when that is nothing. */
export function argumentShapes(schema: JsonObject): readonly ArgumentShape[] {
  const whole = inlined(schema)
  if (!isObject(whole)) return []
  const anyOf = whole['anyOf'] ?? whole['oneOf']
  const shapes = Array.isArray(anyOf) ? anyOf.filter(isObject) : []
  if (shapes.length > 0) return shapes.map((each, place) => ({ label: labelOf(each, place), args: argumentsOf(each) }))
  const args = argumentsOf(whole)
  return args.length === 0 ? [] : [{ label: null, args }]
}

function labelOf({ properties }: JsonObject, place: number): string {
  const [told] = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, each]) =>
    isObject(each) && each['const'] !== undefined ? [`${name} is ${JSON.stringify(each['const'])}`] : [],
  )
  return told ?? `way ${place + 1}`
}

/** The arguments of a tool out of its JSON Schema (2020-12): what of it a person reads. The schema itself stands beside it. */
export function argumentsOf(schema: JsonObject): ArgumentWords[] {
  const whole = inlined(schema)
  if (!isObject(whole)) return []
  const { properties, required } = whole
  if (!isObject(properties)) return []
  const needed = Array.isArray(required) ? required : []
  return Object.entries(properties).map(([name, value]) => ({
    name,
    words: isObject(value) ? (isEvidence(name, value) ? EVIDENCE : valueWords(value)) : 'anything',
    description: isObject(value) && typeof value['description'] === 'string' ? value['description'] : null,
    isRequired: needed.includes(name),
  }))
}

const EVIDENCE = 'a file of the task’s evidence, by its sha256'
const isEvidence = (name: string, { pattern }: JsonObject): boolean => pattern === SHA256 && NAMES_EVIDENCE.test(name)

function valueWords(value: JsonObject): string {
  if (value['pattern'] === SHA256) return 'sha256, 64 of 0-9 and a-f'
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
