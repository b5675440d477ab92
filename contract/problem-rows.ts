/** What is said of one kind of failure. */
export interface ProblemRow {
  /** HTTP status (RFC 9110). */
  readonly status: number
  readonly title: string
  /** What the reader can do about it. */
  readonly remedy: string
}
