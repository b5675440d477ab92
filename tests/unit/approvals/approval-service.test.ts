import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../contract/approval.ts'
import { AGENT, approvalIn, askRule, callOf, openGate, PUBLISH, refusalOf, START_MS } from '../../support/gate-world.ts'
import { ANNA, approve, ask, BEA, deny, type Gate, run } from './approval-steps.ts'

const settled = (gate: Gate, approval: Approval, state: string) =>
  expect
    .poll(() =>
      gate.log.events
        .filter(({ type }) => type.startsWith('approval_'))
        .map(approvalIn)
        .at(-1),
    )
    .toMatchObject({
      ...{ approval_id: approval.approval_id, state },
    })

describe('asking for an approval', () => {
  it('makes one for a call, however often and however concurrently it is sent', async () => {
    const gate = await openGate()
    const keys = Array.from({ length: 20 }, (_, n) => `key-000000${n + 10}`)
    const refusals = await Promise.all(keys.map((key) => refusalOf(gate.tools.execute(AGENT, callOf({ key })))))
    expect(new Set(refusals.map(({ extras }) => extras['approval_id'])).size).toBe(1)
    expect(gate.log.types().filter((type) => type === 'approval_requested')).toHaveLength(1)
  })

  it('stops at a thousand open ones, and says so', async () => {
    const gate = await openGate()
    const asOther = (n: number) => ({ ...AGENT, actor: { ...AGENT.actor, sub: `agent-${n}` } })
    for (let n = 0; n < 1000; n += 1)
      await refusalOf(gate.tools.execute(asOther(n), callOf({ args: { ...PUBLISH, title: `News ${n}` } })))
    expect(gate.approvals.waiting()).toHaveLength(1000)
    const refused = await refusalOf(gate.tools.execute(AGENT, callOf({})))
    expect(refused.extras).toMatchObject({ code: 'approval_needed', approval_id: null })
    expect(gate.approvals.waiting()).toHaveLength(1000)
  })

  it('shows the title in one line that turns nothing around', async () => {
    const gate = await openGate()
    const approval = await ask(gate, callOf({ args: { ...PUBLISH, title: `News\u202E\n\u0007${'x'.repeat(180)}` } }))
    expect(approval.what).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
    expect(approval.what.length).toBeLessThanOrEqual(200)
    expect(approval.subject).toContain('\u202E')
  })
})

describe('deciding', () => {
  it('takes the first decision of many that come at the same time', async () => {
    const gate = await openGate()
    const pending = await ask(gate)
    const results = await Promise.allSettled([approve(gate, pending), deny(gate, pending), approve(gate, pending, BEA)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const result of results.slice(1))
      expect(result).toMatchObject({ reason: { code: 'approval_not_pending', extras: { state: 'approved' } } })
  })

  it('refuses what is not what the person was shown, also when it is over', async () => {
    const gate = await openGate()
    const pending = await ask(gate)
    const other = { ...pending, subject_sha256: 'f'.repeat(64) as Approval['subject_sha256'] }
    expect(await refusalOf(approve(gate, other))).toMatchObject({ code: 'approval_changed' })
    await deny(gate, pending)
    expect(await refusalOf(approve(gate, other))).toMatchObject({ code: 'approval_changed' })
    expect(await refusalOf(approve(gate, pending))).toMatchObject({ code: 'approval_not_pending' })
  })

  it('wants two different people where the policy does', async () => {
    const gate = await openGate()
    gate.setPolicy(askRule({ approvals: 2 }))
    const pending = await ask(gate)
    expect(await approve(gate, pending)).toMatchObject({ state: 'pending', needed: 2 })
    expect(await refusalOf(approve(gate, pending))).toMatchObject({ code: 'approval_second_person' })
    expect(await refusalOf(run(gate))).toMatchObject({ extras: { code: 'approval_pending' } })
    expect(await approve(gate, pending, BEA)).toMatchObject({ state: 'approved' })
    expect((await run(gate)).state).toBe('done')
    expect(gate.log.types().filter((type) => type.startsWith('approval_'))).toEqual([
      ...['approval_requested', 'approval_endorsed', 'approval_approved', 'approval_consumed'],
    ])
  })

  it('wants a reason for several denials, and every approval only once', async () => {
    const gate = await openGate()
    const { approval_id, subject_sha256, action_sha256 } = await ask(gate)
    const item = { approval_id, subject_sha256 }
    const batch = { decision: 'deny' as const, action_sha256, items: [item] }
    expect(await refusalOf(gate.approvals.decideAll(ANNA, batch))).toMatchObject({ code: 'validation_failed' })
    const twice = { ...batch, reason: 'no', items: [item, item] }
    expect(await refusalOf(gate.approvals.decideAll(ANNA, twice))).toMatchObject({ code: 'validation_failed' })
    expect(gate.approvals.get(approval_id).state).toBe('pending')
    const { items } = await gate.approvals.decideAll(ANNA, { ...batch, reason: 'no' })
    expect(items).toMatchObject([{ state: 'denied', reason: 'no' }])
  })
})

describe('an approval that nobody gives or uses', () => {
  it.each(['pending', 'approved'])('expires when its time is over: %s', async (state) => {
    const gate = await openGate()
    const pending = await ask(gate)
    if (state === 'approved') await approve(gate, pending)
    gate.timers.advance(900_000)
    await settled(gate, pending, 'expired')
    expect(await refusalOf(approve(gate, pending))).toMatchObject({ code: 'approval_not_pending' })
    expect(await refusalOf(run(gate))).toMatchObject({ extras: { code: 'approval_needed' } })
  })

  it.each(['pending', 'approved'])('expires in time even when the clock is set back: %s', async (state) => {
    const gate = await openGate()
    gate.setPolicy(askRule({}))
    const pending = await ask(gate)
    if (state === 'approved') await approve(gate, pending)
    gate.timers.advance(600_000)
    gate.timers.setClock(START_MS - 86_400_000)
    // Looked at again in between, as after any news of its ground.
    gate.setPolicy(askRule({}))
    gate.timers.advance(300_000)
    await settled(gate, pending, 'expired')
    expect(await refusalOf(run(gate))).toMatchObject({ extras: { code: 'approval_needed' } })
  })

  it('does not run even when the timer has not told yet', async () => {
    const gate = await openGate()
    await approve(gate, await ask(gate))
    gate.log.fail('approval_expired')
    gate.timers.advance(900_000)
    // Sent in the very moment in which the log cannot even take the line of the expiry.
    expect(await refusalOf(run(gate))).toMatchObject({ code: 'audit_unavailable' })
    gate.log.mend()
    gate.timers.advance(1000)
    await expect.poll(() => gate.log.types()).toContain('approval_expired')
    expect(gate.log.types()).not.toContain('tool_call_intended')
  })

  it('holds longer than a timer of the system can wait', async () => {
    const gate = await openGate()
    gate.setPolicy(askRule({ expires_seconds: 30 * 86_400 }))
    const pending = await ask(gate)
    for (let day = 1; day < 30; day += 1) {
      gate.timers.advance(86_400_000)
      await expect.poll(gate.timers.waiting).toBe(1)
      expect(gate.approvals.get(pending.approval_id).state).toBe('pending')
    }
    gate.timers.advance(86_400_000)
    await settled(gate, pending, 'expired')
  })
})

describe('an approval whose ground has changed', () => {
  it('is voided with the task, and the members that differ are shown', async () => {
    const gate = await openGate()
    const pending = await ask(gate)
    await approve(gate, pending)
    await gate.changeTask({ title: 'Another title' })
    await settled(gate, pending, 'voided')
    expect(gate.approvals.get(pending.approval_id).voided).toMatchObject({
      cause: 'task_changed',
      differences: [
        { path: '/task/title', before: '"Publish the news"', after: '"Another title"' },
        { path: '/task/version', before: '1', after: '2' },
      ],
    })
    expect(await refusalOf(run(gate))).toMatchObject({ extras: { code: 'approval_needed' } })
  })

  it('is voided with the policy, and the rule and terms that differ are shown', async () => {
    const gate = await openGate()
    gate.setPolicy(askRule({ expires_seconds: 60 }))
    const pending = await ask(gate)
    gate.setPolicy(askRule({ expires_seconds: 60, approvals: 2 }))
    await settled(gate, pending, 'voided')
    const { voided } = gate.approvals.get(pending.approval_id)
    expect(voided?.cause).toBe('policy_changed')
    expect(voided?.differences.map(({ path }) => path)).toEqual(['/policy/sha256', '/policy/terms/people'])
    expect(voided?.differences).toContainEqual({ path: '/policy/terms/people', before: '1', after: '2' })
  })

  it('is not used when the log cannot say that it is void', async () => {
    const gate = await openGate()
    await approve(gate, await ask(gate))
    gate.log.fail('approval_voided')
    await gate.changeTask({ title: 'Another title' })
    expect(await refusalOf(run(gate))).toMatchObject({ code: 'audit_unavailable' })
    gate.log.mend()
    gate.timers.advance(1000)
    await expect.poll(() => gate.log.types()).toContain('approval_voided')
    expect(gate.log.types()).not.toContain('approval_consumed')
  })

  it('keeps it when another task changes', async () => {
    const gate = await openGate()
    const pending = await ask(gate)
    const { seq, ts } = { seq: 1, ts: new Date(gate.clock.now()).toISOString() }
    gate.hub.publish('ssot_external_change', {
      ...{ seq, ts, correlation_id: 'c2', task_id: 't2' as never, change: 'deleted', task: null },
    })
    await approve(gate, pending)
    expect((await run(gate)).state).toBe('done')
  })
})
