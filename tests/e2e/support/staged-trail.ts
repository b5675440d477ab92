import type { AuditEvent } from '../../../contract/audit-event.ts'
import { stagedLine } from './staged-facts.ts'

const at = (door: AuditEvent['actor']['door'], sub: string): AuditEvent['actor'] => ({ sub, scopes: [], door })

/** One request from Telegram with an approved publication, a failed notification and a refused call: the lines that it leaves. */
export function stagedTrail(id: string): AuditEvent[] {
  const task_id = `task-${id}`
  const line = (seq: number, given: Partial<AuditEvent>) => stagedLine(seq, { correlation_id: id, task_id, ...given })
  const delivery = { source: 'telegram', delivery_id: 'update-7', event: 'message' }
  const approval = (state: string, call_id: string | null) => ({
    approval: { approval_id: 'ap-00000000000000a1', what: 'Publish notes.md at docs', state, task_id, call_id },
  })
  const run = (call_id: string, tool: string, state: string, more: object) => ({
    run: { call_id, tool, state, task_id, approval_id: null, evidence: [], ...more },
  })
  const publish = (state: string, more: object) =>
    run('call-publish', 'file.publish_dry_run', state, { approval_id: 'ap-00000000000000a1', ...more })
  const kept = [{ package_id: 'run-call-publish' }]
  return [
    line(11, { type: 'webhook_received', task_id: null, data: { ...delivery, about: ['telegram:42:7'] } }),
    line(12, { type: 'task_created', data: delivery }),
    line(13, { type: 'evidence_kept', data: { package_id: 'telegram-7' }, actor: at('system', 'system') }),
    line(14, {
      type: 'webhook_applied',
      task_id: null,
      data: { ...delivery, result: { outcome: 'task_created', task_ids: [task_id] } },
    }),
    line(15, { type: 'telegram_card_sent', data: { card_id: 'c1' }, actor: at('system', 'system') }),
    line(16, { type: 'telegram_callback_accepted', data: { card_id: 'c1' }, actor: at('telegram', 'telegram:42') }),
    line(17, { type: 'task_approved', actor: at('telegram', 'telegram:42') }),
    line(18, { type: 'approval_requested', data: approval('pending', null), actor: at('http', 'coder') }),
    line(19, { type: 'policy_denied', data: publish('denied', { call_id: 'call-first' }), actor: at('http', 'coder') }),
    line(20, { type: 'approval_approved', data: approval('approved', null), actor: at('console', 'operator') }),
    line(21, { type: 'approval_consumed', data: approval('consumed', 'call-publish'), actor: at('http', 'coder') }),
    line(22, { type: 'tool_call_intended', data: publish('running', {}), actor: at('http', 'coder') }),
    line(23, { type: 'tool_call_done', data: publish('done', { evidence: kept }), actor: at('http', 'coder') }),
    line(24, {
      type: 'tool_call_failed',
      data: run('call-notify', 'mail.notify', 'failed', {}),
      actor: at('http', 'coder'),
    }),
  ]
}
