import { useSyncExternalStore } from 'react'
import { useServices } from '../../app/services.tsx'
import { changedPaths } from './draft-settings.ts'
import type { SettingsDraft } from './settings-draft.ts'

/** What was typed and not saved, wherever in the console it is looked at. */
export function useSettingsDraft(): { readonly draft: SettingsDraft | null; readonly isChanged: boolean } {
  const { settingsDraft } = useServices()
  const draft = useSyncExternalStore(settingsDraft.watch, settingsDraft.draft)
  return { draft, isChanged: draft !== null && changedPaths(draft).length > 0 }
}
