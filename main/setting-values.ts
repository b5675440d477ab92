import type { Settings } from '../contract/settings.ts'
import { shownRemote } from './adapters/anchor/git-anchor.ts'
import { loadAudit } from './audit-config.ts'
import { type Config, DEFAULT_PORT, DEFAULT_SEGMENT_BYTES } from './config.ts'
import { StartupError } from './core/kernel/startup-error.ts'
import { SETTING_NAMES } from './core/settings/setting-traits.ts'
import type { CheckSettings, SettingsFault } from './core/settings/settings-reading.ts'
import type { SettingValues } from './core/settings/settings-view.ts'
import { operatingSystemUser, operatorName } from './operator-name.ts'
import { loadSources } from './sources-config.ts'
import { TOOL_FAMILIES } from './tool-families.ts'

type Said = Pick<Config, 'operator_name' | 'port' | 'audit_segment_bytes' | 'sources' | 'audit'>

/** What a start is told, as the members of `config.json` would say it. An address is shown without user name and password. */
export function valuesInForce({ operator_name, port, audit_segment_bytes, sources, audit }: Said): SettingValues {
  const { telegram, github } = sources
  return {
    operator_name,
    port,
    audit_segment_bytes,
    telegram_allowed_users: [...telegram.allowed_users],
    telegram_allowed_chats: [...telegram.allowed_chats],
    telegram_operators: telegram.operators.map((id) => {
      const name = telegram.operator_names.get(id)
      return name === undefined ? id : `${id}=${name}`
    }),
    telegram_files_per_day: telegram.per_day.files,
    telegram_bytes_per_day: telegram.per_day.bytes,
    github_hooks: [...github.hooks],
    audit_verify_minutes: audit.verify_minutes,
    anchor_folder: audit.anchor_folder,
    anchor_git: audit.anchor_git === null ? null : shownRemote(audit.anchor_git),
  }
}

/** What the next start would be told by this file alone. Throws StartupError for what it would refuse. */
export function valuesOfFile(file: Settings): SettingValues {
  const { operator_name } = file
  return valuesInForce({
    operator_name: operator_name === undefined ? operatingSystemUser() : operatorName('operator_name', operator_name),
    port: file.port ?? DEFAULT_PORT,
    audit_segment_bytes: file.audit_segment_bytes ?? DEFAULT_SEGMENT_BYTES,
    sources: loadSources({}, file),
    audit: loadAudit({}, file),
  })
}

/** One member after the other, so that the one that is wrong can be named. */
export const checkSettings: CheckSettings = (settings): SettingsFault | null => {
  const { notifications, desktop, updates, agents, protocol, tools } = settings
  const { evidence_budget_bytes, evidence_keep_free_bytes } = settings
  const atOnce = {
    ...{ notifications, desktop, updates, agents, protocol, tools },
    ...{ evidence_budget_bytes, evidence_keep_free_bytes },
  }
  const ofTools = toolSettingsFault(tools)
  if (ofTools !== null) return { member: 'tools', reason: ofTools }
  for (const name of SETTING_NAMES) {
    try {
      valuesOfFile({ ...atOnce, [name]: settings[name] })
    } catch (error) {
      if (!(error instanceof StartupError)) throw error
      return { member: name, reason: `${error.message}; ${error.remedy}` }
    }
  }
  return null
}

/** Each family checks its own member. */
function toolSettingsFault(tools: Settings['tools']): string | null {
  for (const [name, given] of Object.entries(tools)) {
    const family = TOOL_FAMILIES.find((each) => each.name === name)
    if (family === undefined) return `tools.${name}: there are no such tools`
    const parsed = family.settings.safeParse(given)
    const issue = parsed.error?.issues[0]
    if (issue !== undefined) return `${['tools', name, ...issue.path].join('.')}: ${issue.message}`
  }
  return null
}
