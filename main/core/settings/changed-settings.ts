import type { Settings } from '../../../contract/settings.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { SETTING_NAMES, type SettingName } from './setting-traits.ts'

/** Names of the members that do not say the same, in the order of the contract. */
export function changedSettings(before: Settings, now: Settings): readonly SettingName[] {
  return SETTING_NAMES.filter((name) => canonicalJson(before[name]) !== canonicalJson(now[name]))
}
