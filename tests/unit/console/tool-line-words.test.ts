import { expect, test } from 'vitest'
import type { AuditEventType } from '../../../contract/audit-event.ts'
import type { JsonObject } from '../../../contract/json-object.ts'
import { callWords, subjectOf, tellsOfTrouble } from '../../../renderer/features/audit/audit-words.ts'
import { stagedLine } from '../../e2e/support/staged-facts.ts'

const line = (type: AuditEventType, data: JsonObject) => stagedLine(1, { type, data, task_id: null })

test.each<[AuditEventType, JsonObject, string]>([
  ['tool_call_cancelled', { call_id: 'call-1', reason: 'the wrong window' }, 'the wrong window'],
  ['obs_recording_lost', { why: 'OBS died.', path: '/films/a.mkv' }, 'OBS died., /films/a.mkv'],
  ['account_connected', { service: 'youtube', channel_title: 'Pier Cam' }, 'youtube, Pier Cam'],
  ['evidence_verified', { state: 'whole', packages: 1200, altered: 0, missing: 0 }, 'whole, 1,200 packages'],
  [
    'evidence_verified',
    { state: 'altered', packages: 3, altered: 1, missing: 2 },
    'not whole, 3 packages, 1 altered, 2 missing',
  ],
  ['evidence_budget_warned', { used_bytes: 9e9, budget_bytes: 1e10, free_bytes: null }, '9.0 GB used of 10.0 GB'],
])('a line %s says what it is about', (type, data, words) => {
  expect(callWords(line(type, data))).toBe(words)
  expect(subjectOf(line(type, data))).toBe(words)
})

test('evidence that is not whole, a lost recording and a lost OBS are trouble; a whole verdict is not', () => {
  expect(tellsOfTrouble(line('evidence_verified', { state: 'altered' }))).toBe(true)
  expect(tellsOfTrouble(line('evidence_verified', { state: 'whole' }))).toBe(false)
  expect(tellsOfTrouble(line('obs_recording_lost', {}))).toBe(true)
  expect(tellsOfTrouble(line('obs_connection_restored', {}))).toBe(false)
})
