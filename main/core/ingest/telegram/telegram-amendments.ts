import type { Amendment } from '../../../../contract/task.ts'

/**
 * As many amendments as a task lists. With the first words and the limit of each (MOST_WORDS) its file stays one that is read. Of more
 * the latest are listed, for they say what the requester wants now; the evidence has every one of them.
 */
export const MOST_AMENDMENTS = 200

export interface Amended {
  readonly amendments: readonly Amendment[]
  /** Whether there was one too many, so that the oldest is not listed. */
  readonly overflow: boolean
}

/**
 * The amendments with one more: sorted by time and delivery, without those that say what was said right before them. So they come out
 * the same in whatever order they are added, provided that whatever is not listed is added again after one was (see `seek` of the
 * mapping): what said nothing new before may say something after. `full`: some are not listed already; what is older than all that
 * are stays out.
 */
export function withAmendment(
  firstWords: string,
  held: readonly Amendment[],
  added: Amendment,
  full: boolean,
  most: number,
): Amended {
  const same: Amended = { amendments: held, overflow: false }
  if (held.some(({ delivery_id }) => delivery_id === added.delivery_id)) return same
  const oldest = held[0]
  if (full && oldest !== undefined && compareAmendments(added, oldest) < 0) return same
  const before = (place: number): string => sorted[place - 1]?.text ?? firstWords
  const sorted = [...held, added].sort(compareAmendments)
  // Of a full list the words before the oldest are not known.
  const listed = sorted.filter(({ text }, place) => text !== before(place) || (full && place === 0))
  if (!listed.includes(added)) return same
  return { amendments: listed.slice(-most), overflow: listed.length > most }
}

/** By time, within a second by update: of two ids of the same bot the shorter is the lower. */
function compareAmendments(a: Amendment, b: Amendment): number {
  return (
    Date.parse(a.amended_at) - Date.parse(b.amended_at) ||
    a.delivery_id.length - b.delivery_id.length ||
    Number(a.delivery_id > b.delivery_id) - Number(a.delivery_id < b.delivery_id)
  )
}
