import type { EvidenceRef } from '../../../contract/evidence.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolFailure } from '../../../contract/tool.ts'
import type { Tool } from './tool.ts'

/** One run that is allowed and recorded. `args` are those of the subject, whole and checked. */
export interface Work {
  readonly call_id: string
  readonly tool: Tool
  readonly args: JsonObject
  readonly task: Task
  /** `recover`: it was running when an earlier process ended. */
  readonly how: 'run' | 'recover'
}

export interface Outcome {
  readonly state: 'done' | 'failed'
  readonly result: JsonObject | null
  readonly failure: ToolFailure | null
  readonly evidence: EvidenceRef[]
}
