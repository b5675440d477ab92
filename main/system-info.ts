import type { SystemInfo } from '../contract/system.ts'
import type { Config } from './config.ts'
import type { AuditIndex } from './core/audit/audit-index.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { Intake } from './core/ingest/intake.ts'
import { type Clock, timestamp } from './core/kernel/clock.ts'
import type { TaskStore } from './core/tasks/task-store.ts'
import { sandboxWarning } from './sandbox-warning.ts'
import type { SourceStates } from './source-states.ts'

export interface SystemParts {
  readonly config: Config
  readonly host: SystemInfo['host']
  readonly version: string
  readonly clock: Clock
  readonly startedMs: number
  readonly store: TaskStore
  readonly log: EventLog
  readonly index: AuditIndex
  readonly hub: EventHub
  readonly sources: SourceStates
  readonly intake: Pick<Intake, 'state'>
  readonly stream: { readonly dropped: number }
  /** What the parts of the console want an operator to know, in words. */
  readonly warnings: () => readonly string[]
  readonly secrets: () => SystemInfo['secrets']
  readonly evidence: () => SystemInfo['evidence']
}

/** The answer of GET /system/info: what runs here and how far everything is, at the moment of the call. */
export function createSystemInfo(parts: SystemParts): () => SystemInfo {
  const { config, store, log, hub } = parts
  const unsandboxed = parts.host === 'desktop' ? sandboxWarning(process.argv, process.env) : null
  return () => {
    const head = log.head()
    return {
      name: 'countersign',
      version: parts.version,
      host: parts.host,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      pid: process.pid,
      data_root: config.data_root,
      started_at: new Date(parts.startedMs).toISOString(),
      now: timestamp(parts.clock),
      sources: parts.sources.list(),
      intake: parts.intake.state(),
      tasks: { total: store.index.size, by_status: store.index.counts() },
      audit: {
        seq: head.seq,
        signed_seq: head.signed_seq,
        hash: head.hash as SystemInfo['audit']['hash'],
        index_seq: parts.index.indexedSeq(),
      },
      events: { clients: hub.clients, sent: hub.sent, dropped: parts.stream.dropped },
      secrets: parts.secrets(),
      evidence: parts.evidence(),
      warnings: [
        ...(head.failure === null ? [] : [`the audit log cannot be written: ${head.failure}`]),
        ...(unsandboxed === null ? [] : [unsandboxed]),
        ...parts.warnings(),
      ],
    }
  }
}
