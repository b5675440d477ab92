import type { ProtocolSettings } from '../../contract/agent.ts'
import type { AuditEventType } from '../../contract/audit-event.ts'
import type { ErrorCode } from '../../contract/problem.ts'
import type { ProtocolPhase, RoundEnding } from '../../contract/protocol-view.ts'

/** How one thing that is not as promised must be caught. */
export interface CaughtHow {
  /** The agents of the task; `reviewer` null: nobody reviews. */
  readonly executor: string
  readonly reviewer: string | null
  readonly protocol: Partial<ProtocolSettings>
  /** Where it comes to rest. */
  readonly phase: ProtocolPhase
  /** How its round ended; null: it did not, or with a verdict. */
  readonly ended: RoundEnding['reason'] | null
  /** A line of the log that tells of it. */
  readonly line: AuditEventType
  /** Which that line, or the answer to the agent or to the person who would approve, gives; null: the line says it all. */
  readonly code: ErrorCode | RoundEnding['reason'] | null
}

const HONEST: Partial<ProtocolSettings> = {}

const executor = (
  mode: string,
  ended: RoundEnding['reason'],
  line: AuditEventType,
  code: CaughtHow['code'],
  protocol = HONEST,
): [string, CaughtHow] => [
  `executor-${mode}`,
  { executor: `executor-${mode}`, reviewer: null, protocol, phase: 'awaiting_dispatch', ended, line, code },
]

/** It comes as far as a person, because its reviewer lies too; the person cannot approve it. */
const unproven = (mode: string, line: AuditEventType): [string, CaughtHow] => [
  `executor-${mode}`,
  {
    ...{ executor: `executor-${mode}`, reviewer: 'reviewer-honest-approve', protocol: HONEST, ended: null },
    ...{ phase: 'awaiting_person', line, code: 'proof_insufficient' },
  },
]

const reviewer = (mode: string, line: AuditEventType, code: CaughtHow['code']): [string, CaughtHow] => [
  `reviewer-${mode}`,
  {
    ...{ executor: 'executor-honest', reviewer: `reviewer-${mode}`, protocol: HONEST, line, code },
    ...{ phase: 'awaiting_dispatch', ended: 'agent_failed' },
  },
]

/** Name of the timeout that a case is about. */
export type Timeout = Extract<
  AuditEventType,
  'ack_timeout' | 'heartbeat_warning' | 'result_timeout' | 'reviewer_timeout'
>

/** Modes that come to nothing but silence. */
export const TIMEOUT_CASES: ReadonlyMap<string, CaughtHow & { readonly line: Timeout }> = new Map([
  [
    'executor-no-ack',
    {
      ...{ executor: 'executor-no-ack', reviewer: null, protocol: { ack_seconds: 1 }, phase: 'awaiting_dispatch' },
      ...{ ended: 'ack_timeout', line: 'ack_timeout', code: 'ack_timeout' },
    },
  ],
  [
    'executor-late-heartbeat',
    {
      ...{ executor: 'executor-late-heartbeat', reviewer: null, protocol: { heartbeat_seconds: 1 } },
      // The round goes on: being late is no failure.
      ...{ phase: 'awaiting_review', ended: null, line: 'heartbeat_warning', code: null },
    },
  ],
  [
    'executor-held',
    {
      ...{ executor: 'executor-held', reviewer: null, protocol: { result_seconds: 10 }, phase: 'awaiting_dispatch' },
      ...{ ended: 'result_timeout', line: 'result_timeout', code: 'result_timeout' },
    },
  ],
  [
    'reviewer-silent',
    {
      ...{ executor: 'executor-honest', reviewer: 'reviewer-silent', protocol: { review_seconds: 1 } },
      ...{ phase: 'awaiting_dispatch', ended: 'reviewer_timeout', line: 'reviewer_timeout', code: 'reviewer_timeout' },
    },
  ],
])

/** Every other dishonest mode, by the name of its agent. */
export const DISHONEST_CASES: ReadonlyMap<string, CaughtHow> = new Map([
  executor('echo-altered', 'ack_mismatch', 'ack_mismatch', 'ack_mismatch'),
  executor('echo-missing-item', 'ack_mismatch', 'ack_mismatch', 'ack_mismatch'),
  executor('echo-reordered', 'ack_mismatch', 'ack_mismatch', 'ack_mismatch'),
  executor('wrong-dispatch', 'agent_failed', 'protocol_refused', 'dispatch_not_current'),
  executor('result-before-ack', 'agent_failed', 'protocol_refused', 'protocol_out_of_order'),
  executor('claim-nowhere', 'agent_failed', 'protocol_refused', 'result_invalid'),
  executor('work-log-nowhere', 'agent_failed', 'protocol_refused', 'result_invalid'),
  executor('no-result', 'agent_failed', 'round_ended', 'agent_failed'),
  executor('crash', 'agent_failed', 'round_ended', 'agent_failed'),
  unproven('out-of-scope', 'scope_violation'),
  unproven('no-claims', 'protocol_refused'),
  unproven('no-work', 'protocol_refused'),
  // What is no verdict at all never comes as far as the protocol: the round ends for want of one.
  reviewer('no-criterion-ref', 'round_ended', 'validation_failed'),
  reviewer('criterion-ref-nowhere', 'protocol_refused', 'verdict_invalid'),
  reviewer('work-log-ref-missing', 'protocol_refused', 'verdict_invalid'),
  reviewer('work-log-ref-nowhere', 'protocol_refused', 'verdict_invalid'),
  reviewer('approve-with-issues', 'protocol_refused', 'verdict_invalid'),
  reviewer('reject-without-issues', 'protocol_refused', 'verdict_invalid'),
  reviewer('wrong-dispatch', 'protocol_refused', 'dispatch_not_current'),
])

/** Modes that keep every promise. */
export const HONEST_MODES: readonly string[] = [
  ...[
    'executor-honest',
    'reviewer-honest',
    'reviewer-honest-approve',
    'reviewer-reject-once',
    'reviewer-reject-always',
  ],
]
