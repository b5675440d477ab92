import type { Settings } from '../../../contract/settings.ts'

/** The settings of `config.json` as they stand: the last valid ones. What holds from the next start only is in it as well. */
export interface SettingsSource {
  current(): Settings
  /** Called after every change, by the console or by another program; returns what ends it. Not called with the present ones. */
  watch(onChange: (settings: Settings) => void): () => void
}
