import type { RefObject } from 'react'
import { flushSync } from 'react-dom'
import { useKeys } from '../../app/keys.ts'

interface RowKeys {
  readonly keys: readonly string[]
  /** The row that the keys stand on, or null. */
  readonly current: string | null
  readonly isNarrow: boolean
  readonly isOpen: boolean
  readonly listRef: RefObject<HTMLElement | null>
  readonly detailRef: RefObject<HTMLElement | null>
  /** Stands on it without opening it: moving on a narrow screen does not open. */
  onMark(key: string): void
  onOpen(key: string): void
  onLeave(): void
  /** A key of the page's own, `x`: chooses the row for a decision on several. */
  onChoose: ((key: string) => void) | null
}

/** Keys of a page with a list and a detail: the same as in the other lists. `lastPlace` remembers where a row was that has gone. */
export function useRowKeys(page: RowKeys, lastPlace: RefObject<number>): void {
  const { keys, current, isNarrow, isOpen, listRef, detailRef } = page
  const place = current === null ? -1 : keys.indexOf(current)
  const move = (step: 1 | -1) => {
    if (keys.length === 0) return true
    // After its row has gone, the next one stands where it was.
    const from = place >= 0 ? place : step === 1 ? lastPlace.current - 1 : lastPlace.current
    const key = keys[Math.max(0, Math.min(keys.length - 1, from + step))]
    if (key === undefined) return true
    if (isNarrow && !isOpen) page.onMark(key)
    else page.onOpen(key)
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
        else if (!isOpen) page.onOpen(current)
      })
      detailRef.current?.focus()
      return true
    },
    Escape: () => {
      if (!isNarrow) listRef.current?.focus()
      else if (isOpen) page.onLeave()
      return true
    },
    x: () => {
      if (page.onChoose === null || current === null) return false
      page.onChoose(current)
      return true
    },
  })
}
