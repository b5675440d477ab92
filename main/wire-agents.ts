import { homedir } from 'node:os'
import { join } from 'node:path'
import { createCodexAgent } from './adapters/agents/codex/codex-agent.ts'
import { createOpenclawAgent } from './adapters/agents/openclaw/openclaw-agent.ts'
import { createAgentProcesses } from './adapters/agents/process/agent-processes.ts'
import { createRunFolders } from './adapters/agents/runs/run-folders.ts'
import { createScriptAgent } from './adapters/agents/script/script-agent.ts'
import { createWorkspaces } from './adapters/agents/workspace/workspaces.ts'
import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { processIdentity } from './adapters/programs/process-identity.ts'
import { createHostSandbox } from './adapters/sandbox/host-sandbox.ts'
import type { Config } from './config.ts'
import type { TokenAuthority } from './core/access/token-authority.ts'
import { createAgentRunLines } from './core/agents/agent-run-lines.ts'
import { type AgentService, createAgentService } from './core/agents/agent-service.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { EvidenceRoom } from './core/evidence/evidence-room.ts'
import type { EvidenceStore } from './core/evidence/evidence-store.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { IdSource } from './core/kernel/ids.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { awaitedOf } from './core/protocol/awaited-word.ts'
import type { ProtocolService } from './core/protocol/protocol-service.ts'
import { rejectedTasks } from './core/protocol/rejected-tasks.ts'
import type { SettingsSource } from './core/settings/settings-source.ts'
import type { OwedOutcomes } from './core/tasks/owed-outcomes.ts'
import type { TaskStore } from './core/tasks/task-store.ts'
import { createAgentHandlers } from './http/agent-handlers.ts'
import { createNodeTimers } from './node-timers.ts'

export interface AgentParts {
  readonly config: Pick<Config, 'data_root'>
  readonly protocol: ProtocolService
  readonly settings: SettingsSource
  readonly log: EventLog
  readonly auditIndex: SqliteAuditIndex
  readonly store: TaskStore
  readonly evidence: EvidenceStore
  readonly room: EvidenceRoom
  readonly tokens: TokenAuthority
  readonly hub: EventHub
  readonly owed: OwedOutcomes
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
  /** A secret that was given with `countersign secret set NAME`; null when there is none. */
  readonly secretOf: (name: string) => Promise<string | null>
  readonly consoleUrl: () => string | null
}

/** A patch in evidence has at most so many characters. */
const MAX_PATCH = 1_000_000

/** The agents, driven by the protocol. Owned by `lifetime`; what an earlier process left running is ended before this resolves. */
export async function wireAgents(
  parts: AgentParts,
  lifetime: Lifetime,
): Promise<{ agents: AgentService; handlers: ReturnType<typeof createAgentHandlers> }> {
  const { config, settings, auditIndex, store } = parts
  const { data_root } = config
  const folder = join(data_root, 'audit', 'work', 'agents')
  const workspaces = createWorkspaces({ folder, data_root, max_patch: MAX_PATCH })
  await workspaces.removeLeftovers()
  const { PATH: path = null, LANG: lang = 'C.UTF-8' } = process.env
  const agents = createAgentService({
    ...{ ...parts, workspaces, timers: createNodeTimers(), index: auditIndex.agentRuns },
    ports: {
      ...{
        script: createScriptAgent(),
        codex: createCodexAgent(parts.clock, data_root),
        openclaw: createOpenclawAgent(parts.clock, data_root),
      },
    },
    sandbox: createHostSandbox(process.platform, { home: homedir(), data_root, path, lang }),
    processes: createAgentProcesses(processIdentity),
    folders: createRunFolders(join(folder, 'runs')),
    lines: createAgentRunLines(parts),
    settings: () => {
      const { agents: named, protocol } = settings.current()
      return { agents: named, redispatch: protocol.redispatch }
    },
    awaited: (taskId, dispatchId) => awaitedOf(store.index.get(taskId)?.task ?? null, dispatchId),
    taskOf: (taskId) => store.index.get(taskId)?.task ?? null,
    rejected: () => {
      const tasks = [...store.index.ids()].flatMap((taskId) => store.index.get(taskId)?.task ?? [])
      return rejectedTasks(tasks, auditIndex)
    },
  })
  lifetime.own('agents', agents.close)
  await agents.settle()
  return { agents, handlers: createAgentHandlers(agents) }
}
