import { join } from 'node:path'
import type { ToolName } from '../contract/tool.ts'
import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { createWorkFolders } from './adapters/files/work-folders.ts'
import type { Config } from './config.ts'
import type { AccountPort } from './core/accounts/account-port.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { EvidenceStore } from './core/evidence/evidence-store.ts'
import { canonicalJson } from './core/kernel/canonical-json.ts'
import { type Clock, timestamp } from './core/kernel/clock.ts'
import type { IdSource } from './core/kernel/ids.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { createAlarm } from './core/notices/alarm.ts'
import type { SettingsSource } from './core/settings/settings-source.ts'
import type { TaskStore } from './core/tasks/task-store.ts'
import type { HostPorts } from './core/tools/host-ports.ts'
import type { FamilySecrets, FamilySpec } from './core/tools/tool-family.ts'
import { createToolRegistry, type ToolRegistry } from './core/tools/tool-registry.ts'
import type { WorkFolders } from './core/tools/work-folders.ts'
import { createNodeTimers } from './node-timers.ts'
import { TOOL_FAMILIES } from './tool-families.ts'
import { messengerFor } from './wire-telegram.ts'

export interface ToolParts {
  readonly config: Pick<Config, 'data_root' | 'sources'>
  readonly settings: SettingsSource
  readonly secrets: FamilySecrets
  readonly log: EventLog
  readonly auditIndex: SqliteAuditIndex
  readonly store: TaskStore
  readonly evidence: EvidenceStore
  readonly hub: EventHub
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  readonly host: HostPorts
}

/** Opens every family of the registry. Owned by `lifetime`. */
export function wireTools(
  parts: ToolParts,
  lifetime: Lifetime,
): { registry: ToolRegistry; work: WorkFolders; accounts: readonly AccountPort[] } {
  const { config, settings, hub, clock, log, store } = parts
  const work = createWorkFolders(join(config.data_root, 'audit', 'work'))
  const stopping = new AbortController()
  lifetime.own('calls of tools to Telegram', () => stopping.abort())
  const { telegram } = config.sources
  const messenger = telegram.bot_token === null ? null : messengerFor(telegram, stopping.signal)
  const { allowed_users, allowed_chats, operators } = telegram
  const telegramChats = [...new Set([...allowed_users, ...allowed_chats, ...operators])]

  function statusChanged(tools: readonly ToolName[]): void {
    for (const name of tools) {
      const tool = registry.get(name)
      if (tool === null) continue
      const event = { seq: hub.latestSeq, ts: timestamp(clock), correlation_id: name, tool: name }
      hub.publish('tool_status_changed', { ...event, status: tool.status() })
    }
  }

  const { notify } = parts.host
  const alarm =
    notify === null ? null : createAlarm({ show: notify, settings: () => settings.current().notifications, clock })

  function open(spec: FamilySpec): ReturnType<FamilySpec['open']> {
    const family = spec.open({
      ...{ clock, ids: parts.ids, logger: parts.logger, timers: createNodeTimers(), evidence: parts.evidence, work },
      ...{ secrets: parts.secrets, messenger, telegramChats, host: parts.host, statusChanged },
      alarm,
      runs: parts.auditIndex.toolCalls,
      settings: () => spec.settings.parse(settings.current().tools[spec.name] ?? {}),
      onSettings: (onChange) => settings.watch(() => onChange()),
      record: (line) => log.record({ ...line, route: null, status: null }),
      lastLine: (type) => {
        const filter = { type, task_id: null, since_ts: null, since_seq: null, limit: 1 }
        return parts.auditIndex.query(filter)[0] ?? null
      },
      taskOf: (taskId) => store.index.get(taskId)?.task ?? null,
    })
    lifetime.own(`tools ${spec.name}`, family.close)
    const opened = Object.fromEntries(family.tools.map((tool) => [tool.name, tool.side_effect_level]))
    if (canonicalJson(opened) !== canonicalJson(spec.levels))
      throw new Error(`the registry does not say what the tools ${spec.name} are`)
    return family
  }

  const families = TOOL_FAMILIES.map(open)
  const registry = createToolRegistry(families.flatMap(({ tools }) => tools))
  return { registry, work, accounts: families.flatMap(({ account }) => account ?? []) }
}
