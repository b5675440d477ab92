import { inertParts } from '../../design/inert-text.ts'

/**
 * Line, counted from 1, on which the policy names a rule; null when it cannot be found. `nth` counts from 0: a name that is there twice
 * is found twice.
 */
export function lineOfRule(text: string, rule: string, nth: number): number | null {
  const name = rule.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const named = new RegExp(`(^|[\\s{,-])["']?id["']?\\s*:\\s*["']?${name}["']?(?=[\\s,}#]|$)`)
  const lines = text.split('\n').flatMap((line, place) => (named.test(line) ? [place + 1] : []))
  return lines[nth] ?? lines.at(-1) ?? null
}

/** Line that a message names, as `at line 12, column 3`; null when it names none within the text. */
export function lineInWords(message: string, text: string): number | null {
  const line = Number(/\bline (\d+)/i.exec(message)?.[1])
  return Number.isInteger(line) && line >= 1 && line <= text.split('\n').length ? line : null
}

/** Where the line begins and ends, as places of characters: what a text field selects. */
export function rangeOfLine(text: string, line: number): readonly [from: number, to: number] {
  const lines = text.split('\n')
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  return [from, from + (lines[line - 1]?.length ?? 0)]
}

export interface HiddenCharacter {
  readonly line: number
  readonly name: string
}

/** Characters that a text field does not show, or that turn the direction of reading. */
export function hiddenCharacters(text: string): HiddenCharacter[] {
  return text
    .split('\n')
    .flatMap((line, place) =>
      inertParts(line).flatMap(({ mark }) => (mark === null ? [] : [{ line: place + 1, name: mark }])),
    )
}
