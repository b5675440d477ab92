import type { AgentKind, AgentSettings } from '../../../contract/agent.ts'
import type { TaskId } from '../../../contract/ids.ts'
import type { Task } from '../../../contract/task.ts'
import type { TokenAuthority } from '../access/token-authority.ts'
import type { EventHub } from '../broadcast/event-hub.ts'
import type { EvidenceRoom } from '../evidence/evidence-room.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/ids.ts'
import type { Logger } from '../kernel/logger.ts'
import type { Timers } from '../kernel/timers.ts'
import type { Awaited } from '../protocol/awaited-word.ts'
import type { ProtocolService } from '../protocol/protocol-service.ts'
import type { AgentPort } from './agent-port.ts'
import type { AgentRunIndex } from './agent-run-index.ts'
import type { AgentRunLines } from './agent-run-lines.ts'
import type { ProcessPort } from './process-port.ts'
import type { RunFolders } from './run-folders.ts'
import type { SandboxPort } from './sandbox-port.ts'
import type { WorkspacePort } from './workspace-port.ts'

/** What the runner of agents stands on. */
export interface RunnerParts {
  readonly protocol: ProtocolService
  readonly ports: Readonly<Partial<Record<AgentKind, AgentPort>>>
  readonly workspaces: WorkspacePort
  readonly sandbox: SandboxPort
  readonly processes: ProcessPort
  readonly folders: RunFolders
  readonly index: AgentRunIndex
  readonly lines: AgentRunLines
  readonly evidence: Pick<EvidenceStore, 'keep' | 'read'>
  /** Asked before anything that makes evidence. */
  readonly room: Pick<EvidenceRoom, 'admit'>
  readonly tokens: Pick<TokenAuthority, 'issue' | 'revoke' | 'list'>
  readonly hub: Pick<EventHub, 'publish' | 'latestSeq'>
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: IdSource
  readonly logger: Logger
  /** As they are in force at this moment. */
  readonly settings: () => {
    readonly agents: Readonly<Record<string, AgentSettings>>
    readonly redispatch: 'automatic' | 'by_person'
  }
  /** Whose word the round of this dispatch waits for at this moment; null: nobody's. */
  readonly awaited: (taskId: TaskId, dispatchId: string) => Awaited | null
  readonly taskOf: (taskId: TaskId) => Task | null
  /** Null when there is none of this name. */
  readonly secretOf: (name: string) => Promise<string | null>
  /** Where the console listens; null when it does not. */
  readonly consoleUrl: () => string | null
  /** Tasks that were rejected and are still to be given out again, as the log tells of them. */
  readonly rejected: () => readonly TaskId[]
}
