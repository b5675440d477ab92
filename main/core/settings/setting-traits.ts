import { Settings } from '../../../contract/settings.ts'

export type SettingName = keyof Settings

/** Every member that `config.json` can have. */
export const SETTING_NAMES = Object.keys(Settings.shape) as readonly SettingName[]

export interface SettingTraits {
  /** Whether a change holds at once or from the next start. */
  readonly applies: 'now' | 'restart'
  /** Flag that can say it too, and goes before everything else. */
  readonly flag: string | null
  /** Variable that can say it too, and goes before the file. */
  readonly variable: string | null
}

const atStart = (variable: string | null): SettingTraits => ({ applies: 'restart', flag: null, variable })
const NOW: SettingTraits = { applies: 'now', flag: null, variable: null }

export const SETTING_TRAITS: Readonly<Record<SettingName, SettingTraits>> = {
  operator_name: atStart('COUNTERSIGN_OPERATOR'),
  port: { applies: 'restart', flag: '--port', variable: 'COUNTERSIGN_PORT' },
  audit_segment_bytes: atStart(null),
  telegram_allowed_users: atStart('TELEGRAM_ALLOWED_USERS'),
  telegram_allowed_chats: atStart('TELEGRAM_ALLOWED_CHATS'),
  telegram_operators: atStart('TELEGRAM_OPERATORS'),
  telegram_files_per_day: atStart('TELEGRAM_FILES_PER_DAY'),
  telegram_bytes_per_day: atStart('TELEGRAM_BYTES_PER_DAY'),
  github_hooks: atStart('GITHUB_HOOKS'),
  audit_verify_minutes: atStart(null),
  anchor_folder: atStart('COUNTERSIGN_ANCHOR_FOLDER'),
  anchor_git: atStart('COUNTERSIGN_ANCHOR_GIT'),
  evidence_budget_bytes: NOW,
  evidence_keep_free_bytes: NOW,
  notifications: NOW,
  desktop: NOW,
  updates: NOW,
  agents: NOW,
  protocol: NOW,
  tools: NOW,
}
