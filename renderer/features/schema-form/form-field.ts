import type { JsonObject } from '../../../contract/json-object.ts'
import { inlined, isObject } from './inlined.ts'

/** A JSON value as `JSON.parse` makes it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

export interface Limits {
  readonly least: number | null
  readonly most: number | null
}

/** A member of a group. */
export interface FieldMember {
  readonly name: string
  readonly field: FormField
  readonly isRequired: boolean
}

/** What a person fills in for one place of a JSON Schema. `json`: what no form is made for, written as JSON. */
export type FormField = {
  readonly title: string | null
  readonly description: string | null
  /** What holds when nothing is said; null when that is nothing. */
  readonly fallback: Json
} & (
  | { readonly kind: 'text'; readonly limits: Limits; readonly pattern: string | null; readonly isLong: boolean }
  | { readonly kind: 'number'; readonly limits: Limits; readonly isWhole: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly Json[] }
  | { readonly kind: 'list'; readonly item: FormField; readonly limits: Limits }
  | { readonly kind: 'group'; readonly members: readonly FieldMember[] }
  | { readonly kind: 'variants'; readonly variants: readonly { readonly label: string; readonly field: FormField }[] }
  | { readonly kind: 'json' }
)

/** Deeper than this a schema is written as JSON. */
const DEEPEST = 6
/** A text that may be longer than this gets several lines. Characters. */
const LONG = 1000

/** The form for a JSON Schema (2020-12). What it leaves out the service still checks. */
export function formField(schema: unknown): FormField {
  return fieldOf(inlined(schema), 0)
}

function fieldOf(schema: unknown, depth: number): FormField {
  const words = {
    title: isObject(schema) && typeof schema['title'] === 'string' ? schema['title'] : null,
    description: isObject(schema) && typeof schema['description'] === 'string' ? schema['description'] : null,
    fallback: isObject(schema) ? ((schema['default'] ?? null) as Json) : null,
  }
  if (!isObject(schema) || depth > DEEPEST) return { ...words, kind: 'json' }
  const { type, const: only, items } = schema
  const choices = schema['enum']
  if (only !== undefined) return { ...words, kind: 'choice', choices: [only as Json] }
  if (Array.isArray(choices) && choices.length > 0) return { ...words, kind: 'choice', choices: choices as Json[] }
  const anyOf = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(anyOf) && schema['default'] === null) {
    // Nothing is what holds when nothing is said: it need not be chosen.
    const others = anyOf.filter((each) => !isObject(each) || each['type'] !== 'null')
    if (others.length === 1) return { ...fieldOf(others[0], depth), ...words }
  }
  if (Array.isArray(anyOf)) return { ...words, ...variantsOf(anyOf, depth) }
  if (type === 'boolean') return { ...words, kind: 'choice', choices: [true, false] }
  if (type === 'null') return { ...words, kind: 'choice', choices: [null] }
  if (type === 'integer' || type === 'number')
    return { ...words, kind: 'number', limits: numberLimits(schema), isWhole: type === 'integer' }
  if (type === 'string') {
    const limits = { least: numberOr(schema['minLength']), most: numberOr(schema['maxLength']) }
    const pattern = typeof schema['pattern'] === 'string' ? schema['pattern'] : null
    const isLong = pattern === null && schema['format'] === undefined && limits.most !== null && limits.most > LONG
    return { ...words, kind: 'text', limits, pattern, isLong }
  }
  if (type === 'array' && isObject(items)) {
    const limits = { least: numberOr(schema['minItems']), most: numberOr(schema['maxItems']) }
    return { ...words, kind: 'list', item: fieldOf(items, depth + 1), limits }
  }
  const { properties } = schema
  if (type !== 'object' || !isObject(properties)) return { ...words, kind: 'json' }
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const members = Object.entries(properties).map(([name, value]) => ({
    ...{ name, field: fieldOf(value, depth + 1), isRequired: required.includes(name) },
  }))
  return { ...words, kind: 'group', members }
}

function variantsOf(schemas: readonly unknown[], depth: number) {
  const fields = schemas.map((each) => fieldOf(each, depth + 1))
  // Choices of choices are one list.
  if (fields.every(isChoice)) return { kind: 'choice' as const, choices: fields.flatMap(({ choices }) => choices) }
  return {
    kind: 'variants' as const,
    variants: fields.map((field, place) => ({ label: labelOf(field, place), field })),
  }
}

const isChoice = (field: FormField): field is FormField & { kind: 'choice' } => field.kind === 'choice'

const KINDS: Readonly<Record<FormField['kind'], string>> = {
  ...{ text: 'text', number: 'number', choice: 'choice', list: 'list', group: 'members', variants: 'variants' },
  json: 'JSON',
}

/** A member that can be only one thing tells variants apart. */
function labelOf(field: FormField, place: number): string {
  if (field.title !== null) return field.title
  if (field.kind === 'choice') return field.choices.map((each) => choiceWords(each)).join(' or ')
  const told =
    field.kind === 'group'
      ? field.members.find(({ field: each }) => each.kind === 'choice' && each.choices.length === 1)
      : undefined
  if (told?.field.kind === 'choice') return `${told.name}: ${choiceWords(told.field.choices[0] ?? null)}`
  if (field.kind === 'group') return field.members.map(({ name }) => name).join(', ') || `variant ${place + 1}`
  return KINDS[field.kind]
}

export function choiceWords(choice: Json): string {
  if (choice === true) return 'yes'
  if (choice === false) return 'no'
  if (choice === null) return 'nothing'
  return typeof choice === 'string' ? choice : JSON.stringify(choice)
}

function numberLimits(schema: JsonObject): Limits {
  const least = numberOr(schema['minimum'])
  const most = numberOr(schema['maximum'])
  const above = numberOr(schema['exclusiveMinimum'])
  const step = schema['type'] === 'integer' && above !== null ? above + 1 : null
  return { least: least ?? step, most }
}

/** What JSON Schema writes for "any safe integer" is no limit to a reader. */
function numberOr(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null
}
