import type { FormField, Json } from './form-field.ts'
import { isObject } from './inlined.ts'

/**
 * What was filled in, as it was typed. Undefined: nothing was said. A text field, a number and JSON hold their text; a choice the place
 * of what was chosen; variants the place of the one that is open with what was filled in for it.
 */
export type FormDraft = undefined | string | number | readonly FormDraft[] | { readonly [name: string]: FormDraft }

/** Of variants. */
export type VariantDraft = { readonly variant: number; readonly filled: FormDraft }

export interface FormFault {
  /** `regions.0.x`; empty for the whole. */
  readonly path: string
  readonly words: string
}

/** `value` undefined: left out. */
export type FormReading =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly faults: readonly FormFault[] }

const good = (value: Json | undefined): FormReading => ({ ok: true, value })
const bad = (path: string, words: string): FormReading => ({ ok: false, faults: [{ path, words }] })
export const pathOf = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${name}`)

/** A draft that says this value. */
export function draftOf(field: FormField, value: Json | undefined): FormDraft {
  if (value === undefined) return undefined
  if (field.kind === 'json') return JSON.stringify(value, null, 2)
  if (field.kind === 'choice') {
    const place = field.choices.findIndex((each) => JSON.stringify(each) === JSON.stringify(value))
    return place === -1 ? undefined : place
  }
  if (field.kind === 'list') return Array.isArray(value) ? value.map((each) => draftOf(field.item, each)) : undefined
  if (field.kind === 'group') {
    if (!isObject(value)) return undefined
    return Object.fromEntries(field.members.map(({ name, field: each }) => [name, draftOf(each, value[name] as Json)]))
  }
  if (field.kind === 'variants') {
    const whole = field.variants.findIndex(({ field: each }) => saysTheSame(each, value))
    // What lacks something yet is still told apart by the member that can be only one thing.
    const fits = whole === -1 ? field.variants.findIndex(({ field: each }) => isToldApart(each, value)) : whole
    return fits === -1 ? undefined : { variant: fits, filled: draftOf(field.variants[fits]?.field ?? field, value) }
  }
  return typeof value === 'object' ? undefined : String(value)
}

function saysTheSame(field: FormField, value: Json): boolean {
  const read = readDraft(field, draftOf(field, value), true, '')
  return read.ok && sorted(read.value) === sorted(value)
}

function isToldApart(field: FormField, value: Json): boolean {
  if (field.kind !== 'group' || !isObject(value)) return false
  const only = field.members.flatMap(({ name, field: each }) =>
    each.kind === 'choice' && each.choices.length === 1 ? [value[name] === each.choices[0]] : [],
  )
  return only.length > 0 && only.every((isSo) => isSo)
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  )

/** What was filled in as a value, held against the limits that the form knows. */
export function readDraft(field: FormField, draft: FormDraft, isRequired: boolean, path: string): FormReading {
  switch (field.kind) {
    case 'text':
      return readText(field, typeof draft === 'string' ? draft : '', isRequired, path)
    case 'number':
      return readNumber(field, typeof draft === 'string' ? draft.trim() : '', isRequired, path)
    case 'choice': {
      const only = isRequired && field.choices.length === 1 ? field.choices[0] : undefined
      const chosen = typeof draft === 'number' ? field.choices[draft] : only
      return chosen === undefined && isRequired ? bad(path, 'choose one') : good(chosen)
    }
    case 'json':
      return readJson(typeof draft === 'string' ? draft : '', isRequired, path)
    case 'variants': {
      if (!isVariant(draft)) return isRequired ? bad(path, 'choose one') : good(undefined)
      const open = field.variants[draft.variant]
      return open === undefined ? bad(path, 'choose one') : readDraft(open.field, draft.filled, true, path)
    }
    case 'list': {
      const items = Array.isArray(draft) ? (draft as readonly FormDraft[]) : []
      if (items.length === 0 && !isRequired) return good(undefined)
      const { least, most } = field.limits
      if (least !== null && items.length < least) return bad(path, `at least ${least} needed`)
      if (most !== null && items.length > most) return bad(path, `at most ${most} allowed`)
      return together(
        items.map((each, place) => readDraft(field.item, each, true, pathOf(path, place))),
        (values) => values.filter((each) => each !== undefined),
      )
    }
    case 'group': {
      const filled = isFilled(draft) ? draft : {}
      if (!isRequired && Object.values(filled).every((each) => isEmpty(each))) return good(undefined)
      const read = field.members.map(({ name, field: each, isRequired: needed }) =>
        readDraft(each, filled[name], needed, pathOf(path, name)),
      )
      return together(read, (values) =>
        Object.fromEntries(
          field.members.flatMap(({ name }, place) => {
            const value = values[place]
            return value === undefined ? [] : [[name, value]]
          }),
        ),
      )
    }
  }
}

function together(read: readonly FormReading[], join: (values: readonly (Json | undefined)[]) => Json): FormReading {
  const faults = read.flatMap((each) => (each.ok ? [] : each.faults))
  if (faults.length > 0) return { ok: false, faults }
  return good(join(read.map((each) => (each.ok ? each.value : undefined))))
}

type Of<K extends FormField['kind']> = Extract<FormField, { kind: K }>

function readText({ limits, pattern }: Of<'text'>, text: string, isRequired: boolean, path: string): FormReading {
  if (text === '' && !isRequired) return good(undefined)
  const { least, most } = limits
  if (text === '' && ((least ?? 0) > 0 || (pattern !== null && !fits(pattern, '')))) return bad(path, 'fill this in')
  if (least !== null && text.length < least) return bad(path, `at least ${least} characters`)
  if (most !== null && text.length > most) return bad(path, `at most ${most} characters, not ${text.length}`)
  if (pattern !== null && !fits(pattern, text)) return bad(path, `must be like ${pattern}`)
  return good(text)
}

/** A pattern that the browser does not know is left to the service. */
function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

function readNumber(field: Of<'number'>, text: string, isRequired: boolean, path: string): FormReading {
  if (text === '') return isRequired ? bad(path, 'fill this in') : good(undefined)
  const value = Number(text)
  const { least, most } = field.limits
  if (!Number.isFinite(value)) return bad(path, 'is not a number')
  if (field.isWhole && !Number.isSafeInteger(value)) return bad(path, 'must be a whole number')
  if (least !== null && value < least) return bad(path, `at least ${least}`)
  if (most !== null && value > most) return bad(path, `at most ${most}`)
  return good(value)
}

function readJson(text: string, isRequired: boolean, path: string): FormReading {
  if (text.trim() === '') return isRequired ? bad(path, 'fill this in, as JSON') : good(undefined)
  try {
    return good(JSON.parse(text) as Json)
  } catch (error) {
    return bad(path, `is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export function isVariant(draft: FormDraft): draft is VariantDraft {
  return isFilled(draft) && typeof draft['variant'] === 'number' && 'filled' in draft
}

export function isFilled(draft: FormDraft): draft is { readonly [name: string]: FormDraft } {
  return typeof draft === 'object' && !Array.isArray(draft)
}

function isEmpty(draft: FormDraft): boolean {
  if (draft === undefined || draft === '') return true
  if (Array.isArray(draft)) return draft.length === 0
  return isFilled(draft) && !isVariant(draft) && Object.values(draft).every((each) => isEmpty(each))
}
