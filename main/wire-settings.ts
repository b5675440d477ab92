import { join } from 'node:path'
import * as z from 'zod'
import type { JsonObject } from '../contract/json-object.ts'
import type { SettingsView, ToolFamilySettings } from '../contract/settings.ts'
import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { openSettingsFile } from './adapters/files/settings-file.ts'
import type { Config } from './config.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { createSettingsLines } from './core/settings/settings-lines.ts'
import { withoutValues } from './core/settings/settings-reading.ts'
import { openSettings } from './core/settings/settings-service.ts'
import type { SettingsSource } from './core/settings/settings-source.ts'
import { settingsInForce, waitingForStart } from './core/settings/settings-view.ts'
import type { FamilySpec } from './core/tools/tool-family.ts'
import { createSettingsHandlers } from './http/settings-handlers.ts'
import { checkSettings, valuesInForce, valuesOfFile } from './setting-values.ts'
import { TOOL_FAMILIES } from './tool-families.ts'

export interface WiredSettings {
  readonly settings: SettingsSource
  readonly handlers: ReturnType<typeof createSettingsHandlers>
  /** What an operator has to know of the file; empty when all is well. */
  warnings(): readonly string[]
  /** Where the console can be reached, once it is listening. */
  listening(addresses: SettingsView['addresses']): void
  /** Where that is; null as long as it does not. */
  readonly consoleUrl: () => string | null
}

/** How often `config.json` is looked at, in milliseconds. */
const LOOK_MS = 300

/** The settings and what is asked of them. Owned by `lifetime`. */
export async function wireSettings(
  parts: { config: Config; log: EventLog; auditIndex: SqliteAuditIndex; hub: EventHub; logger: Logger },
  lifetime: Lifetime,
): Promise<WiredSettings> {
  const { config, log, auditIndex, hub, logger } = parts
  const path = join(config.data_root, 'config.json')
  const settings = await openSettings({
    disk: openSettingsFile(path),
    check: checkSettings,
    lines: createSettingsLines({ log, hub, index: auditIndex }),
    logger,
    first: config.file,
  })
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= settings.look().finally(() => {
      looking = null
    })
  }, LOOK_MS).unref()
  lifetime.own('watch over config.json', async () => {
    clearInterval(timer)
    await looking
  })

  const atStart = valuesInForce(config)
  const tool_families = TOOL_FAMILIES.map(familySettings)
  let addresses: SettingsView['addresses'] = { console: null, ingress: null }

  function view(): SettingsView {
    const { settings: current, named, base_sha, refused } = settings.facts()
    const in_force = settingsInForce({
      ...{ atStart, namedAtStart: config.file.named, said: config.said },
      ...{ settings: current, named, ofFile: valuesOfFile(current) },
    })
    return {
      ...{ settings: current, base_sha, path, refused, in_force, restart_needed: waitingForStart(in_force), addresses },
      data_root: { path: config.data_root, from: config.data_root_from },
      tool_families,
    }
  }

  return {
    settings,
    handlers: createSettingsHandlers({ settings, view }),
    warnings: () => {
      const { refused } = settings.facts()
      return refused === null ? [] : [`config.json is not valid, the last good one holds: ${withoutValues(refused)}`]
    },
    listening: (now) => {
      addresses = now
    },
    consoleUrl: () => addresses.console,
  }
}

/** What a form for the settings of a family needs. */
const familySettings = ({ name, settings, secrets }: FamilySpec): ToolFamilySettings => ({
  family: name,
  settings_schema: z.toJSONSchema(settings, { target: 'draft-2020-12', io: 'input' }) as JsonObject,
  secrets: [...secrets],
})
