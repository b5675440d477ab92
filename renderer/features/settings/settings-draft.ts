import type { SettingsView } from '../../../contract/settings.ts'
import type { FieldInput, SettingPath } from './setting-fields.ts'

/** What was typed and not saved. `base`: what the settings were when the first key was pressed. */
export interface SettingsDraft {
  readonly base: SettingsView
  readonly typed: Readonly<Partial<Record<SettingPath, FieldInput>>>
}

/** Keeps the draft while the page is left for another one; gone when the console is. */
export interface SettingsDraftStore {
  draft(): SettingsDraft | null
  set(draft: SettingsDraft | null): void
  watch(onChange: () => void): () => void
}

export function createSettingsDraft(): SettingsDraftStore {
  const watchers = new Set<() => void>()
  let draft: SettingsDraft | null = null
  return {
    draft: () => draft,
    set: (next) => {
      draft = next
      for (const watcher of watchers) watcher()
    },
    watch: (onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
  }
}
