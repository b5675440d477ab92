import { useSyncExternalStore } from 'react'

// The same width as --breakpoint-wide in tokens.css.
const NARROW = '(width < 800px)'

function watch(onChange: () => void): () => void {
  const query = matchMedia(NARROW)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}

/** Whether list and detail are two screens. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(watch, () => matchMedia(NARROW).matches)
}
