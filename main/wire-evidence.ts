import { join } from 'node:path'
import type { Task } from '../contract/task.ts'
import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { openEvidenceFiles } from './adapters/files/evidence-files.ts'
import { createEvidenceDisk } from './adapters/files/evidence-stock.ts'
import type { Config } from './config.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import { createEvidenceRoom, type EvidenceRoom } from './core/evidence/evidence-room.ts'
import type { EvidenceStore } from './core/evidence/evidence-store.ts'
import { createEvidenceVerifying } from './core/evidence/evidence-verification.ts'
import type { ManifestKeys } from './core/evidence/manifest.ts'
import { type NamingTask, withRefsOfRuns } from './core/evidence/verdict-sum.ts'
import { AppError } from './core/kernel/app-error.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import type { SettingsSource } from './core/settings/settings-source.ts'
import type { TaskStore } from './core/tasks/task-store.ts'
import { createEvidenceVerifyHandlers } from './http/evidence-verify-handlers.ts'
import { createNodeTimers } from './node-timers.ts'

export interface EvidenceParts {
  readonly config: Pick<Config, 'data_root'>
  readonly keys: ManifestKeys
  readonly settings: SettingsSource
  readonly store: Pick<TaskStore, 'index'>
  readonly auditIndex: Pick<SqliteAuditIndex, 'toolCalls' | 'agentRuns'>
  readonly hub: EventHub
  readonly log: EventLog
  readonly clock: Clock
  readonly logger: Logger
}

export interface WiredEvidence {
  readonly evidence: EvidenceStore
  readonly room: EvidenceRoom
  readonly handlers: ReturnType<typeof createEvidenceVerifyHandlers>
}

/** The packages of evidence, the room that they take, and hashing them again. Owned by `lifetime`. */
export function wireEvidence(parts: EvidenceParts, lifetime: Lifetime): WiredEvidence {
  const { config, keys, settings, log, clock, logger } = parts
  const folder = join(config.data_root, 'audit', 'evidence')
  const evidence = openEvidenceFiles({ folder, keys, logger, grown: (bytes) => room.grown(bytes) })
  const room = createEvidenceRoom({
    ...{ disk: createEvidenceDisk(folder), log, clock, logger, timers: createNodeTimers() },
    limits: () => {
      const { evidence_budget_bytes: budget_bytes, evidence_keep_free_bytes: keep_free_bytes } = settings.current()
      return { budget_bytes, keep_free_bytes }
    },
  })
  lifetime.own('room of the evidence', room.close)

  const { index } = parts.store
  const { toolCalls, agentRuns } = parts.auditIndex
  const naming = (task: Task): NamingTask =>
    withRefsOfRuns(task, [...toolCalls.evidenceOf(task.task_id), ...agentRuns.evidenceOf(task.task_id)])
  const taskOf = (taskId: string): NamingTask | null => {
    const task = index.get(taskId)?.task ?? null
    return task === null ? null : naming(task)
  }
  const verifying = createEvidenceVerifying({
    ...{ shelf: evidence, log, hub: parts.hub, clock, logger },
    tasks: () => [...index.ids()].map(taskOf).filter((task) => task !== null),
    taskOf: (taskId) => {
      const task = taskOf(taskId)
      if (task === null) throw new AppError('task_not_found', `No task ${taskId}.`)
      return task
    },
  })
  lifetime.own('hashing of evidence', verifying.close)
  return { evidence, room, handlers: createEvidenceVerifyHandlers(verifying, logger) }
}
