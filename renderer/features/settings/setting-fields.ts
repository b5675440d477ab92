import { NoticeKind } from '../../../contract/settings.ts'

/** What a field holds while it is edited: text as it was typed, a switch, or the chosen ones of several. */
export type FieldInput = string | boolean | readonly string[]

/** `lines`: one per line or by commas; `people`: the same of numbers; `count`: a whole number. */
export type FieldKind = 'text' | 'count' | 'people' | 'operators' | 'lines' | 'switch' | 'choices' | 'choice'

interface FieldTraits {
  readonly kind: FieldKind
  readonly label: string
}

/** Every setting that the page can change, by its path in `config.json`. */
export const SETTING_FIELDS = {
  operator_name: { kind: 'text', label: 'Operator name' },
  port: { kind: 'count', label: 'Port' },
  audit_segment_bytes: { kind: 'count', label: 'Size of a log segment (bytes)' },
  telegram_allowed_users: { kind: 'people', label: 'Telegram users who may ask' },
  telegram_allowed_chats: { kind: 'people', label: 'Telegram groups' },
  telegram_operators: { kind: 'operators', label: 'Telegram operators' },
  telegram_files_per_day: { kind: 'count', label: 'Telegram files of one user a day' },
  telegram_bytes_per_day: { kind: 'count', label: 'Telegram bytes of one user a day' },
  github_hooks: { kind: 'lines', label: 'GitHub hooks to look after' },
  audit_verify_minutes: { kind: 'count', label: 'Check the whole log every (minutes)' },
  anchor_folder: { kind: 'text', label: 'Folder for deposits of the signed head' },
  anchor_git: { kind: 'text', label: 'Git repository for deposits' },
  evidence_budget_bytes: { kind: 'count', label: 'Room for evidence (bytes)' },
  evidence_keep_free_bytes: { kind: 'count', label: 'Kept free on the disk (bytes)' },
  'notifications.enabled': { kind: 'switch', label: 'Show notifications' },
  'notifications.kinds': { kind: 'choices', label: 'What about' },
  'notifications.sound': { kind: 'choice', label: 'Sound' },
  'quiet.on': { kind: 'switch', label: 'Quiet hours' },
  'quiet.from': { kind: 'text', label: 'From' },
  'quiet.to': { kind: 'text', label: 'To' },
  'quiet.except': { kind: 'choices', label: 'Shown all the same' },
  'desktop.start_at_login': { kind: 'switch', label: 'Start when I log in' },
  'desktop.close_to_tray': { kind: 'switch', label: 'Stay in the tray when the window is closed' },
  'updates.check': { kind: 'switch', label: 'Look for a newer version once a day' },
} as const satisfies Readonly<Record<string, FieldTraits>>

export type SettingPath = keyof typeof SETTING_FIELDS
export const SETTING_PATHS = Object.keys(SETTING_FIELDS) as readonly SettingPath[]

export const KIND_WORDS: Readonly<Record<NoticeKind, string>> = {
  needs_decision: 'Something waits for a decision',
  rejected: 'Something was rejected',
  failed: 'Something failed',
  publish_done: 'A call that publishes is done',
  source_lost: 'A source is lost',
}
export const NOTICE_KINDS = NoticeKind.options

/** The member of `config.json` that a field is a part of. */
export function memberOf(path: SettingPath): string {
  const [first = ''] = path.split('.')
  return first === 'quiet' ? 'notifications' : first
}

/** What a member is called: that of its field, or the name of the group that it is. */
export function memberWords(member: string): string {
  const path = SETTING_PATHS.find((each) => each === member)
  if (path !== undefined) return SETTING_FIELDS[path].label
  return { notifications: 'Notifications', desktop: 'Desktop', updates: 'Updates' }[member] ?? member
}
