import { describe, expect, it } from 'vitest'
import { createTwoPeople } from '../../../main/core/approvals/two-people.ts'
import type { Call } from '../../../main/core/kernel/call.ts'
import { askRule, openGate, refusalOf } from '../../support/gate-world.ts'
import { ANNA, approve, ask } from './approval-steps.ts'

const NAMES = new Map([
  [7, 'anna'],
  [8, 'Anna'],
  [9, 'bea'],
])

describe('two people', () => {
  const areTwo = createTwoPeople(NAMES)

  it.each([
    ['operators of different names', 'operator:anna', 'operator:bea'],
    ['a Telegram user who is named, and another operator', 'telegram:7', 'operator:bea'],
    ['Telegram users of different names', 'telegram:7', 'telegram:9'],
    ['Telegram users of different numbers that nobody named', 'telegram:20', 'telegram:21'],
    ['Telegram users of different numbers of whom one is named', 'telegram:7', 'telegram:20'],
  ])('are %s', (_what, one, other) => {
    expect([areTwo(one, other), areTwo(other, one)]).toEqual([true, true])
  })

  it.each([
    ['one operator', 'operator:anna', 'operator:anna'],
    ['one operator in other letters', 'operator:anna', 'operator:ANNA'],
    ['one Telegram user', 'telegram:20', 'telegram:20'],
    ['an operator and the Telegram user who is the same person', 'operator:anna', 'telegram:7'],
    ['one person with two numbers', 'telegram:7', 'telegram:8'],
    ['an operator and a Telegram user whom nobody named', 'operator:anna', 'telegram:20'],
    ['an operator and a token of any name', 'operator:anna', 'bea'],
    ['tokens of different names', 'anna', 'bea'],
    ['a Telegram user and a token', 'telegram:7', 'bea'],
  ])('are not known to be %s', (_what, one, other) => {
    expect([areTwo(one, other), areTwo(other, one)]).toEqual([false, false])
  })
})

const by = (sub: string): Call => ({ actor: { sub, scopes: ['admin'], door: 'http' }, correlation_id: `req-${sub}` })

describe('a call that needs two people', () => {
  it.each(['telegram:7', 'telegram:20', 'bea'])('does not run when operator:anna and %s approve it', async (sub) => {
    const gate = await openGate()
    gate.setPolicy(askRule({ approvals: 2 }))
    const pending = await ask(gate)
    await approve(gate, pending, ANNA)
    const { code } = await refusalOf(approve(gate, pending, by(sub)))
    expect([code, gate.approvals.get(pending.approval_id).state]).toEqual(['approval_second_person', 'pending'])
  })

  it('is approved by an operator and a Telegram user who is known to be another', async () => {
    const gate = await openGate()
    gate.setPolicy(askRule({ approvals: 2 }))
    const pending = await ask(gate)
    await approve(gate, pending, by('telegram:7'))
    expect(await approve(gate, pending, by('operator:bea'))).toMatchObject({ state: 'approved' })
  })
})
