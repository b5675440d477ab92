import type { ProblemRow } from './problem-rows.ts'

/** What is wrong with the request itself, or with who sends it: status 400 to 406. */
export const PROBLEMS_OF_REQUESTS = {
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
} as const satisfies Record<string, ProblemRow>
