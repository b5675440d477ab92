import * as z from 'zod'

interface Row {
  /** HTTP status (RFC 9110). */
  readonly status: number
  readonly title: string
  /** What the reader can do about it. */
  readonly remedy: string
}

/** The closed catalogue of errors. docs/errors.md says the same; a code that was published never disappears. */
export const PROBLEMS = {
  validation_failed: {
    status: 400,
    title: 'The request is not valid',
    remedy: 'Correct the field that the detail names and send the request again.',
  },
  cursor_invalid: {
    status: 400,
    title: 'The cursor is not one of ours',
    remedy: 'Start again without a cursor, and pass next_cursor on unchanged.',
  },
  payload_not_json: { status: 400, title: 'The body is not JSON', remedy: 'Send one JSON object in UTF-8.' },
  payload_too_deep: {
    status: 400,
    title: 'The body is nested too deeply',
    remedy: 'Send JSON with at most 64 levels.',
  },
  webhook_header_missing: {
    status: 400,
    title: 'A webhook header is missing',
    remedy: 'Send the headers that the sender documents; for GitHub X-GitHub-Event and X-GitHub-Delivery.',
  },
  token_missing: {
    status: 401,
    title: 'No token was sent',
    remedy: 'Send Authorization: Bearer TOKEN. Make one with: npx countersign token create --scope observer',
  },
  token_invalid: {
    status: 401,
    title: 'The token is not valid',
    remedy: 'Make a new one with: npx countersign token create --scope observer',
  },
  token_expired: {
    status: 401,
    title: 'The token has expired',
    remedy: 'Make a new one with: npx countersign token create',
  },
  token_revoked: {
    status: 401,
    title: 'The token was revoked',
    remedy: 'Make a new one with: npx countersign token create',
  },
  login_code_invalid: {
    status: 401,
    title: 'The login code is not valid',
    remedy: 'A code works once, for ten minutes. Make a new one with: npx countersign login',
  },
  signature_missing: {
    status: 401,
    title: 'The delivery is not signed',
    remedy:
      'Set the same secret at the sender and here (WEBHOOK_SECRET for GitHub, XCODE_WEBHOOK_SECRET for Xcode), and have the sender sign with it.',
  },
  signature_invalid: {
    status: 401,
    title: 'The signature does not fit the body',
    remedy:
      'Set the same secret at the sender and here (WEBHOOK_SECRET for GitHub, XCODE_WEBHOOK_SECRET for Xcode), and check that nothing rewrites the body on its way.',
  },
  webhook_token_missing: {
    status: 401,
    title: 'The delivery shows no secret',
    remedy: 'Send the secret that the source is configured with, in the header that the sender documents.',
  },
  webhook_token_invalid: {
    status: 401,
    title: 'The secret of the delivery is not ours',
    remedy: 'Set the same secret at the sender and here: XCODE_TOKEN for Xcode, TELEGRAM_SECRET_TOKEN for Telegram.',
  },
  timestamp_outside_window: {
    status: 401,
    title: 'The delivery was signed too long ago, or in the future',
    remedy: 'Set the clocks of both machines and sign the delivery again: five minutes of difference are taken.',
  },
  scope_insufficient: {
    status: 403,
    title: 'The token may not do this',
    remedy: 'Use a token with the scope that the detail names.',
  },
  policy_denied: {
    status: 403,
    title: 'The policy does not allow this call now',
    remedy:
      'The reason says what is missing. When approval_id is given, a person can approve it: send the identical call again after that.',
  },
  host_not_allowed: {
    status: 403,
    title: 'The Host header is not ours',
    remedy: 'Open the address that the console printed when it started, or start it with --allow-host NAME.',
  },
  origin_not_allowed: {
    status: 403,
    title: 'The request comes from another site',
    remedy: 'Use the console from its own address.',
  },
  not_found: { status: 404, title: 'There is no such route', remedy: 'See GET /openapi.yaml for the routes.' },
  task_not_found: { status: 404, title: 'There is no such task', remedy: 'List the tasks with GET /api/tasks.' },
  correlation_not_found: {
    status: 404,
    title: 'Nothing was recorded under this correlation id',
    remedy: 'Take the correlation_id from a task or an audit line.',
  },
  token_not_found: {
    status: 404,
    title: 'No token with this jti was made here',
    remedy: 'Take the jti from the output of: npx countersign token create --json',
  },
  approval_not_found: {
    status: 404,
    title: 'There is no such approval',
    remedy: 'List the approvals with: npx countersign approvals list, or GET /api/approvals.',
  },
  delivery_not_found: {
    status: 404,
    title: 'There is no such delivery',
    remedy: 'List the deliveries with: npx countersign deliveries list, or GET /api/deliveries.',
  },
  evidence_not_found: {
    status: 404,
    title: 'There is no such evidence',
    remedy: 'List the packages of a task with GET /api/tasks/{task_id}/evidence.',
  },
  method_not_allowed: { status: 405, title: 'The route does not take this method', remedy: 'See the Allow header.' },
  socket_required: {
    status: 406,
    title: 'The event stream needs a socket',
    remedy: 'Open GET /api/events over HTTP; in the desktop app use the event subscription.',
  },
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
    remedy: 'Whoever approved first cannot be the second; ask another operator.',
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
  policy_changed: {
    status: 409,
    title: 'The policy has changed since you read it',
    remedy: 'Read the policy again, look at what changed, and save with its current sha256 as base_sha.',
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
  proof_not_possible: {
    status: 409,
    title: 'This cannot be proven as it stands',
    remedy: 'The log does not verify. Look at it with: npx countersign audit verify',
  },
  payload_too_large: { status: 413, title: 'The body is too large', remedy: 'Send at most 1 MiB.' },
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
  task_file_invalid: {
    status: 422,
    title: 'The task file is not valid',
    remedy: 'Mend the file in ssot/ as the detail says; the console reads it again at once.',
  },
  precondition_required: {
    status: 428,
    title: 'The write does not say what it is based on',
    remedy: 'Read the task, and send its base_sha in the body or as If-Match; it is in this answer too.',
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
} as const satisfies Record<string, Row>

export type ErrorCode = keyof typeof PROBLEMS
export const ErrorCode = z.enum(Object.keys(PROBLEMS) as [ErrorCode, ...ErrorCode[]]).meta({ id: 'ErrorCode' })

/** Problem details (RFC 9457), with what a program and a person need to go on. */
export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error_code: ErrorCode,
    remediation_hint: z.string(),
    correlation_id: z.string(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
