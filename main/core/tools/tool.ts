import type { ZodType } from 'zod'
import type { Artifact } from '../../../contract/evidence.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Task } from '../../../contract/task.ts'
import type { SideEffectLevel, ToolName, ToolStatus } from '../../../contract/tool.ts'
import type { AccountPort } from '../accounts/account-port.ts'
import type { ArtifactDraft } from '../evidence/evidence-store.ts'

/** An artifact of the task that a call is for, found by what it is. */
export interface FoundArtifact {
  readonly artifact: Artifact
  readonly package_id: string
  /** Absolute path of a file with exactly these bytes, hashed on this very lookup. To be read, never to be written. Who opens it later must hash what he reads, or take a copy (`copyOf`). */
  readonly file: string
}

/** What a tool gets to work with. */
export interface ToolContext {
  readonly call_id: string
  readonly task: Task
  readonly correlation_id: string
  /**
   * Aborted when the deadline has passed, the call is cancelled or the console stops. A caller that hangs up ends nothing: it asks
   * again with its key.
   */
  readonly signal: AbortSignal
  /**
   * Absolute path of a folder of this call's own, on the disk of the evidence, made on first use. It is there again when the call is
   * taken up after a crash, and goes when the outcome is recorded.
   */
  workFolder(): Promise<string>
  /** The artifact of this task with these bytes. Throws ToolError `artifact_not_found` or `artifact_altered`. */
  artifact(sha256: Sha256): Promise<FoundArtifact>
  /**
   * The same as a copy in the work folder, whose own bytes were hashed: for whatever reads a file by its path. What changes the evidence
   * after that changes nothing of it. Throws as `artifact` does.
   */
  copyOf(sha256: Sha256): Promise<FoundArtifact>
  /** Tells who watches how far it is: `fraction` from 0 to 1, null when nobody can tell; `words` of at most 200 characters. */
  progress(fraction: number | null, words: string): void
}

/** What a tool gets to look at what a run left. The task itself may be gone. */
export interface LeftContext extends Pick<ToolContext, 'call_id' | 'correlation_id' | 'signal' | 'workFolder'> {
  readonly task: { readonly task_id: string }
}

/** `result` is checked against the tool's own schema; `artifacts` become an evidence package of the run. */
export interface ToolOutput<R> {
  readonly result: R
  readonly artifacts: readonly ArtifactDraft[]
}

/**
 * A tool. It runs only after the policy, and where it asks for one an approval, allowed exactly these arguments. A failure that it
 * foresees is a ToolError with its own error_code and remedy; anything else becomes `tool_failed`.
 */
export interface Tool<A extends JsonObject = JsonObject, R extends JsonObject = JsonObject> {
  readonly name: ToolName
  readonly title: string
  readonly description: string
  readonly side_effect_level: SideEffectLevel
  readonly args: ZodType<A>
  /** Arguments that it takes, for somebody who wants to try it. */
  readonly example: A
  readonly result: ZodType<R>
  readonly timeout_ms: number
  /** How long it may take to end in good order after its signal; 0: nobody waits for it. */
  readonly grace_ms: number
  /**
   * `unasked`: it begins also when there is no room for more evidence, because it ends or tells something and leaves little. Every other
   * tool is refused then, with `evidence_budget_reached`.
   */
  readonly room?: 'unasked'
  /** What is known of the outside thing that it needs. Asks nobody. While it is `off` nobody is asked to approve a call of it. */
  status(): ToolStatus
  /** Why it could not begin in this moment, although it is not off, as far as that is known without asking anybody: asked before an approval is used up. */
  notNow?(args: A): ToolError | null
  /** One line for a list of approvals. Never the whole truth: that is the subject. */
  summary(args: A): string
  run(args: A, context: ToolContext): Promise<ToolOutput<R>>
  /**
   * For a run that was under way when the console died or stopped: completes it, resumes it, or fails with what there is, and repeats
   * nothing towards the outside. What reaches outside is decided on once more before. Without it, what came of such a run is not known.
   */
  recover?(args: A, context: ToolContext): Promise<ToolOutput<R>>
  /**
   * Of such a run that nobody goes on with, because it is not allowed any more or its task is gone: what of it is worth keeping as
   * evidence. Does nothing towards the outside but to look. Without it nothing in the work folder is of use.
   */
  left?(args: A, context: LeftContext): Promise<readonly ArtifactDraft[]>
}

/** Tools that share an outside thing, and what has to be closed with them. */
export interface ToolFamily {
  readonly tools: readonly Tool[]
  /** Of a family that works with an account of an outside service. */
  readonly account?: AccountPort
  close(): Promise<void>
}

/**
 * A failure that the tool foresees. `artifacts`: what there is nevertheless; it is kept as evidence. `isFinal`: the tool has given up by
 * itself, so that there is nothing to take up, also when the console was told to stop while it did so.
 */
export class ToolError extends Error {
  readonly error_code: string
  readonly remediation_hint: string
  readonly artifacts: readonly ArtifactDraft[]
  readonly isFinal: boolean
  constructor(
    error_code: string,
    detail: string,
    remediation_hint: string,
    options?: ErrorOptions & { readonly artifacts?: readonly ArtifactDraft[]; readonly isFinal?: true },
  ) {
    super(detail, options)
    this.name = 'ToolError'
    this.error_code = error_code
    this.remediation_hint = remediation_hint
    this.artifacts = options?.artifacts ?? []
    this.isFinal = options?.isFinal ?? false
  }
}
