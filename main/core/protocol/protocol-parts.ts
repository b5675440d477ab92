import type { ProtocolSettings } from '../../../contract/agent.ts'
import type { Policy } from '../../../contract/policy.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { OwedOutcomes } from '../tasks/owed-outcomes.ts'
import type { TaskService } from '../tasks/task-service.ts'
import type { TaskStore } from '../tasks/task-store.ts'

/** What the protocol stands on. */
export interface ProtocolParts {
  readonly tasks: Pick<TaskService, 'get' | 'step' | 'decide'>
  readonly store: Pick<TaskStore, 'index'>
  readonly log: EventLog
  readonly index: Pick<AuditIndex, 'query'>
  readonly hub: EventHub
  readonly owed: Pick<OwedOutcomes, 'add'>
  readonly evidence: Pick<EvidenceStore, 'keep' | 'list'>
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: IdSource
  readonly logger: Logger
  /** Read anew for every step. */
  readonly settings: () => ProtocolSettings
  readonly finalApproval: () => Policy['final_approval']
}
