import type { ReadInbox } from './use-inbox.ts'

export interface InboxCount {
  /** For the eye: `3`, `3+?` when there may be more, `?` when nothing is known; null for nothing at all. */
  readonly mark: string | null
  /** The same in words. */
  readonly words: string
  /** How many are known to wait; null when nothing is known. */
  readonly known: number | null
}

/** `current`: the last reading is of now, not of before a failure or a lost connection. */
export function countOf(read: ReadInbox | undefined, current: boolean): InboxCount {
  if (read === undefined) return current ? { mark: null, words: '', known: null } : UNKNOWN
  const { items, more, parts } = read.inbox
  const known = items.length + more
  const missing = parts.filter(({ state }) => state === 'unreachable')
  if (current && missing.length === 0)
    return known === 0
      ? { mark: null, words: 'nothing waits', known }
      : { mark: String(known), words: `${known} ${known === 1 ? 'decision waits' : 'decisions wait'}`, known }
  if (known === 0) return UNKNOWN
  return { mark: `${known}+?`, words: `${known} known, there may be more`, known }
}

const UNKNOWN: InboxCount = { mark: '?', words: 'not known: something cannot be asked', known: null }
