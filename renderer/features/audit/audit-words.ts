import { AUDIT_EVENT_TYPES, type AuditEvent, type AuditEventType } from '../../../contract/audit-event.ts'
import type { Door } from '../../../contract/scope.ts'
import { dateTime } from '../../design/time-words.ts'
import { toolLineWords } from './tool-line-words.ts'

const DOORS: Readonly<Record<Door, string>> = {
  http: 'the API',
  console: 'the console',
  desktop: 'the desktop app',
  cli: 'the command line',
  webhook: 'a webhook',
  telegram: 'Telegram',
  files: 'a file',
  agent: 'an agent',
  system: 'the service itself',
}

export function doorWords(door: Door): string {
  return DOORS[door]
}

/** `telegram:12345` is the user 12345 to whoever reads that it came from Telegram. */
export function actorWords(sub: string, door: Door): string {
  return door === 'telegram' ? sub.replace(/^telegram:/, '') : sub
}

/** Types that tell of something that was refused, failed or got lost. */
const TROUBLE: ReadonlySet<AuditEventType> = new Set<AuditEventType>([
  'request_refused',
  'write_conflict',
  'webhook_rejected',
  'webhook_failed',
  'evidence_failed',
  'telegram_sender_refused',
  'telegram_callback_refused',
  'telegram_send_failed',
  'telegram_connection_lost',
  'sse_client_dropped',
  'task_write_abandoned',
  'authentication_failed',
  'policy_refused',
  'policy_denied',
  'approval_denied',
  'tool_call_failed',
  'tool_call_unknown',
  'audit_anchor_failed',
  'obs_connection_lost',
  'obs_recording_lost',
  'evidence_budget_warned',
  'ack_mismatch',
  'ack_timeout',
  'heartbeat_warning',
  'result_timeout',
  'reviewer_timeout',
  'scope_violation',
  'fidelity_violation',
  'protocol_refused',
  'round_ended',
  'task_locked',
  'agent_run_lost',
])

export function tellsOfTrouble(event: AuditEvent): boolean {
  const { state } = event.data
  const isBroken =
    (event.type === 'audit_verified' && state === 'broken') ||
    (event.type === 'evidence_verified' && state === 'altered')
  return isBroken || TROUBLE.has(event.type) || (event.status ?? 0) >= 400
}

/** What happened, as a sentence; a decision from Telegram names who took it. */
export function sentenceOf(event: AuditEvent): string {
  const { type, actor, data } = event
  if (actor.door === 'telegram' && (type === 'task_approved' || type === 'task_rejected'))
    return `${type === 'task_approved' ? 'Approved' : 'Rejected'} from Telegram by ${actorWords(actor.sub, actor.door)}`
  const words = AUDIT_EVENT_TYPES[type]
  const times = typeof data['count'] === 'number' && data['count'] > 1 ? ` ×${data['count']}` : ''
  const plain = words.replace(/ \(count: [^)]*\)/, times)
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`
}

const DECIDED = { approve: 'Approved', reject: 'Rejected' } as const

/** The decision that a change took back, as a sentence; null for every other line. */
export function withdrawalWords({ type, data }: AuditEvent): string | null {
  const taken = data['decision_withdrawn']
  if (typeof taken !== 'object' || taken === null || Array.isArray(taken)) return null
  const { decision, decided_by, decided_at } = taken
  if ((decision !== 'approve' && decision !== 'reject') || typeof decided_by !== 'string') return null
  const when = typeof decided_at === 'string' ? ` at ${dateTime(Date.parse(decided_at))}` : ''
  const why = type === 'task_amended' ? 'the requester changed the words' : 'the request changed where it comes from'
  return `${DECIDED[decision]} by ${decided_by}${when}; taken back because ${why}`
}

/** What exactly was asked for, refused or failed, of a line about an approval, a tool call or what tools need; null for every other line. */
export function callWords(event: AuditEvent): string | null {
  const own = toolLineWords(event)
  if (own !== null) return own
  const { data } = event
  const [approval, run] = [recordOf(data['approval']), recordOf(data['run'])]
  const failure = recordOf(run['failure'])
  const parts = [approval['what'], approval['reason'], run['tool'], run['reason'], failure['detail']]
  const words = parts.filter((part) => typeof part === 'string' && part !== '')
  return words.length === 0 ? null : words.join(': ')
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** What the line is about: route and status, else the task and its call, else the delivery, else the source and its trouble. */
export function subjectOf(event: AuditEvent): string {
  const { route, status, task_id, data } = event
  if (route !== null) return `${route} ${status ?? ''}`
  if (task_id !== null) return [task_id, callWords(event)].filter((part) => part !== null).join(' · ')
  const own = toolLineWords(event)
  if (own !== null) return own
  const named = [data['source'], data['delivery_id'] ?? data['reason']].filter((part) => typeof part === 'string')
  return named.join(' ')
}
