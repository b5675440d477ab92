import { type RefObject, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useKeys } from './keys.ts'
import { useHurry } from './use-hurry.ts'
import { useIsNarrow } from './use-is-narrow.ts'

/** The rows of a list by place; a row keeps its key for as long as it is there. */
export interface ListedKeys {
  readonly count: number
  keyAt(place: number): string | undefined
  /** -1 when it is not among them. */
  placeOf(key: string): number
}

export interface ListDetail {
  /** List and detail are shown one at a time. */
  readonly isNarrow: boolean
  readonly isOpen: boolean
  /** The row that the keys stand on, or null: the open one, or on a narrow screen the marked one. */
  readonly current: string | null
  /** Where the current row is; -1 when it is not listed. */
  readonly place: number
  readonly listRef: RefObject<HTMLElement | null>
  readonly detailRef: RefObject<HTMLElement | null>
  /** Milliseconds to stay on what was opened before it is read (useHurry). */
  readonly wait: number
  /** Opens a row, or goes back to the list. */
  show(key: string | null): void
}

/** A page with a list and the detail of one row: the same keys and the same steps for the back button everywhere. */
export function useListDetail(
  open: string | null,
  listed: ListedKeys,
  go: (key: string | null, how: 'push' | 'replace') => void,
): ListDetail {
  const isNarrow = useIsNarrow()
  const isOpen = open !== null
  const listRef = useRef<HTMLElement>(null)
  const detailRef = useRef<HTMLElement>(null)
  // Where the keys stand on a narrow screen, where moving does not open; and where a row was that has gone.
  const [mark, setMark] = useState<string | null>(null)
  const lastPlace = useRef(-1)
  const current = isNarrow && !isOpen ? mark : open
  const place = current === null ? -1 : listed.placeOf(current)
  if (place >= 0) lastPlace.current = place
  const { wait, note } = useHurry()

  const show = (key: string | null) => {
    if (key !== null) setMark(key)
    note()
    go(key, !isOpen || key === null ? 'push' : 'replace')
  }
  const move = (step: 1 | -1) => {
    if (listed.count === 0) return true
    // After its row has gone, the next one stands where it was.
    const from = place >= 0 ? place : step === 1 ? lastPlace.current - 1 : lastPlace.current
    const key = listed.keyAt(Math.max(0, Math.min(listed.count - 1, from + step)))
    if (key === undefined) return true
    if (isNarrow && !isOpen) setMark(key)
    else show(key)
    return true
  }
  const isInList = () => document.activeElement === document.body || document.activeElement === listRef.current
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => isInList() && move(1),
    ArrowUp: () => isInList() && move(-1),
    Enter: () => {
      if (!isInList()) return false
      // Drawn at once, so that what the key moves to is there before the next key comes.
      flushSync(() => {
        if (current === null) move(1)
        else if (!isOpen) show(current)
      })
      detailRef.current?.focus()
      return true
    },
    Escape: () => {
      if (!isNarrow) listRef.current?.focus()
      else if (isOpen) show(null)
      return true
    },
  })
  return { isNarrow, isOpen, current, place, listRef, detailRef, wait, show }
}

/** Of a list that is held as one array. */
export function listedKeys(keys: readonly string[]): ListedKeys {
  return { count: keys.length, keyAt: (place) => keys[place], placeOf: (key) => keys.indexOf(key) }
}
