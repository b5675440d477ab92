import { describe, expect, it } from 'vitest'
import { ToolRun } from '../../../contract/tool.ts'
import { SYSTEM } from '../../../main/core/kernel/call.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { ANNA, BERT, CARL, openApprovalDesk } from '../../support/approval-desk-world.ts'

const runOf = (given: Partial<ToolRun>): ToolRun =>
  ToolRun.parse({
    ...{ call_id: 'call-1', tool: 'obs.record', side_effect_level: 'local_write', task_id: 't1', correlation_id: 't1' },
    ...{ idempotency_key: 'key-0001', subject_sha256: sha256('x'), subject: 'x', requested_by: 'agent', rule: null },
    ...{ reason: null, approval_id: null, policy_sha256: sha256('p'), result: null, evidence: [], replayed: false },
    ...{ started_at: '2026-01-31T09:30:00.000Z', finished_at: null, state: 'failed', failure: null },
    ...given,
  })

const FAILURE = {
  error_code: 'tool_program_missing',
  detail: 'OBS\u202E is not there.\nsecond line',
  remediation_hint: 'Start OBS.',
}

describe('a tool run that came to nothing', () => {
  it('is told to every operator, and to nobody else, with what can be done', async () => {
    const desk = await openApprovalDesk()
    const place = { seq: 9, ts: '2026-01-31T09:30:00.000Z', correlation_id: 't1', task_id: 't1' }
    desk.world.hub.publish('tool_call_failed', { ...place, run: runOf({ failure: FAILURE }) })
    desk.world.hub.publish('tool_call_done', { ...place, seq: 10, run: runOf({ state: 'done' }) })
    await desk.pass()
    for (const chat of [ANNA, BERT]) {
      const texts = desk.inChat(chat).map(({ text }) => text)
      expect(texts).toHaveLength(1)
      expect(texts[0]).toContain('obs.record failed.')
      expect(texts[0]).toContain('> OBS[U+202E] is not there. second line')
      expect(texts[0]).toContain('tool_program_missing: Start OBS.')
      expect(texts[0]).toContain('Task t1, run call-1.')
    }
    expect(desk.inChat(CARL)).toEqual([])
  })

  it('is told after a start as well, when the console died while it ran', async () => {
    const desk = await openApprovalDesk()
    const line = { actor: SYSTEM, correlation_id: 't1', task_id: 't1', route: null, status: null }
    const old = runOf({ call_id: 'call-old', state: 'unknown' })
    await desk.world.log.record({ ...line, type: 'tool_call_unknown', data: { run: { ...old } } })
    await desk.world.log.record({ ...line, type: 'service_started', data: {} })
    const left = runOf({ call_id: 'call-left', state: 'unknown' })
    await desk.world.log.record({ ...line, type: 'tool_call_unknown', data: { run: { ...left } } })
    await desk.restart()
    await desk.pass()
    const texts = desk.inChat(ANNA).map(({ text }) => text)
    expect(texts.filter((text) => text.startsWith('Nobody knows what came of obs.record.'))).toHaveLength(1)
    expect(texts.join()).toContain('call-left')
    expect(texts.join()).not.toContain('call-old')
  })

  it('does not flood the operators: beyond ten in a minute they are counted', async () => {
    const desk = await openApprovalDesk()
    for (let n = 0; n < 25; n += 1) {
      const place = { seq: 20 + n, ts: '2026-01-31T09:30:00.000Z', correlation_id: 't1', task_id: 't1' }
      desk.world.hub.publish('tool_call_failed', { ...place, run: runOf({ call_id: `call-${n}` }) })
    }
    await desk.pass(120_000)
    const texts = desk.inChat(ANNA).map(({ text }) => text)
    expect(texts).toHaveLength(11)
    expect(texts.at(-1)).toBe('15 more tool runs have failed: see the console.')
  })
})
