/** Source of delays. Core asks it, so that a test can let time pass. */
export interface Timers {
  /** Runs `work` once, `ms` milliseconds from now, unless the function that is returned is called before. */
  after(ms: number, work: () => void): () => void
}
