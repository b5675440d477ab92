import { describe, expect, it } from 'vitest'
import { AGENT, approvalIn, askRule, callOf, openGate, PUBLISH, person, refusalOf } from '../../support/gate-world.ts'
import { bytesOf } from '../evidence/evidence-draft.ts'

const ANNA = person('anna')

/** Sends the call, and lets Anna approve what it waits for. */
async function approved(gate: Awaited<ReturnType<typeof openGate>>, key = 'key-00000001') {
  const { extras } = await refusalOf(gate.tools.execute(AGENT, callOf({ key })))
  const { subject_sha256 } = gate.approvals.get(String(extras['approval_id']))
  return gate.approvals.decide(ANNA, String(extras['approval_id']), { decision: 'approve', subject_sha256 })
}

describe('a call that publishes', () => {
  it('is refused and waits, and runs once when the identical call comes after the approval', async () => {
    const gate = await openGate()
    const refused = await refusalOf(gate.tools.execute(AGENT, callOf({})))
    expect(refused).toMatchObject({ code: 'policy_denied', extras: { code: 'approval_needed' } })
    const [waiting] = gate.approvals.waiting()
    expect(waiting).toMatchObject({
      state: 'pending',
      requested_by: 'agent',
      approval_id: refused.extras['approval_id'],
    })
    await gate.approvals.decide(ANNA, waiting?.approval_id ?? '', {
      ...{ decision: 'approve', subject_sha256: waiting?.subject_sha256 ?? '' },
    })
    const run = await gate.tools.execute(AGENT, callOf({}))
    expect(run).toMatchObject({ state: 'done', result: { published: false }, replayed: false })
    expect(run.evidence).toHaveLength(1)
    expect(gate.log.types()).toEqual([
      ...['approval_requested', 'policy_denied', 'approval_approved', 'approval_consumed'],
      ...['tool_call_intended', 'tool_call_done'],
    ])
    const again = await refusalOf(gate.tools.execute(AGENT, callOf({ key: 'key-00000002' })))
    expect(again).toMatchObject({ code: 'policy_denied', extras: { code: 'approval_needed' } })
    expect(again.extras['approval_id']).not.toBe(refused.extras['approval_id'])
  })

  it('leaves a receipt that says that nothing left this machine', async () => {
    const gate = await openGate()
    await approved(gate)
    const run = await gate.tools.execute(AGENT, callOf({}))
    const kept = gate.evidence.kept.get(`c1/${run.call_id}`)
    const receipt = JSON.parse(Buffer.from(bytesOf(kept?.artifacts[0])).toString())
    expect(receipt).toMatchObject({ published: false, title: 'News', target: 'blog', call_id: run.call_id })
  })

  it('runs with an approval of the declared arguments only', async () => {
    const gate = await openGate()
    await approved(gate)
    const other = callOf({ args: { ...PUBLISH, title: 'Other news' } })
    expect(await refusalOf(gate.tools.execute(AGENT, other))).toMatchObject({ extras: { code: 'approval_needed' } })
    const [voided] = gate.log.events.filter(({ type }) => type === 'approval_voided').map(approvalIn)
    expect(voided?.voided).toMatchObject({
      cause: 'args_changed',
      differences: [{ path: '/args/title', before: '"News"', after: '"Other news"' }],
    })
    expect(await refusalOf(gate.tools.execute(AGENT, callOf({})))).toMatchObject({
      extras: { code: 'approval_needed' },
    })
    expect(gate.log.types()).not.toContain('tool_call_intended')
  })

  it('is not run with an approval that another agent asked for', async () => {
    const gate = await openGate()
    const approval = await approved(gate)
    const other = { ...AGENT, actor: { ...AGENT.actor, sub: 'other-agent' } }
    const refused = await refusalOf(gate.tools.execute(other, callOf({})))
    expect(refused.extras).toMatchObject({ code: 'approval_pending', approval_id: approval.approval_id })
    expect(refused.extras['reason']).toContain('agent')
    expect(gate.log.types()).not.toContain('tool_call_intended')
    expect((await gate.tools.execute(AGENT, callOf({}))).state).toBe('done')
  })

  it('is refused for good when the task does not allow publishing, and nobody is asked', async () => {
    const gate = await openGate()
    await gate.changeTask({ allow_external_publish: false })
    const refused = await refusalOf(gate.tools.execute(AGENT, callOf({})))
    expect(refused.extras).toMatchObject({ code: 'publish_not_allowed', approval_id: null })
    expect(gate.approvals.waiting()).toEqual([])
    expect(gate.log.types()).toEqual(['policy_denied'])
  })

  it('waits for an approval even where a rule allows it', async () => {
    const gate = await openGate()
    gate.setPolicy({ version: 1, rules: [{ id: 'all', match: {}, effect: 'allow' }] })
    expect(await refusalOf(gate.tools.execute(AGENT, callOf({})))).toMatchObject({
      extras: { code: 'approval_needed' },
    })
  })

  it('waits out the cool-off, and is refused again once the time to use it is over', async () => {
    const gate = await openGate()
    gate.setPolicy(askRule({ cool_off_seconds: 60, expires_seconds: 100 }))
    await approved(gate)
    expect(await refusalOf(gate.tools.execute(AGENT, callOf({})))).toMatchObject({
      extras: { code: 'approval_cooling_off' },
    })
    gate.timers.advance(59_999)
    expect(await refusalOf(gate.tools.execute(AGENT, callOf({})))).toMatchObject({
      extras: { code: 'approval_cooling_off' },
    })
    gate.timers.advance(100_001)
    expect(await refusalOf(gate.tools.execute(AGENT, callOf({})))).toMatchObject({
      extras: { code: 'approval_needed' },
    })
    expect(gate.log.types()).toContain('approval_expired')
    expect(gate.log.types()).not.toContain('tool_call_intended')
  })
})

describe('a call that only reads', () => {
  it('runs without an approval', async () => {
    const gate = await openGate()
    const run = await gate.tools.execute(AGENT, callOf({ tool: 'time.now', args: {}, level: 'read_only' }))
    expect(run).toMatchObject({ state: 'done', rule: 'reading', approval_id: null, evidence: [] })
    expect(run.result).toEqual({ now: '2026-01-31T09:30:00.000Z', unix_ms: gate.clock.now() })
  })
})

describe('a call that no person can approve', () => {
  it.each([
    ['unknown_tool', callOf({ tool: 'no.tool' })],
    ['args_invalid', callOf({ args: { title: 'News' } })],
    ['args_invalid', callOf({ args: { ...PUBLISH, more: true } })],
    ['args_invalid', callOf({ args: { ...PUBLISH, body: 'x'.repeat(20_001) } })],
    ['level_below_tool', callOf({ level: 'read_only' })],
    ['level_below_tool', callOf({ level: 'external_notify' })],
    ['task_missing', callOf({ task: 'nobody' })],
    ['correlation_mismatch', callOf({ correlation: 'another' })],
  ])('is refused as %s, leaves a line, and asks nobody', async (code, call) => {
    const gate = await openGate()
    expect(await refusalOf(gate.tools.execute(AGENT, call))).toMatchObject({
      ...{ code: 'policy_denied', extras: { code, approval_id: null } },
    })
    expect(gate.log.types()).toEqual(['policy_denied'])
    expect(gate.approvals.waiting()).toEqual([])
  })

  it('does not write into the trail of a correlation that is not its task’s', async () => {
    const gate = await openGate()
    const refused = await refusalOf(gate.tools.execute(AGENT, callOf({ correlation: 'somebody-elses' })))
    expect(gate.log.events[0]).toMatchObject({ correlation_id: 'req-agent', task_id: 't1' })
    expect(refused.extras['correlation_id']).toBe('req-agent')
  })
})
