/** The latest that it is done although the page has work all the time. Milliseconds. */
const LATEST = 2_000
/** In browsers that do not tell when they are idle. Milliseconds. */
const PAUSE = 200

/** Does something when the page has nothing else to do. Returns the function that takes it back. */
export function whenIdle(work: () => void): () => void {
  if (typeof window.requestIdleCallback === 'function') {
    const asked = window.requestIdleCallback(work, { timeout: LATEST })
    return () => window.cancelIdleCallback(asked)
  }
  const timer = window.setTimeout(work, PAUSE)
  return () => clearTimeout(timer)
}
