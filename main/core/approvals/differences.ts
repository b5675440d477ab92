import type { ApprovalVoid } from '../../../contract/approval.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'

export type Difference = ApprovalVoid['differences'][number]

const MAX_DIFFERENCES = 100
/** Longest value that is shown, in characters; what is cut off ends in `…`. */
const MAX_VALUE = 300

/**
 * What differs between two values of JSON: the JSON Pointer (RFC 6901) of each place with its canonical JSON before and after, empty where
 * there is nothing. At most 100, in the order of the pointers' names.
 */
export function differencesOf(before: unknown, after: unknown, pointer: string): Difference[] {
  const found: Difference[] = []
  collect(before, after, pointer, found)
  return found
}

function collect(before: unknown, after: unknown, path: string, found: Difference[]): void {
  if (found.length >= MAX_DIFFERENCES || isSame(before, after)) return
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after)) {
    found.push({ path, before: shown(before), after: shown(after) })
    return
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  for (const name of Array.isArray(before) ? names : names.sort())
    collect(member(before, name), member(after, name), `${path}/${escaped(name)}`, found)
}

/** There is a difference between null and nothing at all. */
const isSame = (before: unknown, after: unknown): boolean =>
  (before === undefined) === (after === undefined) && canonicalJson(before) === canonicalJson(after)

const isContainer = (value: unknown): value is object => value !== null && typeof value === 'object'

const member = (container: object, name: string): unknown =>
  Object.hasOwn(container, name) ? (container as Record<string, unknown>)[name] : undefined

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function shown(value: unknown): string {
  if (value === undefined) return ''
  const text = canonicalJson(value)
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text
}
