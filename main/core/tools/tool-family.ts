import type { ZodType } from 'zod'
import type { AuditEvent, AuditEventType } from '../../../contract/audit-event.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Actor } from '../../../contract/scope.ts'
import type { Task } from '../../../contract/task.ts'
import type { SideEffectLevel, ToolName } from '../../../contract/tool.ts'
import type { WrittenEvent } from '../audit/event-log.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { Alarm } from '../notices/alarm.ts'
import type { Messenger } from '../remote/messenger.ts'
import type { HostPorts } from './host-ports.ts'
import type { RunIndex } from './run-index.ts'
import type { ToolFamily } from './tool.ts'
import type { WorkFolders } from './work-folders.ts'

/** Secrets that a family was given, by the names that it declares. */
export interface FamilySecrets {
  /** Null when there is none. The environment goes before what is kept. */
  read(name: string): Promise<string | null>
  /** Kept as the other secrets are; sealed where the machine can do that. */
  keep(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}

/** A line of the log that is not one of a call. */
export interface FamilyLine {
  readonly type: AuditEventType
  readonly actor: Actor
  readonly correlation_id: string
  readonly task_id: string | null
  readonly data: JsonObject
}

/** What a family of tools gets to work with. */
export interface FamilyParts<S> {
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: IdSource
  readonly logger: Logger
  /** As they are in force at this moment. */
  settings(): S
  /** Returns what ends it. */
  onSettings(onChange: () => void): () => void
  readonly secrets: FamilySecrets
  /** Durable when it resolves. Throws AppError `audit_unavailable`. */
  record(line: FamilyLine): Promise<WrittenEvent>
  /** The newest line of the log of this type; null when there is none. Throws AppError `audit_unavailable`. */
  lastLine(type: AuditEventType): AuditEvent | null
  /** Tells the clients that the status of these tools is another one. */
  statusChanged(tools: readonly ToolName[]): void
  readonly evidence: EvidenceStore
  readonly work: WorkFolders
  readonly runs: RunIndex
  taskOf(taskId: string): Task | null
  /** Null without a bot. */
  readonly messenger: Messenger | null
  /** Chats of the allow-list, those of users and operators in private among them. */
  readonly telegramChats: readonly number[]
  readonly host: HostPorts
  /** Tells whoever sits here what a family has noticed by itself, as the settings of the notifications allow; null where nothing can. */
  readonly alarm: Alarm | null
}

/** One row of the registry: tools that share an outside thing, with the settings and secrets that are theirs. */
export interface FamilySpec<S = unknown> {
  /** Member of `tools` in `config.json`. */
  readonly name: string
  /** What each of its tools can do to the world: known before they are opened, and true once they are. */
  readonly levels: Readonly<Record<ToolName, SideEffectLevel>>
  /** Must take `{}`: what holds without a word in the file. */
  readonly settings: ZodType<S>
  /** Names as in `countersign secret set NAME`. */
  readonly secrets: readonly string[]
  open(parts: FamilyParts<S>): ToolFamily
}
