import type { Sha256 } from '../../../contract/ids.ts'
import type { ToolCall } from '../../../contract/tool.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/sha256.ts'

/** What an approval is about: the very text that is shown, hashed and run. */
export interface Subject {
  readonly subject: string
  readonly subject_sha256: Sha256
  /** Of the call without its task and correlation: the same for one action on several tasks. */
  readonly action_sha256: Sha256
}

/** The idempotency key is no part of it: a new key makes no new call of what a person has refused. */
export function subjectOf({ tool, args, side_effect_level, task_id, correlation_id }: ToolCall): Subject {
  const subject = canonicalJson({ tool, args, side_effect_level, task_id, correlation_id })
  return {
    subject,
    subject_sha256: sha256(subject),
    action_sha256: sha256(canonicalJson({ tool, args, side_effect_level })),
  }
}
