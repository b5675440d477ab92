import type { ApprovalBinding, ApprovalVoid } from '../../../contract/approval.ts'
import type { PolicyView } from '../../../contract/policy.ts'
import type { Task } from '../../../contract/task.ts'
import type { DecisionInput, PolicyDecision } from '../policy/policy-decision.ts'
import type { TaskEntry } from '../tasks/task-entry.ts'
import { type Difference, differencesOf } from './differences.ts'

export type Decide = (input: DecisionInput) => PolicyDecision

/** What an approval was asked for on: the call with all that its decision depended on, the policy, and the task as it stood. */
export interface Ground {
  readonly input: DecisionInput
  readonly task: Task
  readonly task_sha256: TaskEntry['base_sha']
  readonly policy: PolicyView
}

/** What stands in its place now. */
export interface GroundNow {
  readonly entry: TaskEntry | undefined
  readonly policy: PolicyView
}

export type Drift = Pick<ApprovalVoid, 'cause' | 'differences'>

export function bindingOf(ground: Ground, rule: string | null): ApprovalBinding {
  const { task, task_sha256, policy } = ground
  return { task_version: task.version, task_sha256, policy_sha256: policy.sha256, rule }
}

/** Whether task and policy are still, byte for byte, those that the approval is bound to. */
export function isBoundTo(binding: ApprovalBinding, { entry, policy }: GroundNow): boolean {
  return (
    entry?.task?.version === binding.task_version &&
    entry.base_sha === binding.task_sha256 &&
    policy.sha256 === binding.policy_sha256
  )
}

/** Why an approval asked for on this ground does not hold now, with what differs; null when it holds. */
export function driftOf(ground: Ground, now: GroundNow, decide: Decide): Drift | null {
  if (isBoundTo(bindingOf(ground, null), now)) return null
  const { entry, policy } = now
  if (entry === undefined || entry.base_sha !== ground.task_sha256 || entry.task?.version !== ground.task.version)
    return { cause: 'task_changed', differences: taskDifferences(ground, entry) }
  return { cause: 'policy_changed', differences: policyDifferences(ground, policy, decide) }
}

function taskDifferences(ground: Ground, entry: TaskEntry | undefined): Difference[] {
  const bytes = differencesOf(ground.task_sha256, entry?.base_sha, '/task_sha256')
  if (entry === undefined || entry.task === null) {
    const after = entry === undefined ? 'gone' : `not valid: ${entry.invalid_reason ?? 'unknown'}`
    return [{ path: '/task', before: `version ${ground.task.version}`, after }, ...bytes]
  }
  // A file can be written anew with the same content: then the bytes alone differ.
  const members = differencesOf(ground.task, entry.task, '/task')
  return members.length > 0 ? members : bytes
}

function policyDifferences(ground: Ground, after: PolicyView, decide: Decide): Difference[] {
  const under = (view: PolicyView) => {
    const decision = decide({ ...ground.input, policy: view.policy, approval: null })
    const terms = decision.effect === 'ask' ? decision.terms : undefined
    return { sha256: view.sha256, effect: decision.effect, rule: decision.rule, terms }
  }
  return differencesOf(under(ground.policy), under(after), '/policy')
}

/** What differs between the call that is asked for now and the one that was asked for before. */
export function callDifferences(before: string, after: string): Drift {
  return { cause: 'args_changed', differences: differencesOf(JSON.parse(before), JSON.parse(after), '') }
}
