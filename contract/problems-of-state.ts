import type { ProblemRow } from './problem-rows.ts'

/** What stands in the way of a good request: status 409 and above. */
export const PROBLEMS_OF_STATE = {
  task_exists: { status: 409, title: 'A task with this id exists', remedy: 'Choose another task_id, or leave it out.' },
  write_conflict: {
    status: 409,
    title: 'The task has changed since you read it',
    remedy: 'Read the task again, look at what changed, and repeat with the current base_sha.',
  },
  approval_changed: {
    status: 409,
    title: 'This is not what the approval is about',
    remedy: 'Read the approval again, look at what it says now, and decide with its subject_sha256.',
  },
  approval_not_pending: {
    status: 409,
    title: 'The approval does not wait for a decision any more',
    remedy: 'The detail says what became of it; the agent can ask anew by sending its call again.',
  },
  approval_second_person: {
    status: 409,
    title: 'Another person must approve as well',
    remedy:
      'Whoever approved first cannot be the second, in another place or under another name either; ask another operator.',
  },
  approvals_differ: {
    status: 409,
    title: 'These approvals are not one and the same action',
    remedy: 'Decide together only approvals with the same action_sha256; decide the others one by one.',
  },
  tool_call_running: {
    status: 409,
    title: 'This call is being carried out',
    remedy: 'Wait for its outcome: GET /api/tool-calls, or send the same call again later.',
  },
  tool_call_not_running: {
    status: 409,
    title: 'This call does not run',
    remedy: 'Look at what became of it: GET /api/tool-calls.',
  },
  account_not_configured: {
    status: 409,
    title: 'This account cannot be connected yet',
    remedy: 'Set what the detail names in the settings; docs/specs/tools/youtube.md says where Google gives it.',
  },
  policy_changed: {
    status: 409,
    title: 'The policy has changed since you read it',
    remedy: 'Read the policy again, look at what changed, and save with its current sha256 as base_sha.',
  },
  settings_changed: {
    status: 409,
    title: 'The settings have changed since you read them',
    remedy: 'Read the settings again, look at what changed, and save with their current base_sha.',
  },
  intake_paused: {
    status: 409,
    title: 'The intake is paused',
    remedy: 'Resume the intake first: npx countersign intake resume. What waits is carried out then.',
  },
  delivery_changed: {
    status: 409,
    title: 'This delivery id was used for another body',
    remedy: 'A delivery keeps its body when it is sent again; a new body needs a new delivery id.',
  },
  delivery_not_replayable: {
    status: 409,
    title: 'This delivery cannot be carried out again',
    remedy: 'Ask the sender to deliver it again; a remote decision is made again with its buttons.',
  },
  evidence_altered: {
    status: 409,
    title: 'The evidence is not what was recorded',
    remedy: 'The file differs from its signed manifest. Restore it from a backup; do not trust it as it is.',
  },
  evidence_verification_running: {
    status: 409,
    title: 'Evidence is being hashed again already',
    remedy: 'Wait for its outcome: GET /api/evidence/verification; or end it: POST /api/evidence/verification/cancel.',
  },
  evidence_verification_not_running: {
    status: 409,
    title: 'No evidence is being hashed again',
    remedy: 'Look at what the last time came to: GET /api/evidence/verification.',
  },
  proof_not_possible: {
    status: 409,
    title: 'This cannot be proven as it stands',
    remedy: 'The log does not verify. Look at it with: npx countersign audit verify',
  },
  payload_too_large: { status: 413, title: 'The body is too large', remedy: 'Send at most 1 MiB.' },
  evidence_too_large: {
    status: 413,
    title: 'The file is too large for one answer here',
    remedy: 'Ask for it in pieces of at most 8 MiB: Range: bytes=0-8388607, and so on.',
  },
  range_not_satisfiable: {
    status: 416,
    title: 'The file has no such bytes',
    remedy: 'Content-Range says how long the file is; ask for bytes that it has.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not accepted',
    remedy: 'Send Content-Type: application/json.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This idempotency key was used for another call',
    remedy: 'A key belongs to one call: choose a new key for a new call.',
  },
  policy_invalid: {
    status: 422,
    title: 'The policy is not valid',
    remedy: 'Correct what the detail names, with line and column; the policy in force stays as it is.',
  },
  settings_invalid: {
    status: 422,
    title: 'The settings are not valid',
    remedy: 'Correct the member that the detail names; docs/specs/CONFIG.md says what it can be.',
  },
  task_file_invalid: {
    status: 422,
    title: 'The task file is not valid',
    remedy: 'Mend the file in ssot/ as the detail says; the console reads it again at once.',
  },
  precondition_required: {
    status: 428,
    title: 'The write does not say what it is based on',
    remedy:
      'Read what the write is to change, and send its base_sha in the body (of a task also as If-Match); it is in this answer too.',
  },
  authentication_rate_limited: {
    status: 429,
    title: 'Too many failed authentications from this address',
    remedy: 'Wait as long as Retry-After says, and send a token that is valid. A valid token is always let in.',
  },
  login_locked: {
    status: 429,
    title: 'Too many wrong login codes',
    remedy: 'Make a new code with: npx countersign login',
  },
  ingress_rate_limited: {
    status: 429,
    title: 'Too many refused deliveries from this address',
    remedy: 'Wait as long as Retry-After says, and send with the right secret.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong inside',
    remedy: 'Look for the correlation_id in the log on stderr.',
  },
  github_unavailable: {
    status: 502,
    title: 'GitHub did not answer as expected',
    remedy: 'Check GITHUB_TOKEN, GITHUB_HOOKS and the connection; the detail says what GitHub answered.',
  },
  capture_unavailable: {
    status: 502,
    title: 'The system does not show its screens and windows',
    remedy: 'Allow Countersign to record the screen in the settings of the system, and start it again.',
  },
  folder_not_opened: {
    status: 502,
    title: 'The desktop did not open the folder',
    remedy: 'Open it by hand: the detail says where it lies.',
  },
  source_off: {
    status: 503,
    title: 'This source is off',
    remedy: 'Set its secret and start the console again; docs/specs/CONFIG.md names it.',
  },
  github_gaps_off: {
    status: 503,
    title: 'Looking for missed deliveries is off',
    remedy: 'Set GITHUB_TOKEN and GITHUB_HOOKS (owner/repo:hook_id) and start again.',
  },
  storage_failed: {
    status: 503,
    title: 'It could not be written',
    remedy: 'Check what the detail names, and that the data root is writable and not full; nothing was overwritten.',
  },
  audit_unavailable: {
    status: 503,
    title: 'The audit log cannot be used',
    remedy: 'Check that audit/ is readable, writable and not full. Nothing new is done while it cannot be recorded.',
  },
  shutting_down: { status: 503, title: 'The console is stopping', remedy: 'Try again when it is running.' },
} as const satisfies Record<string, ProblemRow>
