import type { ToolStatus } from '../../../contract/tool.ts'

type State = ToolStatus['state']

export const STATUS_WORDS: Readonly<Record<State, string>> = {
  ready: 'Ready',
  off: 'Off',
  unavailable: 'Not reachable',
  unknown: 'Not known',
}

/** What the state means for whoever wants to use the tool. */
export const STATUS_MEANS: Readonly<Record<State, string>> = {
  ready: 'What it needs was there when it was last looked at.',
  off: 'What it needs is not set up.',
  unavailable: 'What it needs is set up, and was not there when it was last looked at.',
  unknown: 'Nobody has looked yet whether what it needs is there.',
}

/** `screen` of `screen.capture`. */
export function familyOf(tool: string): string {
  return tool.split('.', 1)[0] ?? tool
}

const FAMILIES: Readonly<Record<string, string>> = {
  ...{ screen: 'Screen', vision: 'Vision', notify: 'Messages', obs: 'OBS Studio', youtube: 'YouTube', file: 'Files' },
  time: 'Time',
}

/** What a family is called; its own name where nothing is known of it. */
export function familyWords(family: string): string {
  return FAMILIES[family] ?? family
}

/** Tools by their family, families and tools in the order of their names. */
export function byFamily<T extends { readonly tool: string }>(
  tools: readonly T[],
): readonly { readonly family: string; readonly tools: readonly T[] }[] {
  const families = [...new Set(tools.map(({ tool }) => familyOf(tool)))].sort()
  return families.map((family) => ({
    family,
    tools: tools.filter(({ tool }) => familyOf(tool) === family).toSorted((a, b) => (a.tool < b.tool ? -1 : 1)),
  }))
}
