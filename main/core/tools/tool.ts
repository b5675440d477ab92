import type { ZodType } from 'zod'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Task } from '../../../contract/task.ts'
import type { SideEffectLevel, ToolName } from '../../../contract/tool.ts'
import type { ArtifactDraft } from '../evidence/evidence-store.ts'

/** What a tool gets to work with. */
export interface ToolContext {
  readonly call_id: string
  readonly task: Task
  readonly correlation_id: string
  /** Aborted when the deadline has passed or the console stops. A caller that hangs up ends nothing: it asks again with its key. */
  readonly signal: AbortSignal
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
  readonly result: ZodType<R>
  readonly timeout_ms: number
  /** One line for a list of approvals. Never the whole truth: that is the subject. */
  summary(args: A): string
  run(args: A, context: ToolContext): Promise<ToolOutput<R>>
}

/** A failure that the tool foresees. */
export class ToolError extends Error {
  readonly error_code: string
  readonly remediation_hint: string
  constructor(error_code: string, detail: string, remediation_hint: string, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'ToolError'
    this.error_code = error_code
    this.remediation_hint = remediation_hint
  }
}
