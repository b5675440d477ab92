import type { AgentKind, AgentLimits, AgentRole, AgentSettings, AgentUsage } from '../../../contract/agent.ts'
import type { ClaimLedger } from '../../../contract/claim-ledger.ts'
import type {
  AckEcho,
  Dispatch,
  EchoDifference,
  Heartbeat,
  Observed,
  ReviewVerdict,
  StoredResult,
  TaskResult,
} from '../../../contract/protocol.ts'

/** What a reviewer gets to see. `patch`: what the console found in the workspace, as a unified diff, cut to 200,000 characters. */
export interface ReviewMaterial {
  readonly result: StoredResult
  readonly observed: Observed
  readonly ledger: ClaimLedger
  readonly patch: string
}

/** One run that is to begin. Paths are absolute. */
export interface AgentOrder {
  readonly run_id: string
  readonly task_id: string
  readonly title: string
  readonly request_text: string
  readonly role: AgentRole
  readonly settings: AgentSettings
  readonly limits: AgentLimits
  readonly dispatch: Dispatch
  /** Of a reviewer; null for an executor. */
  readonly review: ReviewMaterial | null
  /** Where the work is done; of a reviewer a copy of it that nobody takes anything from. */
  readonly workspace: string
  /** A folder for this run alone: home, secrets, what an agent keeps. Removed afterwards. */
  readonly state_folder: string
  /** Good for this role on this task, until the run is over. Handed over as a file or on stdin, never in the environment. */
  readonly token: string
  readonly console_url: string | null
}

/** What an agent says in the protocol. */
export type AgentMessage =
  | { readonly type: 'ack'; readonly body: AckEcho }
  | { readonly type: 'heartbeat'; readonly body: Heartbeat }
  | { readonly type: 'result'; readonly body: TaskResult }
  | { readonly type: 'verdict'; readonly body: ReviewVerdict }

/** What the protocol answers. A refusal names the problem of the catalogue. */
export type AgentAnswer =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly error_code: string
      readonly detail: string
      readonly remediation_hint: string
      readonly difference: readonly EchoDifference[]
    }

/** Where an agent's doings go while it runs. */
export interface AgentSink {
  /**
   * Must be called, and awaited, right after a process was started, with its number: whoever takes the console up after a crash ends what
   * is left of its process group. `pid` leads a group of its own. Null: the work is done by a process that is not ours.
   */
  processStarted(pid: number | null): Promise<void>
  /** Carried out through the protocol's own doors, with the authority of this run. Never rejects. */
  say(message: AgentMessage): Promise<AgentAnswer>
  /** Kept in the log of the run, shown as it comes; secrets and the token are taken out before. A line without its line feed. */
  output(stream: 'stdout' | 'stderr' | 'protocol', line: string): void
  /** What it has used up by now, all in all. Over a limit, the run is aborted. */
  used(usage: AgentUsage): void
}

/** How a program ended. It says nothing about the task. */
export interface AgentExit {
  readonly ok: boolean
  readonly exit_code: number | null
  /** What there is to say of it, without secrets. */
  readonly detail: string
  /** Null when it ended well. */
  readonly error_code: string | null
  readonly remediation_hint: string | null
}

/** Whether an agent of this kind could be started now. */
export interface AgentReadiness {
  readonly state: 'ready' | 'unavailable'
  readonly detail: string
  readonly remediation_hint: string | null
}

/** One kind of agent. */
export interface AgentPort {
  readonly kind: AgentKind
  /** Looks for the program, without starting a run. Never rejects. */
  probe(settings: AgentSettings, signal: AbortSignal): Promise<AgentReadiness>
  /**
   * Runs to the end. When `signal` is aborted, the whole process group is ended (SIGTERM, then SIGKILL) before this resolves. Never
   * rejects for what the agent does; a bug rejects.
   */
  run(order: AgentOrder, sink: AgentSink, signal: AbortSignal): Promise<AgentExit>
}
