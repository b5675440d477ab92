import type { Approval } from '../../../contract/approval.ts'
import type { RefusalCode } from './refusal-code.ts'

/** What the caller can do about each refusal; where nothing helps but a person, who that is. */
const REMEDIES: Readonly<Record<RefusalCode, string>> = {
  unknown_tool: 'Take the name of the tool from GET /api/tools.',
  args_invalid: 'Correct the argument that the reason names; GET /api/tools has the JSON Schema of each tool.',
  level_below_tool: "Declare the tool's own side_effect_level, which the reason names, or a graver one.",
  task_missing: 'Take the task_id from GET /api/tasks; a task whose file is not valid must be mended first.',
  task_rejected:
    'Nothing is run for a rejected task but what takes a publication back (youtube.undo). Only its operator can decide otherwise.',
  correlation_mismatch: 'Send the correlation_id that GET /api/tasks/{task_id} shows for the task.',
  publish_not_allowed:
    'Only a task with allow_external_publish: true can publish, and its operator decides on that. No approval replaces it. What was published can still be taken back with youtube.undo.',
  denied_by_rule: 'It is not allowed to anybody until an operator changes the rule that `rule` names.',
  denied_by_default: 'It is not allowed to anybody until an operator adds a rule for it to the policy.',
  denied_by_person: 'Read denial_reason, and do something else: the identical call is refused until refused_until.',
  approval_needed: 'A person can approve it under approval_id. Send the identical call again after that.',
  approval_pending: 'It waits for a person under approval_id. Send the identical call again after it was approved.',
  approval_cooling_off: 'It was approved, and can run after usable_from of the approval. Send the identical call then.',
  tool_off: 'Nobody was asked. Do what the reason says; then send the identical call again.',
  idempotency_key_reused:
    'A key belongs to one call. Send this one with a new idempotency_key; an approval of it holds under any key.',
  call_running:
    'Wait for the outcome of the call that has the key, in GET /api/tool-calls; the identical call is answered with it then.',
  call_too_large: 'Send a call of at most 65536 bytes of canonical JSON, its idempotency_key not counted.',
  call_malformed:
    'Correct what the reason names and send it again: one JSON object, as openapi.yaml says for POST /api/tools/execute.',
  decision_failed: 'Nothing was run. Look for the call_id in the log on stderr; send the call again once it is mended.',
}

/** `approval`: what the call waits for, which may be another's. */
export function remedyOf(code: RefusalCode, approval: Approval | null, requestedBy: string): string {
  // Asked for and not made: nobody can approve anything yet.
  if (code === 'approval_needed' && approval === null) return 'Send the identical call again in a while.'
  if (code === 'approval_pending' && approval !== null && approval.requested_by !== requestedBy)
    return 'Leave the call to whoever asked first, or send it again when that approval is used up, denied, expired or void.'
  return REMEDIES[code]
}
