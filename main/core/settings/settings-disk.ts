import type { Sha256 } from '../../../contract/ids.ts'

/** What stands at the place of `config.json`. */
export type FoundSettings =
  /** `text` null: no file; its sha256 is that of no bytes. */
  | { readonly sha256: Sha256; readonly text: string | null }
  /** Something that cannot be read as text. */
  | { readonly fault: string }

/** The file that the settings are kept in. */
export interface SettingsDisk {
  /** Never rejects: what the disk refuses is a fault. */
  find(): Promise<FoundSettings>
  /** A crash leaves the old file or the new one; its mode stays. Resolves when the disk holds it; rejects with the system's error. */
  write(text: string): Promise<void>
}
