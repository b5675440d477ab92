import type { EventDraft } from '../../main/core/audit/event-log.ts'
import { draft } from './audit-log.ts'

type Data = EventDraft['data']

const line = (type: EventDraft['type'], data: Data, task_id: string | null = null): EventDraft => ({
  ...draft(1, { type, data, task_id, route: null, status: null }),
  actor: { sub: 'github', scopes: [], door: 'webhook' },
})

/** Audit lines of deliveries, as the ingress writes them; each names GitHub's unless told otherwise. */
export const claimOf = (delivery_id: string, given: Data = {}): EventDraft =>
  line('webhook_received', {
    ...{ source: 'github', event: 'issues', delivery_id, assurance: 'signed', signature_valid: true, bytes: 12 },
    ...{ body_sha256: 'a'.repeat(64), about: [], event_at: null, ...given },
  })

export const resultOf = (delivery_id: string, outcome: string, task_ids: string[], source = 'github'): EventDraft => {
  const result = { delivery_id, event: 'issues', outcome, task_ids, replayed: false }
  return line('webhook_applied', { source, event: 'issues', delivery_id, result, broadcast_count: 0 })
}

export const failureOf = (delivery_id: string, error_code: string, source = 'github'): EventDraft =>
  line('webhook_failed', { source, event: 'issues', delivery_id, error_code })

export const replayOf = (delivery_id: string, given: Data = {}): EventDraft =>
  line('webhook_replayed', { source: 'github', event: 'issues', delivery_id, dedup_hit: true, ...given })

export const requestOf = (delivery_id: string, source = 'github'): EventDraft =>
  line('webhook_replay_requested', { source, event: 'issues', delivery_id, outcome: null })

export const writeOf = (type: EventDraft['type'], delivery_id: string, task_id: string, given: Data = {}): EventDraft =>
  line(type, { source: 'github', delivery_id, change: type, ...given }, task_id)

export const refusalOf = (refusal_id: string, count: number, given: Data = {}): EventDraft =>
  line('webhook_rejected', {
    ...{
      source: 'github',
      reason: 'signature_invalid',
      signature_valid: false,
      count,
      address: '203.0.113.9',
      refusal_id,
    },
    ...{ first_at: '2026-01-31T09:30:00.000Z', last_at: '2026-01-31T09:30:04.000Z', bytes: 10 * count, ...given },
  })
