import { describe, expect, it } from 'vitest'
import type { Approval } from '../../../contract/approval.ts'
import { AGENT, approvalIn, callOf, openGate, refusalOf } from '../../support/gate-world.ts'
import { approve, ask, deny, run } from './approval-steps.ts'

describe('a log that takes nothing', () => {
  it.each(['approval_requested', 'approval_approved', 'approval_denied', 'approval_consumed'] as const)(
    'leaves everything as it was when it refuses %s',
    async (type) => {
      const gate = await openGate()
      if (type !== 'approval_requested') {
        const pending = await ask(gate)
        if (type === 'approval_consumed') await approve(gate, pending)
      }
      const before = gate.log.types()
      gate.log.fail(type)
      const [pending] = gate.approvals.waiting()
      if (type === 'approval_approved') expect(await refusalOf(approve(gate, pending as Approval))).toBeDefined()
      else if (type === 'approval_denied') expect(await refusalOf(deny(gate, pending as Approval))).toBeDefined()
      else expect(await refusalOf(run(gate))).toMatchObject({ code: 'audit_unavailable' })
      expect(gate.log.types()).toEqual(before)
      gate.log.mend()
      if (type === 'approval_requested') await ask(gate)
      if (type !== 'approval_consumed') await approve(gate, gate.approvals.waiting()[0] as Approval)
      expect((await run(gate)).state).toBe('done')
    },
  )
})

describe('a start', () => {
  it('voids what an earlier process left pending or approved', async () => {
    const gate = await openGate()
    await approve(gate, await ask(gate))
    const next = await gate.again()
    expect(gate.log.events.filter(({ type }) => type === 'approval_voided').map(approvalIn)).toMatchObject([
      { state: 'voided', voided: { cause: 'restart', differences: [] } },
    ])
    expect(next.approvals.waiting()).toEqual([])
    expect(await refusalOf(next.tools.execute(AGENT, callOf({})))).toMatchObject({
      extras: { code: 'approval_needed' },
    })
  })

  it('still knows what was denied, until the time is over', async () => {
    const gate = await openGate()
    await deny(gate, await ask(gate), 'Never')
    const next = await gate.again()
    const refused = await refusalOf(next.tools.execute(AGENT, callOf({ key: 'key-00000009' })))
    expect(refused.extras).toMatchObject({ code: 'denied_by_person', denial_reason: 'Never' })
    gate.timers.advance(600_000)
    expect(await refusalOf(next.tools.execute(AGENT, callOf({})))).toMatchObject({
      extras: { code: 'approval_needed' },
    })
  })

  it('does not begin when it cannot be recorded what is void', async () => {
    const gate = await openGate()
    await ask(gate)
    gate.log.fail('approval_voided')
    expect(await refusalOf(gate.again())).toMatchObject({ code: 'audit_unavailable' })
  })
})
