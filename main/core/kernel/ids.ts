/** Source of identifiers that nobody can guess. */
export interface IdSource {
  /** Lower-case hex of `bytes` random bytes. */
  hex(bytes: number): string
}
