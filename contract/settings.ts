import * as z from 'zod'
import { AgentsSettings, ProtocolSettings } from './agent.ts'
import { Sha256 } from './ids.ts'
import { JsonObject, JsonValue } from './json-object.ts'

/** What a desktop notification can be about. */
export const NoticeKind = z
  .enum(['needs_decision', 'rejected', 'failed', 'publish_done', 'source_lost'])
  .meta({ id: 'NoticeKind' })
export type NoticeKind = z.infer<typeof NoticeKind>

/** Local wall-clock time, 24 hours. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time like 22:30')

/** When nothing is shown but what `except` names; `from` after `to` means over midnight. */
export const QuietHours = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay, except: z.array(NoticeKind).max(5).default([]) })
  .meta({ id: 'QuietHours' })
export type QuietHours = z.infer<typeof QuietHours>

/** `system`: with the sound that the system gives to notifications; `none`: silent. */
export const NotificationSettings = z
  .strictObject({
    enabled: z.boolean().default(true),
    kinds: z
      .array(NoticeKind)
      .max(5)
      .default([...NoticeKind.options]),
    sound: z.enum(['system', 'none']).default('system'),
    quiet_hours: QuietHours.nullable().default(null),
  })
  .meta({ id: 'NotificationSettings' })
export type NotificationSettings = z.infer<typeof NotificationSettings>

export const DesktopSettings = z
  .strictObject({ start_at_login: z.boolean().default(false), close_to_tray: z.boolean().default(true) })
  .meta({ id: 'DesktopSettings' })
export type DesktopSettings = z.infer<typeof DesktopSettings>

/** `check`: look for a newer version once a day. Off by default: nothing leaves the machine unasked. */
export const UpdateSettings = z.strictObject({ check: z.boolean().default(false) }).meta({ id: 'UpdateSettings' })
export type UpdateSettings = z.infer<typeof UpdateSettings>

const ids = z.array(z.int()).max(1000)

/** `config.json` of the data root: what need not be said on every start. Secrets and the address to listen on do not belong in it. */
export const Settings = z
  .strictObject({
    operator_name: z.string().optional(),
    port: z.int().min(0).max(65_535).optional(),
    audit_segment_bytes: z
      .int()
      .min(1024 * 1024)
      .optional(),
    telegram_allowed_users: ids.optional(),
    telegram_allowed_chats: ids.optional(),
    telegram_operators: z
      .array(z.union([z.int(), z.string()]))
      .max(1000)
      .optional()
      .meta({ description: '7, or 7=anna: the user 7 is who decides at the console as operator:anna' }),
    telegram_files_per_day: z.int().min(0).optional(),
    telegram_bytes_per_day: z.int().min(0).optional(),
    github_hooks: z.array(z.string()).max(100).optional(),
    audit_verify_minutes: z.int().min(0).max(10_080).optional(),
    anchor_folder: z.string().min(1).optional(),
    anchor_git: z.string().min(1).optional(),
    evidence_budget_bytes: z
      .int()
      .min(0)
      .nullable()
      .default(null)
      .meta({ description: 'how much audit/evidence/ may take; at it no tool begins that makes more. null: no limit' }),
    evidence_keep_free_bytes: z
      .int()
      .min(0)
      .default(1024 ** 3)
      .meta({ description: 'how much of its disk must stay free; below it no tool begins that makes evidence' }),
    notifications: NotificationSettings.prefault({}),
    desktop: DesktopSettings.prefault({}),
    updates: UpdateSettings.prefault({}),
    agents: AgentsSettings.prefault({}),
    protocol: ProtocolSettings.prefault({}),
    tools: z
      .record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/), JsonObject)
      .prefault({})
      .meta({ description: 'by family of tools, like obs; docs/specs/TOOLS.md lists the members of each' }),
  })
  .meta({ id: 'Settings' })
export type Settings = z.infer<typeof Settings>

/**
 * One setting as it is in force. `from`: who said so; a flag or a variable goes before the file. `applies`: whether a change holds at
 * once or from the next start. `next` is what the file says when that is not yet in force.
 */
export const SettingInForce = z
  .strictObject({
    name: z.string(),
    value: JsonValue,
    from: z.enum(['flag', 'environment', 'file', 'default']),
    variable: z.string().nullable().meta({ description: 'flag or variable that can say it too' }),
    applies: z.enum(['now', 'restart']),
    next: JsonValue.optional(),
  })
  .meta({ id: 'SettingInForce' })
export type SettingInForce = z.infer<typeof SettingInForce>

/** A family of tools: `settings_schema` is the JSON Schema (2020-12) of its member of `tools`; `secrets`: what it takes besides. */
export const ToolFamilySettings = z
  .strictObject({ family: z.string(), settings_schema: JsonObject, secrets: z.array(z.string()) })
  .meta({ id: 'ToolFamilySettings' })
export type ToolFamilySettings = z.infer<typeof ToolFamilySettings>

/** `base_sha`: sha256 of the bytes of `config.json`, of no bytes when there is none. */
export const SettingsView = z
  .strictObject({
    settings: Settings,
    base_sha: Sha256,
    path: z.string(),
    refused: z
      .string()
      .nullable()
      .meta({ description: 'why the file as it stands is not valid; the last good one holds' }),
    in_force: z.array(SettingInForce),
    restart_needed: z.array(z.string()).meta({ description: 'names whose change holds from the next start' }),
    addresses: z.strictObject({ console: z.string().nullable(), ingress: z.string().nullable() }),
    data_root: z.strictObject({ path: z.string(), from: z.enum(['flag', 'environment', 'default']) }),
    tool_families: z.array(ToolFamilySettings),
  })
  .meta({ id: 'SettingsView' })
export type SettingsView = z.infer<typeof SettingsView>

/** Without `base_sha` nothing is saved (428); with another one than the current (409). */
export const SaveSettings = z
  .strictObject({ settings: Settings, base_sha: Sha256.optional() })
  .meta({ id: 'SaveSettings' })
export type SaveSettings = z.infer<typeof SaveSettings>
