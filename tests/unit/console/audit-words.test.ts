import { describe, expect, test } from 'vitest'
import { AUDIT_EVENT_TYPES, type AuditEventType } from '../../../contract/audit-event.ts'
import {
  actorWords,
  callWords,
  sentenceOf,
  subjectOf,
  tellsOfTrouble,
  withdrawalWords,
} from '../../../renderer/features/audit/audit-words.ts'
import { leftOutWords } from '../../../renderer/features/audit/left-out-words.ts'
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

  test('say what an agent asked for, and why it was refused or failed', () => {
    const run = { tool: 'mail.notify', reason: null, failure: { detail: 'The disk is full (ENOSPC).' } }
    const failed = stagedLine(1, { type: 'tool_call_failed', task_id: 't', data: { run } })
    expect(callWords(failed)).toBe('mail.notify: The disk is full (ENOSPC).')
    expect(subjectOf(failed)).toBe('t · mail.notify: The disk is full (ENOSPC).')
    const approval = { what: 'Publish notes.md', reason: 'Not on a Friday.' }
    const denied = stagedLine(1, { type: 'approval_denied', data: { approval } })
    expect(callWords(denied)).toBe('Publish notes.md: Not on a Friday.')
    expect(tellsOfTrouble(denied)).toBe(true)
    expect(callWords(stagedLine(1, { type: 'task_created', data: { run: 'x', approval: [] } }))).toBe(null)
  })

  test('call a check that found the chain broken trouble', () => {
    expect(tellsOfTrouble(stagedLine(1, { type: 'audit_verified', data: { state: 'broken' } }))).toBe(true)
    expect(tellsOfTrouble(stagedLine(1, { type: 'audit_verified', data: { state: 'ok' } }))).toBe(false)
  })

  test('are a plain sentence for every type, with no note for programmers in it', () => {
    for (const type of Object.keys(AUDIT_EVENT_TYPES) as AuditEventType[])
      expect(sentenceOf(stagedLine(1, { type }))).toMatch(/^[A-Z](?!.*\(count)/)
  })
})

describe('what is left out of a trail', () => {
  test('is named by type and number; nothing is said when nothing is left out', () => {
    expect(leftOutWords({})).toBe(null)
    expect(leftOutWords({ policy_denied: 1400, request_served: 2 })).toContain(
      '1,400 of policy_denied, 2 of request_served',
    )
  })
})
