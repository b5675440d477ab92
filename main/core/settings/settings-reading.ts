import * as z from 'zod'
import { Settings } from '../../../contract/settings.ts'
import { SETTING_NAMES, type SettingName } from './setting-traits.ts'

/** Why settings cannot be used: which member, null when it is not about one, and in words. */
export interface SettingsFault {
  readonly member: string | null
  readonly reason: string
}

/** `named`: the members that the text itself has; the others are at their defaults. */
export type SettingsReading =
  | { readonly ok: true; readonly settings: Settings; readonly named: ReadonlySet<SettingName> }
  | ({ readonly ok: false } & SettingsFault)

/** What a start would refuse although the shape is right; null when nothing. */
export type CheckSettings = (settings: Settings) => SettingsFault | null

const MAX_REASON = 500

/** `null`: there is no file, which is as good as an empty one. */
export function readSettings(text: string | null, check: CheckSettings): SettingsReading {
  let given: unknown
  try {
    given = text === null ? {} : JSON.parse(text)
  } catch (error) {
    return { ok: false, member: null, reason: `it is not JSON${placeIn((error as Error).message)}` }
  }
  const parsed = Settings.safeParse(given)
  if (!parsed.success) {
    const member = parsed.error.issues[0]?.path[0]
    const reason = z.prettifyError(parsed.error).replaceAll('\n', ' ').slice(0, MAX_REASON)
    return { ok: false, member: typeof member === 'string' ? member : null, reason }
  }
  const fault = check(parsed.data)
  if (fault !== null) return { ok: false, ...fault }
  const own = Object.keys(given as object)
  return { ok: true, settings: parsed.data, named: new Set(SETTING_NAMES.filter((name) => own.includes(name))) }
}

/** The parser's own words may show a piece of the text, which may be anything. */
function placeIn(message: string): string {
  const place = /line \d+ column \d+/.exec(message) ?? /position \d+/.exec(message)
  return place === null ? '' : ` (${place[0]})`
}

/**
 * A reason for the log: what stands between quotes came out of the file, where a secret may have been written by mistake. All between the
 * first and the last quote goes, because a value may hold quotes itself; and the rest as well where the last one may have been cut off.
 */
export function withoutValues(reason: string): string {
  const quoted = reason.length < MAX_REASON ? /".*"|".*/s : /".*/s
  return reason.replace(quoted, '"…"').slice(0, MAX_REASON)
}

/** What is written to `config.json`, in the order in which it was given. */
export function settingsText(settings: Settings): string {
  return `${JSON.stringify(settings, null, 2)}\n`
}
