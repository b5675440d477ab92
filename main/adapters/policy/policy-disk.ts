import type { Stats } from 'node:fs'

/** What the files of policies need of the disk. */
export interface PolicyDisk {
  /** Status of what stands at `path` itself, links not followed; null when nothing does. */
  stat(path: string): Promise<Stats | null>
  /** A plain file of at most `maxBytes`, or what is wrong with it. Rejects when the disk does. */
  read(path: string, maxBytes: number): Promise<{ readonly bytes: Uint8Array } | { readonly fault: string }>
  /** A crash leaves the old file or the new one. Resolves when the disk holds it. */
  write(path: string, bytes: Uint8Array | string, mode: number): Promise<void>
}
