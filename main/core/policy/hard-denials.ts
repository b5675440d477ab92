import type { SideEffectLevel } from '../../../contract/tool.ts'
import type { DecisionFacts } from './decision-facts.ts'
import type { DenialCode } from './policy-decision.ts'
import { graver, gravity } from './side-effect-order.ts'

export interface HardDenial {
  readonly code: DenialCode
  readonly reason: string
}

/** What a call says of itself besides its arguments. */
export interface DeclaredCall {
  readonly tool: string
  readonly side_effect_level: SideEffectLevel
  readonly task_id: string
  readonly correlation_id: string
}

/**
 * Tools that only make less public what an earlier call published for the same task. They are named here, and not by themselves: no tool
 * takes itself out of what no rule overrides.
 */
const TAKES_BACK: ReadonlySet<string> = new Set(['youtube.undo'])

/** What holds whatever the policy says; null when nothing of it stands in the way. */
export function hardDenial(call: DeclaredCall, facts: DecisionFacts): HardDenial | null {
  const { tool_level, args_problem, task } = facts
  if (tool_level === null) return { code: 'unknown_tool', reason: `There is no tool ${call.tool}.` }
  if (args_problem !== null)
    return { code: 'args_invalid', reason: `${call.tool} does not take these arguments: ${args_problem}` }
  if (gravity(call.side_effect_level) < gravity(tool_level)) {
    const reason = `${call.tool} is ${tool_level}; the call declares only ${call.side_effect_level}.`
    return { code: 'level_below_tool', reason }
  }
  if (task === null) return { code: 'task_missing', reason: `There is no valid task ${call.task_id}.` }
  if (task.correlation_id !== call.correlation_id) {
    const reason = `${call.correlation_id} is not the correlation of task ${call.task_id}.`
    return { code: 'correlation_mismatch', reason }
  }
  // A rejected task, or one that may not publish any more, is when taking back is needed most. It still takes an approval of its own.
  if (TAKES_BACK.has(call.tool)) return null
  if (task.rejected) return { code: 'task_rejected', reason: `Task ${call.task_id} was rejected.` }
  const level = graver(call.side_effect_level, tool_level)
  if (level === 'external_publish' && !task.allow_external_publish) {
    const reason = `Task ${call.task_id} does not allow external publishing.`
    return { code: 'publish_not_allowed', reason }
  }
  return null
}
