import type { DenialCode } from '../policy/policy-decision.ts'

/**
 * Besides the reasons of the policy: that the tool is off, so that nobody is asked for an approval; and why a call to publish is turned away
 * before it is decided on, or when deciding fails.
 */
export type RefusalCode =
  | DenialCode
  | 'tool_off'
  | 'idempotency_key_reused'
  | 'call_running'
  | 'call_too_large'
  | 'call_malformed'
  | 'decision_failed'
