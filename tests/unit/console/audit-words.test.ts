import { describe, expect, test } from 'vitest'
import { AUDIT_EVENT_TYPES, type AuditEventType } from '../../../contract/audit-event.ts'
import {
  actorWords,
  sentenceOf,
  subjectOf,
  tellsOfTrouble,
  withdrawalWords,
} from '../../../renderer/features/audit/audit-words.ts'
import { stagedLine } from '../../e2e/support/staged-facts.ts'

const fromTelegram = { sub: 'telegram:12345', scopes: ['admin' as const], door: 'telegram' as const }

describe('the words of an audit line', () => {
  test('name who decided from Telegram', () => {
    expect(sentenceOf(stagedLine(1, { type: 'task_approved', actor: fromTelegram }))).toBe(
      'Approved from Telegram by 12345',
    )
    expect(sentenceOf(stagedLine(1, { type: 'task_rejected', actor: fromTelegram }))).toBe(
      'Rejected from Telegram by 12345',
    )
    expect(actorWords('telegram:12345', 'console')).toBe('telegram:12345')
  })

  test('say which decision a change took back, and why', () => {
    const decision_withdrawn = { decision: 'approve', decided_by: 'telegram:7', decided_at: '2026-01-31T09:30:00.000Z' }
    expect(withdrawalWords(stagedLine(1, { type: 'task_amended', data: { decision_withdrawn } }))).toMatch(
      /^Approved by telegram:7 at .+; taken back because the requester changed the words$/,
    )
    expect(withdrawalWords(stagedLine(1, { type: 'task_amended', data: { decision_withdrawn: 'x' } }))).toBe(null)
    expect(withdrawalWords(stagedLine(1, { type: 'task_amended', data: {} }))).toBe(null)
  })

  test('say how many refusals one line counts, and of what', () => {
    const line = stagedLine(1, {
      ...{ type: 'webhook_rejected', task_id: null },
      data: { source: 'github', reason: 'signature_invalid', count: 12 },
    })
    expect(sentenceOf(line)).toBe('Deliveries were refused; nothing was written ×12')
    expect(subjectOf(line)).toBe('github signature_invalid')
    expect(tellsOfTrouble(line)).toBe(true)
  })

  test('are a plain sentence for every type, with no note for programmers in it', () => {
    for (const type of Object.keys(AUDIT_EVENT_TYPES) as AuditEventType[])
      expect(sentenceOf(stagedLine(1, { type }))).toMatch(/^[A-Z](?!.*\(count)/)
  })
})
