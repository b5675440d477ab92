import type { Approval } from '../../contract/approval.ts'
import { timeLeft } from '../core/kernel/time-left.ts'
import { exactJson } from '../core/remote/exact-json.ts'
import { printable } from './printable.ts'

/** One row of a list. */
export function approvalRow(approval: Approval, now: string): string {
  const { approval_id, state, side_effect_level, task_id, what } = approval
  const left = state === 'pending' || state === 'approved' ? `, ${timeLeft(approval.expires_at, now)}` : ''
  return `${approval_id}  ${`${state}${left}`.padEnd(22)} ${side_effect_level.padEnd(16)} ${printable(task_id)}  ${printable(what)}`
}

/** The whole approval. The subject stands last: these bytes, and nothing that is said about them, are what a decision is about. */
export function approvalLines(approval: Approval, now: string): string[] {
  const { approval_id, state, tool, side_effect_level, task_id, requested_by, created_at, bound_to } = approval
  const bytes = Buffer.byteLength(approval.subject)
  return [
    `${approval_id}  ${state}  ${side_effect_level}  ${printable(tool)}`,
    `  ${printable(approval.what)}`,
    `  task ${printable(task_id)}, version ${bound_to.task_version}; asked by ${printable(requested_by)} at ${created_at}`,
    `  ${bound_to.rule === null ? 'no rule' : `rule ${printable(bound_to.rule)}`} of policy ${bound_to.policy_sha256}`,
    ...stateLines(approval, now),
    `  subject, ${bytes} bytes, sha256 ${approval.subject_sha256}:`,
    `  | ${exactJson(approval.subject)}`,
  ]
}

function stateLines(approval: Approval, now: string): string[] {
  const { state, needed, votes, expires_at, usable_from, reason, refused_until, voided, consumed_at, call_id } =
    approval
  const people = needed === 1 ? 'one person' : `${needed} different people`
  return [
    ...votes.map(({ decision, by, door, at }) => `  ${decision} by ${printable(by)} through ${door} at ${at}`),
    ...(state === 'pending' ? [`  needs ${people}; ${timeLeft(expires_at, now)}, until ${expires_at}`] : []),
    ...(state === 'approved' ? [`  may run once, from ${usable_from} until ${expires_at}`] : []),
    ...(reason === null ? [] : [`  reason: ${printable(reason)}`]),
    ...(refused_until === null ? [] : [`  the identical call is refused until ${refused_until}`]),
    ...(consumed_at === null ? [] : [`  used at ${consumed_at} by ${call_id}`]),
    ...(voided === null ? [] : [`  void since ${voided.at}: ${voided.cause.replaceAll('_', ' ')}`]),
    ...(voided?.differences ?? []).map(
      ({ path, before, after }) =>
        `    ${printable(path)}: ${printable(before) || 'nothing'} → ${printable(after) || 'nothing'}`,
    ),
  ]
}
