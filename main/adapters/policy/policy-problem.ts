import { isMap, isNode, isScalar, type ParsedNode } from 'yaml'
import type * as z from 'zod'
import type { Policy } from '../../../contract/policy.ts'

export interface PolicyProblem {
  readonly what: string
  /** Where it is in the text, in characters from its beginning; undefined when the text holds nothing. */
  readonly offset: number | undefined
}

type Issue = z.core.$ZodIssue

/** The first thing that is wrong with a policy that is well-formed YAML; null when nothing is. */
export function firstProblem(contents: ParsedNode | null, parsed: z.ZodSafeParseResult<Policy>): PolicyProblem | null {
  if (!parsed.success) {
    const issue = parsed.error.issues[0] as Issue
    const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
    const path = [...issue.path, ...extra]
    const where = path.length === 0 ? '' : `${pathWords(path)}: `
    return {
      what: where + (extra.length > 0 ? 'there is no such member' : issue.message),
      offset: placeOf(contents, path, extra.length > 0),
    }
  }
  const wrong = parsed.data.rules.findIndex(
    ({ effect, ...own }) => effect !== 'ask' && TERMS.some((term) => term in own),
  )
  if (wrong === -1) return null
  const [member = ''] = TERMS.filter((term) => parsed.data.rules[wrong]?.[term] !== undefined)
  const path = ['rules', wrong, member]
  return { what: `${pathWords(path)}: only a rule with effect ask takes this`, offset: placeOf(contents, path, true) }
}

const TERMS = ['approvals', 'expires_seconds', 'cool_off_seconds'] as const

const pathWords = (path: readonly PropertyKey[]): string =>
  path
    .map((name) => (typeof name === 'number' ? `[${name}]` : `.${String(name).slice(0, 100)}`))
    .join('')
    .replace(/^\./, '')

/** Where the deepest part of `path` that is there begins: its value, or its name if `byName`. */
function placeOf(contents: ParsedNode | null, path: readonly PropertyKey[], byName: boolean): number | undefined {
  let node: unknown = contents
  let place = contents?.range[0]
  for (const [depth, name] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))
      if (isNode(pair?.key)) place = pair.key.range?.[0] ?? place
      if (byName && depth === path.length - 1) return place
      node = pair?.value
    } else node = (node as { items?: readonly unknown[] } | null | undefined)?.items?.[Number(name)]
    if (isNode(node) && !isMap(node)) place = node.range?.[0] ?? place
    if (node === null || node === undefined) return place
  }
  return place
}
