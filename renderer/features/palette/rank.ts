const WORD_START = 6
const PART = 3
const LETTERS = 1

/**
 * How well `word` fits `text`, both in small letters: the beginning of a word beats a part of one, that beats letters in the same order,
 * and these must begin where a word does. 0: not at all.
 */
function fitOf(word: string, text: string): number {
  if (!text.includes(word)) return scattered(word, text) ? LETTERS : 0
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return WORD_START
  return PART
}

function scattered(word: string, text: string): boolean {
  for (const start of text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)) {
    let place = start.index
    if (text[place] !== word[0]) continue
    for (const letter of word) {
      place = text.indexOf(letter, place) + 1
      if (place === 0) break
    }
    if (place > 0) return true
  }
  return false
}

export interface Ranked {
  readonly title: string
  readonly also: string
}

/** How well what was typed fits: every word of it must. Null when one does not. A title counts more than the other words. */
export function rankOf(typed: string, { title, also }: Ranked): number | null {
  const lowTitle = title.toLowerCase()
  const lowAlso = also.toLowerCase()
  let sum = 0
  for (const word of typed.toLowerCase().split(/\s+/).filter(Boolean)) {
    const best = Math.max(fitOf(word, lowTitle) * 2, fitOf(word, lowAlso))
    if (best === 0) return null
    sum += best
  }
  // Of two that fit alike, the one that says less besides.
  return sum + (lowTitle.startsWith(typed.trim().toLowerCase()) ? 2 : 0) - title.length / 1000
}

/** Those that fit, the best first; what fits alike stays in its order. `bonus` lifts what was used lately. */
export function ranked<T extends Ranked>(typed: string, all: readonly T[], bonus: (one: T) => number): T[] {
  return all
    .map((one) => ({ one, rank: rankOf(typed, one) }))
    .filter((each): each is { one: T; rank: number } => each.rank !== null)
    .toSorted((a, b) => b.rank + bonus(b.one) - (a.rank + bonus(a.one)))
    .map(({ one }) => one)
}
