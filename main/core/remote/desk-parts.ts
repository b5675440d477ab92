import type { Settings } from '../../../contract/settings.ts'
import type { ApprovalService } from '../approvals/approval-service.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import type { EventLog } from '../audit/event-log.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { ProtocolService } from '../protocol/protocol-service.ts'
import type { TaskService } from '../tasks/task-service.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import type { Messenger } from './messenger.ts'

/** What the desk needs from the rest of the console. */
export interface DeskParts {
  readonly messenger: Messenger
  readonly tasks: Pick<TaskService, 'decide'>
  readonly protocol: Pick<ProtocolService, 'view' | 'dispatch'>
  /** Agents and numbers of the protocol, as they are set at this moment. */
  readonly settings: () => Pick<Settings, 'agents' | 'protocol'>
  readonly approvals: Pick<ApprovalService, 'get' | 'decide' | 'waiting'>
  readonly store: Pick<TaskStore, 'index'>
  readonly log: Pick<EventLog, 'record'>
  readonly audit: Pick<AuditIndex, 'query'>
  readonly hub: Pick<EventHub, 'observe'>
  readonly clock: Clock
  readonly ids: IdSource
  readonly timers: Timers
  readonly logger: Logger
  /** Telegram users who may decide; empty: deciding from Telegram is off. */
  readonly operators: readonly number[]
  /** Whether a user is still told in that chat what became of his requests: nobody who may not ask any more. */
  readonly mayHear: (chatId: number, userId: number) => boolean
  /** Nothing can be said in Telegram: there is no bot token. What is asked for there is then refused, not answered. */
  readonly mute: boolean
}
