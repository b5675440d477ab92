import { useEffect, useSyncExternalStore } from 'react'
import type { Part, PartState } from './part.ts'

/** What there is of a part, which is fetched when it is not there yet. */
export function usePart<T>(part: Part<T>): PartState<T> {
  const state = useSyncExternalStore(part.watch, part.state)
  const isMissing = state.phase === 'waiting'
  useEffect(() => {
    if (isMissing) part.fetch()
  }, [isMissing, part])
  return state
}
