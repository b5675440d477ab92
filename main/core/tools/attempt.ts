import type { Approval } from '../../../contract/approval.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import type { PolicyView } from '../../../contract/policy.ts'
import type { Task } from '../../../contract/task.ts'
import type { ToolCall, ToolRun } from '../../../contract/tool.ts'
import type { Call } from '../kernel/call.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import type { DecisionInput } from '../policy/policy-decision.ts'
import type { Subject } from '../policy/subject.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import type { Tool } from './tool.ts'

/** What a call says of itself besides its arguments, as it came: of one that cannot be read these may be no ids at all. */
export type NamedCall = Pick<ToolRun, 'tool' | 'side_effect_level' | 'task_id' | 'correlation_id' | 'idempotency_key'>

/** One sending of what shall be a call, as its record needs it. */
export interface Sending {
  readonly call_id: string
  readonly by: Call
  readonly wanted: NamedCall
  readonly subject: Pick<Subject, 'subject' | 'subject_sha256'>
  readonly started_at: string
}

/** One sending of a call, from the door to its outcome. */
export interface Attempt extends Sending {
  readonly wanted: ToolCall
  readonly subject: Subject
}

/** Everything that the decision on an attempt depends on, at one instant. */
export interface Situation {
  readonly input: DecisionInput
  readonly tool: Tool | null
  readonly policy: PolicyView
  /** The task with its stored bytes' sha256; null when there is no valid one. */
  readonly found: { readonly task: Task; readonly sha256: TaskEntry['base_sha'] } | null
}

export function situationOf(
  attempt: Attempt,
  now: { tool: Tool | null; entry: TaskEntry | undefined; policy: PolicyView; standing: Approval | null; ms: number },
): Situation {
  const { wanted, by } = attempt
  const { tool, entry, policy } = now
  const task = entry?.task ?? null
  return {
    ...{ tool, policy, found: foundIn(entry) },
    input: {
      ...{ call: wanted, actor: by.actor, task, policy: policy.policy, now_ms: now.ms },
      tool_level: tool?.side_effect_level ?? null,
      args_problem: tool === null ? null : argsProblem(tool, wanted.args),
      approval: now.standing,
    },
  }
}

export function foundIn(entry: TaskEntry | undefined): Situation['found'] {
  const task = entry?.task ?? null
  return entry === undefined || task === null ? null : { task, sha256: entry.base_sha }
}

/** Why the tool does not take these arguments. They must be whole: a tool that fills something in would run what nobody was shown. */
function argsProblem(tool: Tool, args: JsonObject): string | null {
  const parsed = tool.args.safeParse(args)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return `args${issue === undefined ? '' : `${issue.path.map((name) => `.${String(name)}`).join('')}: ${issue.message}`}`
  }
  return canonicalJson(parsed.data) === canonicalJson(args)
    ? null
    : 'args: the tool would change them; give all of them'
}

type Decided = Pick<ToolRun, 'state' | 'rule' | 'reason' | 'approval_id'> & Partial<ToolRun>

/** The record of the attempt, with what has become of it. */
export function runOf(
  { call_id, by, wanted, subject, started_at }: Sending,
  policy: PolicyView,
  became: Decided,
): ToolRun {
  const { tool, side_effect_level, task_id, correlation_id, idempotency_key } = wanted
  return {
    ...{ call_id, tool, side_effect_level, task_id, correlation_id, idempotency_key },
    ...{ subject_sha256: subject.subject_sha256, subject: subject.subject, requested_by: by.actor.sub },
    ...{ policy_sha256: policy.sha256, result: null, failure: null, evidence: [], started_at, finished_at: null },
    replayed: false,
    ...became,
  }
}

/**
 * Under which correlation the lines of an attempt stand: under that of the task; but what names a correlation that is not its task's is
 * recorded under its own request, for nobody shall write into a trail that is not his.
 */
export function placeOf(
  { by, wanted }: Sending,
  { found }: Pick<Situation, 'found'>,
): { correlation_id: string; task_id: string | null } {
  const own = found !== null && found.task.correlation_id === wanted.correlation_id
  return {
    correlation_id: own ? wanted.correlation_id : by.correlation_id,
    task_id: found?.task.task_id ?? null,
  }
}
