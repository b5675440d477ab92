import type { DenialCode } from '../policy/policy-decision.ts'

/** Besides the reasons of the policy: why a call to publish is turned away before it is decided on, or when deciding fails. */
export type RefusalCode =
  | DenialCode
  | 'idempotency_key_reused'
  | 'call_running'
  | 'call_too_large'
  | 'call_malformed'
  | 'decision_failed'
