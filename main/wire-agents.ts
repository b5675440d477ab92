import { homedir } from 'node:os'
import { join } from 'node:path'
import { TaskId } from '../contract/ids.ts'
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
import type { EvidenceStore } from './core/evidence/evidence-store.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { IdSource } from './core/kernel/ids.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import type { ProtocolService } from './core/protocol/protocol-service.ts'
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
    taskOf: (taskId) => store.index.get(taskId)?.task ?? null,
    rejectedBefore: () => rejectedBefore(auditIndex),
  })
  lifetime.own('agents', agents.close)
  await agents.settle()
  return { agents, handlers: createAgentHandlers(agents) }
}

const MOST_LINES = 1000

/** Tasks whose reviewer rejected them after the start of the process before this one: it may have died before it gave them out again. */
function rejectedBefore(auditIndex: SqliteAuditIndex): TaskId[] {
  const any = { task_id: null, since_ts: null, since_seq: null }
  const starts = auditIndex.query({ ...any, type: 'service_started', limit: 2 })
  const [before, now] = starts
  if (before === undefined || now === undefined) return []
  const since = { ...any, since_seq: before.seq, limit: MOST_LINES }
  const verdicts = auditIndex.query({ ...since, type: 'verdict_received' })
  const rejected = verdicts.filter(({ seq, data }) => seq < now.seq && data['decision'] === 'reject')
  return [...new Set(rejected.flatMap(({ task_id }) => TaskId.safeParse(task_id).data ?? []))]
}
