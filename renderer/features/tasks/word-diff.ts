/** A stretch of words: in both texts, only in the old one, or only in the new one. */
export interface DiffPart {
  readonly text: string
  readonly kind: 'same' | 'gone' | 'new'
}

/** White space, words, and every other character by itself; together they are the whole text. */
const WORDS = /\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu

/** More comparisons than this are not made: the texts then count as wholly different. */
const MOST = 4_000_000

/**
 * The difference word by word, white space included: joined without `new` it is exactly the old text, without `gone` the new one.
 * Longest common subsequence (Wagner and Fischer) of what lies between the common beginning and the common end.
 */
export function wordDiff(before: string, after: string): DiffPart[] {
  const a = before.match(WORDS) ?? []
  const b = after.match(WORDS) ?? []
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  const parts: DiffPart[] = []
  const add = (kind: DiffPart['kind'], words: readonly string[]) => {
    if (words.length === 0) return
    const last = parts.at(-1)
    if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + words.join('') }
    else parts.push({ kind, text: words.join('') })
  }
  add('same', a.slice(0, start))
  middle(a.slice(start, a.length - end), b.slice(start, b.length - end), add)
  add('same', a.slice(a.length - end))
  return parts
}

/** Whether the shorter of the two texts has less than half of its words in the other: marks would then hide more than they show. */
export function isMostlyDifferent(parts: readonly DiffPart[]): boolean {
  const words = (kind: DiffPart['kind']): number =>
    parts
      .filter((part) => part.kind === kind)
      .reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{M}\p{N}_]+/gu)?.length ?? 0), 0)
  const same = words('same')
  return same < (same + Math.min(words('gone'), words('new'))) / 2
}

function middle(
  a: readonly string[],
  b: readonly string[],
  add: (kind: DiffPart['kind'], words: readonly string[]) => void,
): void {
  if (a.length * b.length > MOST) {
    add('gone', a)
    add('new', b)
    return
  }
  // longest[i * width + j]: length of the longest common subsequence of a from i and b from j.
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add('same', a.slice(i, i + 1))
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      add('gone', a.slice(i, i + 1))
      i += 1
    } else {
      add('new', b.slice(j, j + 1))
      j += 1
    }
  }
}
