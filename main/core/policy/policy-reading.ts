import type { Policy } from '../../../contract/policy.ts'

/** Longest policy, in bytes of UTF-8. */
export const MAX_POLICY_BYTES = 200_000

/** What a text says as a policy, or why it is none: `problem` names line and column where there is one. */
export type PolicyReading =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problem: string }

/** Reads `policy.yaml`. Never throws. */
export type ReadPolicy = (text: string) => PolicyReading
