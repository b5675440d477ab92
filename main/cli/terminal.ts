/** Where a verb writes, and what it is told besides its words. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
  /** Exact bytes for another program or a file; null where a person would look at them. */
  readonly bytes: ((bytes: Uint8Array) => void) | null
  /** Everything that comes on stdin, to its end. */
  readonly input: () => Promise<string>
  /** Asks whoever sits at the terminal for one line; null where nobody does. */
  readonly ask: ((question: string) => Promise<string>) | null
  readonly env: Readonly<Record<string, string | undefined>>
}

/** 0 done, 1 refused or failed, 2 wrong usage; `audit verify` has codes of its own from 10. */
export type ExitCode = number

/** The words make no sense: usage is shown, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
