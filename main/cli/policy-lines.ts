import type { LintFinding, PolicySimulation, PolicyView, SimulatedChange } from '../../contract/policy.ts'
import { printable } from './printable.ts'

/** What is in force, and what is wrong with it. */
export function policyLines({
  sha256,
  origin,
  path,
  loaded_at,
  policy,
  refused,
  lint: findings,
}: PolicyView): string[] {
  const what = origin === 'file' ? printable(path) : `the built-in policy (there is no ${printable(path)})`
  return [
    `in force: ${what}, since ${loaded_at}`,
    `  sha256 ${sha256}, ${policy.rules.length} rules, what none of them matches is denied`,
    ...(refused === null ? [] : [`  NOT IN FORCE: ${printable(path)} as it stands: ${printable(refused.reason)}`]),
    ...findings.map((finding) => `  ${findingLine(finding)}`),
  ]
}

export const findingLine = ({ kind, rule, detail }: LintFinding): string => `${kind} ${rule}: ${printable(detail)}`

/** Whether something that leaves the machine would run without an approval. */
export const letsOut = ({ side_effect_level: level, after }: SimulatedChange): boolean =>
  after.effect === 'allow' && (level === 'external_publish' || level === 'external_notify')

/** What would change, call by call, and how much of it. */
export function simulationLines({ valid, problem, lint, calls, changes, more }: PolicySimulation): string[] {
  if (!valid) return [`not valid: ${printable(problem ?? '')}`]
  return [
    ...lint.map(findingLine),
    ...changes.flatMap(changeLines),
    ...(more > 0 ? [`and ${more} more changes`] : []),
    `${changes.length + more} of the latest ${calls} recorded calls would be decided otherwise`,
  ]
}

function changeLines(change: SimulatedChange): string[] {
  const { at, tool, side_effect_level, task_id, before, after } = change
  const mark = letsOut(change) ? '  LEAVES THE MACHINE WITHOUT AN APPROVAL' : ''
  const words = ({ effect, rule, reason }: typeof before): string =>
    `${effect} by ${rule ?? 'no rule'}: ${printable(reason)}`
  return [
    `${at}  ${printable(tool)} (${side_effect_level}) for ${printable(task_id)}${mark}`,
    `  now  ${words(before)}`,
    `  then ${words(after)}`,
  ]
}
