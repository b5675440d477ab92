import type { ClaimLedger, LedgerRow } from '../../contract/claim-ledger.ts'
import type { Dispatch } from '../../contract/protocol.ts'
import type { ProtocolPhase, ProtocolRound, ProtocolView } from '../../contract/protocol-view.ts'
import { timeLeft } from '../core/kernel/time-left.ts'
import { printable } from './printable.ts'

/** Only then can the task be approved at all. */
const OVER: readonly ProtocolPhase[] = ['awaiting_person', 'awaiting_dispatch', 'locked']

const worded = (state: string): string => state.replaceAll('_', ' ')

/** Where a task stands, for a person at a terminal. */
export function protocolLines(view: ProtocolView, now: string): string[] {
  const { task_id, phase, max_rounds, rounds_left, rounds, due, lock, faults, unreadable_rounds } = view
  return [
    `${task_id}  ${worded(phase)}, ${rounds_left} of ${max_rounds} rounds left`,
    ...(due === null ? [] : [`  due: ${due.what} by ${due.at} (${timeLeft(due.at, now)})`]),
    ...(view.last_heartbeat_at === null
      ? []
      : [`  last heartbeat ${view.last_heartbeat_at}${view.heartbeat_late ? ', LATE' : ''}`]),
    ...(lock === null ? [] : [`  LOCKED since ${lock.locked_at}: ${printable(lock.reason)}`]),
    ...faults.map((fault) => `  FAULT: ${printable(fault)}`),
    ...(unreadable_rounds === 0 ? [] : [`  ${unreadable_rounds} rounds of another program count for nothing`]),
    ...rounds.flatMap(roundLines),
    ...ledgerLines(view.ledger, OVER.includes(phase)),
    `  base_sha ${view.base_sha}`,
  ]
}

/** What was given to whom. */
export function dispatchLines(dispatch: Dispatch): string[] {
  const { round, dispatch_id, agent, reviewer, dispatched_at, dispatched_by, ack_by, deadline } = dispatch
  const who = `${agent ?? 'whoever has a token'}; reviewer ${reviewer ?? 'whoever has a token'}`
  return [
    `round ${round}  dispatch ${dispatch_id} to ${who}`,
    `  by ${printable(dispatched_by)} at ${dispatched_at}; echo by ${ack_by}, result by ${deadline}`,
    `  scope ${dispatch.declared_scope.map(printable).join(' ') || 'nothing may be touched'}`,
    ...dispatch.issues.map((issue) => `  issue ${printable(issue.issue_id)}: ${printable(issue.text)}`),
  ]
}

function roundLines({ dispatch, ack, result, observed, verdict, ended }: ProtocolRound): string[] {
  const touched = observed?.workspace ?? null
  return [
    '',
    ...dispatchLines(dispatch),
    ...(ack === null ? [] : [`  echoed by ${printable(ack.acked_by)} at ${ack.acked_at}`]),
    ...(result === null
      ? []
      : [`  result by ${printable(result.received_from)} at ${result.received_at}, ${result.work_log.length} entries`]),
    ...(observed === null
      ? []
      : [
          `  found by the console at ${observed.observed_at}: ${touched === null ? 'no workspace' : `${touched.files.length} files touched`}`,
          ...(touched?.out_of_scope ?? []).map((path) => `    OUT OF SCOPE ${printable(path)}`),
        ]),
    ...(verdict === null
      ? []
      : [
          `  ${verdict.decision} by reviewer ${printable(verdict.reviewed_by)} at ${verdict.reviewed_at}`,
          ...verdict.issues.map(
            ({ issue_id, criterion_ref, work_log_ref, text }) =>
              `    ${printable(issue_id)} on ${printable(criterion_ref)}, work ${printable(work_log_ref ?? 'none')}: ${printable(text)}`,
          ),
        ]),
    ...(ended === null
      ? []
      : [
          `  ended: ${worded(ended.reason)} at ${ended.at}: ${printable(ended.detail)}`,
          ...ended.difference.map(
            ({ path, expected, given }) =>
              `    ${printable(path)}: ${printable(expected ?? 'nothing')} → ${printable(given ?? 'nothing')}`,
          ),
        ]),
  ]
}

/** What was said and what was checked stand apart. */
function ledgerLines({ status, rows, missing_proof, blocks_approval }: ClaimLedger, isOver: boolean): string[] {
  return [
    '',
    `ledger ${status}${blocks_approval && isOver ? ', an approval needs --override-reason' : ''}`,
    ...rows.flatMap(rowLines),
    ...missing_proof.map((id) => `  PROOF MISSING ${printable(id)}`),
  ]
}

function rowLines({ criterion_id, text, reported, verified, issues, status, reasons }: LedgerRow): string[] {
  const said =
    reported === null ? 'nothing' : `${reported.met ? 'met' : 'not met'}${reported.text && `: ${reported.text}`}`
  const found = verified === null ? 'no check' : `${worded(verified.state)}${verified.detail && `: ${verified.detail}`}`
  return [
    `  ${status.padEnd(10)} ${printable(criterion_id)}: ${printable(text)}`,
    `    reported: ${printable(said)}`,
    `    verified: ${printable(found)}`,
    ...issues.map((issue) => `    open issue ${printable(issue.issue_id)}: ${printable(issue.text)}`),
    ...reasons.map((reason) => `    why: ${printable(reason)}`),
  ]
}
