/** Seals secrets for the disk with a key that only the operating system gives out, and to this user alone. */
export interface SafeStorage {
  readonly kind: 'safe_storage'
  /** Rejects when the operating system does not do it, or does not answer in time. */
  seal(text: string): Promise<Uint8Array>
  /** `stale`: sealed with a key that has been replaced; seal it anew. Rejects like `seal`, and for bytes that it did not seal. */
  unseal(sealed: Uint8Array): Promise<{ readonly text: string; readonly stale: boolean }>
}

/** Nothing can be sealed here; secrets are files for their owner alone. */
export interface PlainFiles {
  readonly kind: 'file'
  /** Why, in words. */
  readonly reason: string
}

/** How secrets are kept on this machine; given by whoever starts the console. */
export type Sealer = SafeStorage | PlainFiles

/** For a process that is not the desktop app. */
export const NO_DESKTOP: PlainFiles = {
  kind: 'file',
  reason: 'only the desktop app can use the safe storage of the operating system',
}
