import type { Sha256 } from '../../../contract/ids.ts'
import type { PolicyView } from '../../../contract/policy.ts'
import type { Call } from '../kernel/call.ts'

/** The policy in force. Another one takes over when the file changes; one that is not valid never does. */
export interface PolicySource {
  current(): PolicyView
  /** Called right after another policy came into force, in order. Returns how to stop listening. */
  onChange(listener: (now: PolicyView, before: PolicyView) => void): () => void
  /** The text that once had this sha256; null when it was never in force here. */
  textOf(sha256: string): Promise<string | null>
  /**
   * Writes the file, and puts it in force. `baseSha`: of the policy that was changed; null when the caller did not say. Throws AppError
   * `policy_changed`, `precondition_required` (each leaves a line `write_conflict`), `policy_invalid`, `storage_failed`.
   */
  save(call: Call, text: string, baseSha: Sha256 | null): Promise<PolicyView>
}
