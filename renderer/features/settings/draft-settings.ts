import type { z } from 'zod'
import { Settings, type SettingsView } from '../../../contract/settings.ts'
import { type FieldInput, memberOf, SETTING_FIELDS, SETTING_PATHS, type SettingPath } from './setting-fields.ts'
import { inputOf, sameInput, settingValue } from './setting-input.ts'
import type { SettingsDraft } from './settings-draft.ts'

export type FieldFaults = Readonly<Partial<Record<SettingPath, string>>>

export type DraftReading =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly faults: FieldFaults }

/** What was typed, laid over what the settings were; held against the contract as the service will. */
export function readDraft({ base, typed }: SettingsDraft): DraftReading {
  const given = (path: SettingPath) =>
    settingValue(SETTING_FIELDS[path].kind, typed[path] ?? inputOf(base.settings, path))
  const wanted: Record<string, unknown> = { ...base.settings }
  for (const path of SETTING_PATHS) {
    if (path.includes('.') || typed[path] === undefined) continue
    const value = given(path)
    if (value === undefined) delete wanted[path]
    else wanted[path] = value
  }
  const quiet = { from: given('quiet.from'), to: given('quiet.to'), except: given('quiet.except') }
  wanted['notifications'] = {
    ...{ enabled: given('notifications.enabled'), kinds: given('notifications.kinds') },
    ...{ sound: given('notifications.sound'), quiet_hours: given('quiet.on') === true ? quiet : null },
  }
  wanted['desktop'] = {
    start_at_login: given('desktop.start_at_login'),
    close_to_tray: given('desktop.close_to_tray'),
  }
  wanted['updates'] = { check: given('updates.check') }
  const read = Settings.safeParse(wanted)
  if (read.success) return { ok: true, settings: read.data }
  return { ok: false, faults: faultsOf(read.error.issues) }
}

function faultsOf(issues: readonly z.core.$ZodIssue[]): FieldFaults {
  const faults: Partial<Record<SettingPath, string>> = {}
  for (const issue of issues) {
    const path = pathOf(issue.path)
    if (path !== null) faults[path] ??= faultWords(SETTING_FIELDS[path].kind, issue)
  }
  return faults
}

function pathOf(place: readonly PropertyKey[]): SettingPath | null {
  const [first, second, third] = place.map(String)
  const name = second === 'quiet_hours' ? `quiet.${third ?? 'on'}` : `${first}.${second}`
  return SETTING_PATHS.find((path) => path === first || path === name) ?? null
}

function faultWords(kind: string, issue: z.core.$ZodIssue): string {
  const entry = issue.path.find((each) => typeof each === 'number')
  const where = kind === 'people' || kind === 'operators' || kind === 'lines' ? entry : undefined
  const which = where === undefined ? 'This' : `Line ${Number(where) + 1}`
  if (issue.code === 'too_small') return `${which} is less than ${issue.minimum}.`
  if (issue.code === 'too_big' && typeof entry !== 'number') return `${which} is more than ${issue.maximum}.`
  if (issue.code === 'invalid_type' || issue.code === 'invalid_union') return `${which} is not a whole number.`
  return `${which} ${issue.message}.`
}

/** Where the draft says something else than the settings that it was begun on. */
export function changedPaths({ base, typed }: SettingsDraft): readonly SettingPath[] {
  return SETTING_PATHS.filter((path) => {
    const input = typed[path]
    return input !== undefined && !sameInput(SETTING_FIELDS[path].kind, input, inputOf(base.settings, path))
  })
}

/**
 * A key was pressed. A draft that says nothing else than the settings begins anew on them as they are now; null when not even its letters
 * differ (a line that is still empty does not count as a change, and must not vanish under the hand).
 */
export function withTyped(
  draft: SettingsDraft | null,
  view: SettingsView,
  path: SettingPath,
  input: FieldInput,
): SettingsDraft | null {
  const before = draft !== null && changedPaths(draft).length > 0 ? draft : { base: view, typed: {} }
  const same = JSON.stringify(input) === JSON.stringify(inputOf(before.base.settings, path))
  const { [path]: _, ...others } = before.typed
  const typed = same ? others : { ...others, [path]: input }
  return Object.keys(typed).length === 0 ? null : { base: before.base, typed }
}

/** Goes on with what was typed as a change of the settings as they are now. */
export function rebased(draft: SettingsDraft, view: SettingsView): SettingsDraft {
  const typed = Object.fromEntries(changedPaths(draft).map((path) => [path, draft.typed[path]]))
  return { base: view, typed }
}

/** What another one changed since the draft was begun, and whether the draft changes it too. */
export function changedElsewhere(
  draft: SettingsDraft,
  view: SettingsView,
): readonly {
  readonly path: SettingPath
  readonly before: FieldInput
  readonly now: FieldInput
  readonly mine: boolean
}[] {
  const mine = changedPaths(draft)
  return SETTING_PATHS.flatMap((path) => {
    const before = inputOf(draft.base.settings, path)
    const now = inputOf(view.settings, path)
    if (sameInput(SETTING_FIELDS[path].kind, before, now)) return []
    return [{ path, before, now, mine: mine.includes(path) }]
  })
}

/** Where it is shown that the service refused this member: at what was changed of it, or else at its first field. */
export function refusedPaths(member: string | null, changed: readonly SettingPath[]): readonly SettingPath[] {
  const of = (paths: readonly SettingPath[]) => paths.filter((path) => memberOf(path) === member)
  const mine = of(changed)
  return mine.length > 0 ? mine : of(SETTING_PATHS).slice(0, 1)
}
