import * as z from 'zod'
import { Assurance } from '../../../contract/assurance.ts'
import { Source } from '../../../contract/task.ts'
import { SideEffectLevel } from '../../../contract/tool.ts'
import type { DecisionInput } from './policy-decision.ts'

/** What a decision depended on besides the call itself and the policy. It stands in the line of the call as `data.facts`. */
export const DecisionFacts = z.strictObject({
  actor: z.string(),
  /** The tool's own level; null when there was no such tool. */
  tool_level: SideEffectLevel.nullable(),
  args_problem: z.string().nullable(),
  /** Null when there was no valid task of the id that the call names. */
  task: z
    .strictObject({
      source: Source,
      assurance: Assurance,
      approved: z.boolean(),
      rejected: z.boolean(),
      allow_external_publish: z.boolean(),
      correlation_id: z.string(),
    })
    .nullable(),
})
export type DecisionFacts = z.infer<typeof DecisionFacts>

export function decisionFacts({ call, actor, tool_level, args_problem, task }: DecisionInput): DecisionFacts {
  return {
    actor: actor.sub,
    tool_level,
    args_problem,
    task:
      task === null || task.task_id !== call.task_id
        ? null
        : {
            source: task.source,
            assurance: task.assurance,
            // In doubt a task is rejected and not approved.
            approved: task.status === 'approved' && task.verdict?.decision === 'approve',
            rejected: task.status === 'rejected' || task.verdict?.decision === 'reject',
            allow_external_publish: task.allow_external_publish,
            correlation_id: task.correlation_id,
          },
  }
}
