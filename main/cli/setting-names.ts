import { Settings, type SettingsView } from '../../contract/settings.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { printable } from './printable.ts'

/**
 * Throws StartupError for a name like `prot`, `notifications.sonud` or `tools.obs.ulr` that no setting has, with those that there are.
 * Deeper names are checked when the value is.
 */
export function checkSettingName(name: string, { in_force, tool_families }: SettingsView): void {
  const [first = '', second, third] = name.split('.')
  const names = Object.keys(Settings.shape)
  if (!names.includes(first)) throw unknown(`there is no setting "${printable(first)}"`, names)
  if (second === undefined) return
  if (first !== 'tools') {
    const value = in_force.find((one) => one.name === first)?.value
    const members = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : null
    if (members !== null && !members.includes(second)) throw unknown(`${first} has no "${printable(second)}"`, members)
    return
  }
  const family = tool_families.find((one) => one.family === second)
  const configurable = tool_families.filter((one) => membersOf(one).length > 0).map((one) => one.family)
  if (family === undefined) throw unknown(`there are no tools "${printable(second)}"`, configurable)
  const members = membersOf(family)
  if (third !== undefined && !members.includes(third))
    throw unknown(`tools.${second} has no "${printable(third)}"`, members)
}

function membersOf({ settings_schema: { properties } }: SettingsView['tool_families'][number]): readonly string[] {
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

function unknown(what: string, names: readonly string[]): StartupError {
  const those = names.length === 0 ? 'it has no settings' : `it is one of ${names.toSorted().join(', ')}`
  return new StartupError(2, what, `${those}; docs/specs/CONFIG.md says what each means`)
}
