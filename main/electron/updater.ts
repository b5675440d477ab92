import type { OfferedVersion, UpdateErrorCode } from './updates-state.ts'

/** Looks for newer versions, fetches and installs them. Whether what came is genuine, it checks itself (sha512, signature). */
export interface Updater {
  /** The newer version, or null. Rejects with UpdateFailure. */
  check(signal: AbortSignal): Promise<OfferedVersion | null>
  /** Fetches and verifies what the last check found. Resolves to the file. Rejects with UpdateFailure; a bad file is deleted. */
  fetch(onPercent: (percent: number) => void, signal: AbortSignal): Promise<string>
  /**
   * Leaves the app and starts it anew in the version that was fetched. Resolves once the app is about to quit for that. Rejects with
   * UpdateFailure when it cannot, which may become known only later, and when `signal` gives it up.
   */
  install(signal: AbortSignal): Promise<void>
}

/** `message` is for the log: it may quote a server. */
export class UpdateFailure extends Error {
  override readonly name = 'UpdateFailure'
  readonly code: UpdateErrorCode

  constructor(code: UpdateErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
