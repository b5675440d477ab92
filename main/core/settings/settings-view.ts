import type { SettingInForce, Settings } from '../../../contract/settings.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { SETTING_NAMES, SETTING_TRAITS, type SettingName } from './setting-traits.ts'

type AtOnce =
  | 'evidence_budget_bytes'
  | 'evidence_keep_free_bytes'
  | 'notifications'
  | 'desktop'
  | 'updates'
  | 'agents'
  | 'protocol'
  | 'tools'
type FromTheStart = Exclude<SettingName, AtOnce>

/** What holds from a start to the next, by the names of the settings. */
export type SettingValues = Readonly<Record<FromTheStart, SettingInForce['value']>>

export interface InForceFacts {
  /** What this start was told, all sources taken together. */
  readonly atStart: SettingValues
  /** The members that the file had at this start. */
  readonly namedAtStart: ReadonlySet<SettingName>
  /** What flags and variables say, whatever the file does. */
  readonly said: ReadonlyMap<SettingName, 'flag' | 'environment'>
  readonly settings: Settings
  /** The members that the file has now. */
  readonly named: ReadonlySet<SettingName>
  /** What the next start would be told by the file alone. */
  readonly ofFile: SettingValues
}

/** A row for every setting. One that a flag or a variable says has no `next`: the file does not change it. */
export function settingsInForce(facts: InForceFacts): SettingInForce[] {
  const { atStart, settings, said, ofFile } = facts
  const fromFile = (named: ReadonlySet<SettingName>, name: SettingName): 'file' | 'default' =>
    named.has(name) ? 'file' : 'default'
  return SETTING_NAMES.map((name) => {
    const { applies, flag, variable: env } = SETTING_TRAITS[name]
    const ways = [flag, env].filter((way) => way !== null)
    const variable = ways.length === 0 ? null : ways.join(', ')
    if (holdsAtOnce(name)) return { name, value: settings[name], from: fromFile(facts.named, name), variable, applies }
    const row = { name, value: atStart[name], variable, applies }
    const outside = said.get(name)
    if (outside !== undefined) return { ...row, from: outside }
    const from = fromFile(facts.namedAtStart, name)
    return same(atStart[name], ofFile[name]) ? { ...row, from } : { ...row, from, next: ofFile[name] }
  })
}

const holdsAtOnce = (name: SettingName): name is AtOnce => SETTING_TRAITS[name].applies === 'now'

/** Names of the settings that the file says otherwise than this run holds. */
export function waitingForStart(rows: readonly SettingInForce[]): string[] {
  return rows.filter((row) => 'next' in row).map(({ name }) => name)
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)
