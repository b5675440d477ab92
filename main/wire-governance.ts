import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import type { Config } from './config.ts'
import { createApprovalService } from './core/approvals/approval-service.ts'
import { createTwoPeople } from './core/approvals/two-people.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { EvidenceRoom } from './core/evidence/evidence-room.ts'
import type { EvidenceStore } from './core/evidence/evidence-store.ts'
import { createInbox } from './core/inbox/inbox-service.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { IdSource } from './core/kernel/ids.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { decide } from './core/policy/decide.ts'
import { decisionFacts } from './core/policy/decision-facts.ts'
import { subjectOf } from './core/policy/subject.ts'
import type { OwedOutcomes } from './core/tasks/owed-outcomes.ts'
import { summaryOf } from './core/tasks/task-entry.ts'
import type { TaskStore } from './core/tasks/task-store.ts'
import { createRunLines } from './core/tools/run-lines.ts'
import type { ToolRegistry } from './core/tools/tool-registry.ts'
import { createToolService } from './core/tools/tool-service.ts'
import type { WorkFolders } from './core/tools/work-folders.ts'
import { createApprovalHandlers } from './http/approval-handlers.ts'
import { createInboxHandlers } from './http/inbox-handlers.ts'
import { createToolHandlers } from './http/tool-handlers.ts'
import { createNodeTimers } from './node-timers.ts'
import { wirePolicy } from './wire-policy.ts'

export interface GovernanceParts {
  readonly config: Pick<Config, 'data_root' | 'sources'>
  readonly log: EventLog
  readonly auditIndex: SqliteAuditIndex
  readonly store: TaskStore
  readonly evidence: EvidenceStore
  readonly room: EvidenceRoom
  readonly owed: OwedOutcomes
  readonly registry: ToolRegistry
  readonly work: WorkFolders
  /** Whether the folder of the tasks is gone. */
  readonly tasksAway: () => boolean
  readonly hub: EventHub
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
}

/** So many cancelled calls of one task are looked at, the newest: more than can have run at once. */
const CANCELLED = 1000

/** The gate: policy, approvals and the tools behind them. What an earlier process left open is settled before anybody can call. */
export async function wireGovernance(parts: GovernanceParts, lifetime: Lifetime) {
  const { log, auditIndex, store, hub, clock, ids, logger, owed, evidence, room, registry, work } = parts
  const timers = createNodeTimers()
  const { policy, handlers: policyHandlers } = await wirePolicy(
    { ...parts, dataRoot: parts.config.data_root },
    registry.list(),
    lifetime,
  )

  const approvals = createApprovalService({
    ...{ log, hub, clock, ids, timers, logger, policy, decide },
    ...{ tasks: store, index: auditIndex.approvals },
    areTwoPeople: createTwoPeople(parts.config.sources.telegram.operator_names),
  })
  lifetime.own('approvals', approvals.close)
  const tools = createToolService({
    ...{ registry, approvals, evidence, room, work, hub, owed, policy, clock, ids, timers, logger, decide, subjectOf },
    ...{ tasks: store, index: auditIndex.toolCalls, lines: createRunLines({ log, hub, owed }) },
    notesOf: (input) => ({ facts: decisionFacts(input) }),
    cancelLines: (task_id) =>
      auditIndex.query({ type: 'tool_call_cancelled', task_id, since_ts: null, since_seq: null, limit: CANCELLED }),
  })
  lifetime.own('tools', tools.close)
  await approvals.start()
  await tools.start()

  const inbox = createInbox({
    ...{ approvals, index: auditIndex.approvals, log, tasks: store, clock, summaryOf },
    tasksAway: parts.tasksAway,
  })
  return {
    approvals,
    policy,
    takeUp: tools.takeUp,
    stopTools: tools.stop,
    handlers: {
      ...createApprovalHandlers({ approvals, index: auditIndex.approvals, clock }),
      ...createToolHandlers(tools),
      ...createInboxHandlers(inbox),
      ...policyHandlers,
    },
  }
}
