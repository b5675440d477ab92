import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Settings, SettingsView } from '../../../contract/settings.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure, type Failure } from '../../client/failure.ts'
import { changedElsewhere, changedPaths, readDraft, rebased, refusedPaths, withTyped } from './draft-settings.ts'
import { type FieldInput, memberOf, memberWords, SETTING_PATHS, type SettingPath } from './setting-fields.ts'
import { inputOf, textOf } from './setting-input.ts'
import { useSettingsDraft } from './use-settings-draft.ts'

/** Why a field cannot be changed here; `shown` is what holds instead. */
export interface FieldLock {
  readonly reason: string
  readonly shown: string
}

export interface SettingsField {
  readonly input: FieldInput
  readonly fault: string | null
  readonly lock: FieldLock | null
  /** What holds in this run, as the field would show it; empty for nothing. */
  readonly inForce: string
  edit(input: FieldInput): void
}

/** The settings from the first key to their being saved. What was typed is kept whatever happens in between. */
export function useSettingsDesk(view: SettingsView) {
  const { api, tell, settingsDraft } = useServices()
  const queries = useQueryClient()
  const { draft, isChanged } = useSettingsDraft()
  const reading = useMemo(() => (draft === null ? null : readDraft(draft)), [draft])
  const save = useMutation({
    mutationFn: ({ settings, base_sha }: { settings: Settings; base_sha: SettingsView['base_sha'] }) =>
      api.saveSettings({ settings, base_sha }),
    onSuccess: (now) => {
      queries.setQueryData(['settings'], now)
      settingsDraft.set(null)
      const later = now.restart_needed.map(memberWords).join(', ')
      tell('good', later === '' ? 'The settings are saved.' : `The settings are saved. From the next start: ${later}.`)
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['settings'] }),
  })
  const failure = save.error === null ? null : asFailure(save.error)
  const changed = useMemo(() => (draft === null ? [] : changedPaths(draft)), [draft])
  const refused = failure?.code === 'settings_invalid' ? refusedPaths(failure.member, changed) : []
  const faults = reading === null || reading.ok ? {} : reading.faults
  // The word of the own change may come before the reply to it.
  const isOvertaken = draft !== null && draft.base.base_sha !== view.base_sha && !save.isPending

  const rowOf = (path: SettingPath) => view.in_force.find(({ name }) => name === memberOf(path))

  function lockOf(path: SettingPath): FieldLock | null {
    const row = rowOf(path)
    if (row === undefined || (row.from !== 'flag' && row.from !== 'environment')) return null
    const ways = (row.variable ?? '').split(', ')
    const way = ways.find((each) => each.startsWith('--') === (row.from === 'flag')) ?? row.from
    return {
      shown: textOf(row.value),
      reason: `${way} says it for this run and goes before the file. Start without it to change it here.`,
    }
  }

  return {
    view,
    isChanged,
    isOvertaken: isOvertaken && isChanged,
    elsewhere: draft !== null && isOvertaken ? changedElsewhere(draft, view) : [],
    changed,
    /** Fields that say why they cannot be saved so. */
    faulty: SETTING_PATHS.filter((path) => faults[path] !== undefined || refused.includes(path)),
    /** Fails with everything but what is shown at a field or as being overtaken. */
    failure: failure !== null && failure.code !== 'settings_changed' && refused.length === 0 ? failure : null,
    isSaving: save.isPending,
    canSave: reading?.ok === true && isChanged && !isOvertaken && !save.isPending,
    field: (path: SettingPath): SettingsField => ({
      input: draft?.typed[path] ?? inputOf(((isChanged ? draft?.base : null) ?? view).settings, path),
      fault: faults[path] ?? (refused.includes(path) && failure !== null ? refusalWords(failure) : null),
      lock: lockOf(path),
      inForce: textOf(rowOf(path)?.value),
      edit: (input) => {
        save.reset()
        settingsDraft.set(withTyped(draft, view, path, input))
      },
    }),
    save: () => {
      if (draft !== null && reading?.ok === true)
        save.mutate({ settings: reading.settings, base_sha: draft.base.base_sha })
    },
    takeOver: () => {
      save.reset()
      if (draft !== null) settingsDraft.set(rebased(draft, view))
    },
    drop: () => {
      save.reset()
      settingsDraft.set(null)
    },
    restart: view.restart_needed.map(memberWords),
  }
}

/** What the service said, without the name of the member that it begins with. */
function refusalWords({ detail, member }: Failure): string {
  return detail.startsWith(`${member}: `) ? detail.slice(`${member}: `.length) : detail
}

export type SettingsDesk = ReturnType<typeof useSettingsDesk>
