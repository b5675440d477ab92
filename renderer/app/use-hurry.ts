import { useCallback, useEffect, useRef, useState } from 'react'

/** Things opened in quicker succession than this are not read one by one. Milliseconds. */
const HURRY = 200

/** Holding a key runs through many rows: only where it stops is one read. `note` tells that a row was opened. */
export function useHurry(): { readonly wait: number; readonly note: () => void } {
  const openedAt = useRef(0)
  const [hurried, setHurried] = useState(false)
  const note = useCallback(() => {
    setHurried(performance.now() - openedAt.current < HURRY)
    openedAt.current = performance.now()
  }, [])
  return { wait: hurried ? HURRY : 0, note }
}

/** True once `wait` milliseconds have passed since the first drawing. */
export function useSettled(wait: number): boolean {
  const [settled, setSettled] = useState(wait === 0)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), wait)
    return () => clearTimeout(timer)
  }, [wait])
  return settled
}
