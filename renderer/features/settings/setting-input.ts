import type { Settings } from '../../../contract/settings.ts'
import type { FieldInput, FieldKind, SettingPath } from './setting-fields.ts'

const QUIET = { from: '22:00', to: '07:00', except: [] as readonly string[] }

/** What the field of `path` shows for these settings before anything is typed. */
export function inputOf(settings: Settings, path: SettingPath): FieldInput {
  const { notifications, desktop, updates } = settings
  switch (path) {
    case 'notifications.enabled':
      return notifications.enabled
    case 'notifications.kinds':
      return notifications.kinds
    case 'notifications.sound':
      return notifications.sound
    case 'quiet.on':
      return notifications.quiet_hours !== null
    case 'quiet.from':
      return notifications.quiet_hours?.from ?? QUIET.from
    case 'quiet.to':
      return notifications.quiet_hours?.to ?? QUIET.to
    case 'quiet.except':
      return notifications.quiet_hours?.except ?? QUIET.except
    case 'desktop.start_at_login':
      return desktop.start_at_login
    case 'desktop.close_to_tray':
      return desktop.close_to_tray
    case 'updates.check':
      return updates.check
    default:
      return textOf(settings[path])
  }
}

/** A value as its field shows it: lists one below the other, nothing for nothing. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.join('\n') : String(value)
}

/**
 * What was typed, as the settings hold it. Undefined for nothing: the member goes. What is no number stays text, so that the contract
 * refuses it at its place.
 */
export function settingValue(kind: FieldKind, input: FieldInput): unknown {
  if (typeof input !== 'string') return typeof input === 'boolean' ? input : [...input]
  if (kind === 'choice') return input
  const text = input.trim()
  if (text === '') return undefined
  const parts = text.split(/[\s,]+/).filter(Boolean)
  if (kind === 'count') return numberOf(text.replaceAll(/[\s_]/g, ''))
  if (kind === 'people' || kind === 'operators') return parts.map(numberOf)
  return kind === 'lines' ? parts : text
}

function numberOf(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text
}

/** Whether two inputs of one field say the same. */
export function sameInput(kind: FieldKind, one: FieldInput, other: FieldInput): boolean {
  const plain = (input: FieldInput) => {
    const value = settingValue(kind, input)
    return JSON.stringify(kind === 'choices' && Array.isArray(value) ? value.toSorted() : value)
  }
  return plain(one) === plain(other)
}
